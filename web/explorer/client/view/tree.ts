/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The list of stages: a tree of families, groups and stages, of which a search
 * leaves what it finds. Rows of a family are made when it is first opened, and
 * kept: a search then shows and hides, and makes nothing.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Dag } from "../model/dag.ts";
import { familiesInOrder } from "../model/fold.ts";
import { shortened } from "../model/labels.ts";
import type { Family } from "../model/groups.ts";
import { branchRow, fillBranch, fillLeaf, leafRow } from "./tree_rows.ts";

/** The list. */
export interface Tree {
  readonly element: HTMLElement;
  /** Makes the list anew, of the graph as it is now. */
  draw(): void;
  /** Leaves what was found; everything where nothing is searched for. */
  mark(found: ReadonlySet<number> | null): void;
  select(id: number | null): void;
  refresh(ids: ReadonlySet<number>): void;
  /** Puts the focus on the first row, or on a stage's. */
  focus(id?: number | null): void;
  /** The first stage that is shown. */
  first(): number | null;
}

/** What holds rows, and may be closed. */
interface Branch {
  readonly row: HTMLElement;
  readonly stages: readonly number[];
  /** Where its rows are, or will be. */
  readonly inner: HTMLElement;
  /** Makes its rows. */
  readonly fill: () => void;
  filled: boolean;
  /** Whether somebody opened it. */
  open: boolean;
}

/** Makes the list. `open` goes to a stage. */
export function tree(dag: () => Dag, open: (id: number) => void): Tree {
  const element = h("div", {
    class: "tree",
    role: "tree",
    "aria-label": "Stages",
  });
  let branches = new Map<HTMLElement, Branch>();
  let leaves = new Map<number, HTMLElement>();
  let found: ReadonlySet<number> | null = null;
  let selected: number | null = null;
  let current: HTMLElement | null = null;

  function branch(
    level: number,
    label: string,
    stages: readonly number[],
    fill: (inner: HTMLElement) => void,
  ): HTMLElement[] {
    const row = branchRow(dag(), level, label, stages);
    const inner = h("div", { role: "group", hidden: true });
    branches.set(row, {
      row,
      stages,
      inner,
      fill: () => fill(inner),
      filled: false,
      open: false,
    });
    return [row, inner];
  }

  function leaf(level: number, id: number, rest?: string): HTMLElement {
    const row = leafRow(dag(), level, id, rest);
    row.setAttribute("aria-selected", `${id === selected}`);
    row.hidden = found !== null && !found.has(id);
    leaves.set(id, row);
    return row;
  }

  function leafRows(level: number, ids: readonly number[]): HTMLElement[] {
    const rests = shortened(ids.map((id) => dag().labels[id]!.rest));
    return ids.map((id, at) => leaf(level, id, rests[at]!));
  }

  function familyRows(family: Family): HTMLElement[] {
    const { label, groups, stages } = family;
    if (stages.length === 1) {
      return [leaf(1, stages[0]!)];
    }
    return branch(1, label, stages, (inner) => {
      if (groups.length === 1) {
        inner.append(...leafRows(2, stages));
      } else {
        inner.append(
          ...groups.flatMap((group) =>
            branch(
              2,
              group.label || label,
              group.stages,
              (rows) => rows.append(...leafRows(3, group.stages)),
            )
          ),
        );
      }
    });
  }

  /** Shows which rows there are, and which branches are open. */
  function arrange(): void {
    // Opening one makes more of them, which are then looked at as well.
    for (const one of branches.values()) {
      const hits = found === null
        ? one.stages.length
        : one.stages.filter((id) => found!.has(id)).length;
      const shown = found === null ? one.open : hits > 0;
      if (shown && !one.filled) {
        one.filled = true;
        one.fill();
      }
      one.row.hidden = hits === 0;
      one.inner.hidden = !shown || hits === 0;
      one.row.setAttribute("aria-expanded", `${shown}`);
      one.row.querySelector(".row-count")!.textContent = found === null
        ? `${hits}`
        : `${hits} of ${one.stages.length}`;
    }
    for (const [id, row] of leaves) {
      row.hidden = found !== null && !found.has(id);
    }
    if (current === null || !isShown(current)) rove(rows()[0] ?? null);
  }

  const isShown = (row: HTMLElement) =>
    row.isConnected && row.closest("[hidden]") === null;
  const rows = () =>
    [...element.querySelectorAll<HTMLElement>("[role=treeitem]")]
      .filter(isShown);

  function rove(row: HTMLElement | null): void {
    current?.setAttribute("tabindex", "-1");
    current = row;
    current?.setAttribute("tabindex", "0");
  }

  function go(row: HTMLElement | null | undefined): void {
    if (row === null || row === undefined) return;
    rove(row);
    row.focus();
  }

  function toggle(one: Branch, to = !one.open): void {
    one.open = to;
    arrange();
  }

  /** The row of the branch that a row is in. */
  const parentOf = (row: HTMLElement) =>
    row.parentElement === element
      ? null
      : row.parentElement!.previousElementSibling as HTMLElement;

  element.addEventListener("click", (event) => {
    const row = (event.target as Element).closest<HTMLElement>(".row");
    if (row === null) return;
    rove(row);
    const one = branches.get(row);
    if (one !== undefined) toggle(one);
    else open(Number(row.dataset["stage"]));
  });
  element.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>(".row");
    if (row !== null) rove(row);
  });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = (event.target as Element).closest<HTMLElement>(".row");
    if (row === null) return;
    const one = branches.get(row);
    const all = rows();
    const at = all.indexOf(row);
    switch (event.key) {
      case "ArrowDown":
        go(all[at + 1]);
        break;
      case "ArrowUp":
        go(all[at - 1]);
        break;
      case "Home":
        go(all[0]);
        break;
      case "End":
        go(all.at(-1));
        break;
      case "ArrowRight":
        if (one === undefined) return;
        if (row.getAttribute("aria-expanded") === "true") go(all[at + 1]);
        else toggle(one, true);
        break;
      case "ArrowLeft":
        if (one !== undefined && one.open && found === null) toggle(one, false);
        else go(parentOf(row));
        break;
      case "Enter":
      case " ":
        if (one === undefined) open(Number(row.dataset["stage"]));
        else toggle(one);
        break;
      default:
        return;
    }
    event.preventDefault();
  });

  /** Opens what a stage's row is in. */
  function uncover(id: number): HTMLElement | null {
    for (const one of branches.values()) {
      if (one.stages.includes(id)) one.open = true;
      if (one.open && !one.filled) {
        one.filled = true;
        one.fill();
      }
    }
    arrange();
    return leaves.get(id) ?? null;
  }

  return {
    element,
    draw() {
      const wasOpen = new Set(
        [...branches.values()].filter((one) => one.open)
          .map(({ row }) => row.querySelector(".row-label")!.textContent),
      );
      const focusAt = rows().indexOf(document.activeElement as HTMLElement);
      branches = new Map();
      leaves = new Map();
      current = null;
      element.replaceChildren(...familiesInOrder(dag()).flatMap(familyRows));
      for (const one of branches.values()) {
        one.open = wasOpen.has(
          one.row.querySelector(".row-label")!.textContent,
        );
      }
      arrange();
      if (focusAt >= 0) go(rows()[focusAt] ?? rows().at(-1));
    },
    mark(next) {
      found = next;
      arrange();
    },
    select(id) {
      const before = selected === null ? undefined : leaves.get(selected);
      before?.setAttribute("aria-selected", "false");
      selected = id;
      if (id === null) return;
      const row = uncover(id);
      row?.setAttribute("aria-selected", "true");
      if (row === null || !isShown(row)) return;
      if (!element.contains(document.activeElement)) rove(row);
      const [at, seen] = [row, element].map((one) =>
        one.getBoundingClientRect()
      );
      if (at!.top < seen!.top || at!.bottom > seen!.bottom) {
        row.scrollIntoView({ block: "center" });
      }
    },
    refresh(ids) {
      for (const id of ids) {
        const row = leaves.get(id);
        if (row !== undefined) fillLeaf(dag(), row, id);
      }
      for (const one of branches.values()) {
        if (one.stages.some((id) => ids.has(id))) {
          fillBranch(dag(), one.row, one.stages);
        }
      }
    },
    focus(id) {
      const row = id === undefined || id === null
        ? null
        : leaves.get(id) ?? null;
      go(row !== null && isShown(row) ? row : current ?? rows()[0]);
    },
    first() {
      const row = rows().find((one) => one.classList.contains("leaf"));
      return row === undefined ? null : Number(row.dataset["stage"]);
    },
  };
}
