/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What is in the list: families, groups and stages, each a row. Rows of a
 * family are made when it is first opened, and kept: a search then shows and
 * hides, and makes nothing.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Dag } from "../model/dag.ts";
import { familiesInOrder } from "../model/fold.ts";
import type { Family } from "../model/groups.ts";
import { shortened } from "../model/labels.ts";
import { branchRow, fillBranch, fillLeaf, leafRow } from "./tree_rows.ts";

/** The rows, of which some are to be seen. */
export interface TreeContent {
  /** Makes all of them anew, of the graph as it is now; what is open stays so. */
  draw(): void;
  /** Leaves what was found; everything where nothing is searched for. */
  find(found: ReadonlySet<number> | null): void;
  /** Marks a stage's row, opens what it is in, and gives it. */
  select(id: number | null): HTMLElement | null;
  /** Shows the states that some stages are in now. */
  refresh(ids: ReadonlySet<number>): void;
  /** Those that are to be seen, in their order. */
  shown(): HTMLElement[];
  isShown(row: HTMLElement): boolean;
  /** A stage's row; null where it was not made yet. */
  row(id: number): HTMLElement | null;
  /** Whether a row holds others: it is not a stage's. */
  isBranch(row: HTMLElement): boolean;
  /** Whether a row is open, and can be closed: what a search opened cannot. */
  canClose(row: HTMLElement): boolean;
  /** Opens what a row holds, or closes it; without `to`, what it is not. */
  toggle(row: HTMLElement, to?: boolean): void;
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

/** @param arranged Told when other rows than before may be shown. */
export function treeContent(
  element: HTMLElement,
  dag: () => Dag,
  arranged: () => void,
): TreeContent {
  let branches = new Map<HTMLElement, Branch>();
  let leaves = new Map<number, HTMLElement>();
  let found: ReadonlySet<number> | null = null;
  let selected: number | null = null;

  function familyRows({ label, groups, stages }: Family): HTMLElement[] {
    if (stages.length === 1) return [leaf(1, stages[0]!)];
    return branch(
      1,
      label,
      stages,
      () =>
        groups.length === 1
          ? leafRows(2, stages)
          : groups.flatMap((group) =>
            branch(
              2,
              group.label || label,
              group.stages,
              () => leafRows(3, group.stages),
            )
          ),
    );
  }

  function branch(
    level: number,
    label: string,
    stages: readonly number[],
    rows: () => HTMLElement[],
  ): HTMLElement[] {
    const row = branchRow(dag(), level, label, stages);
    const inner = h("div", { role: "group", hidden: true });
    branches.set(row, {
      row,
      stages,
      inner,
      fill: () => inner.append(...rows()),
      filled: false,
      open: false,
    });
    return [row, inner];
  }

  function leafRows(level: number, ids: readonly number[]): HTMLElement[] {
    const rests = shortened(ids.map((id) => dag().labels[id]!.rest));
    return ids.map((id, at) => leaf(level, id, rests[at]!));
  }

  function leaf(level: number, id: number, rest?: string): HTMLElement {
    const row = leafRow(dag(), level, id, rest);
    row.setAttribute("aria-selected", `${id === selected}`);
    row.hidden = found !== null && !found.has(id);
    leaves.set(id, row);
    return row;
  }

  function fill(one: Branch): void {
    if (one.filled) return;
    one.filled = true;
    one.fill();
  }

  /** Shows which rows there are, and which branches are open. */
  function arrange(): void {
    // Opening one makes more of them, which are then looked at as well.
    for (const one of branches.values()) {
      const hits = found === null
        ? one.stages.length
        : one.stages.filter((id) => found!.has(id)).length;
      const shown = found === null ? one.open : hits > 0;
      if (shown) fill(one);
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
    arranged();
  }

  /** Opens what a stage's row is in. */
  function uncover(id: number): void {
    for (const one of branches.values()) {
      if (one.stages.includes(id)) one.open = true;
      if (one.open) fill(one);
    }
    arrange();
  }

  const isShown = (row: HTMLElement) =>
    row.isConnected && row.closest("[hidden]") === null;
  const labelOf = ({ row }: Branch) =>
    row.querySelector(".row-label")!.textContent;

  return {
    draw() {
      const wasOpen = new Set(
        [...branches.values()].filter((one) => one.open).map(labelOf),
      );
      branches = new Map();
      leaves = new Map();
      element.replaceChildren(...familiesInOrder(dag()).flatMap(familyRows));
      for (const one of branches.values()) {
        one.open = wasOpen.has(labelOf(one));
      }
      arrange();
    },
    find(next) {
      found = next;
      arrange();
    },
    select(id) {
      const before = selected === null ? undefined : leaves.get(selected);
      before?.setAttribute("aria-selected", "false");
      selected = id;
      if (id === null) return null;
      uncover(id);
      const row = leaves.get(id) ?? null;
      row?.setAttribute("aria-selected", "true");
      return row;
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
    shown: () =>
      [...element.querySelectorAll<HTMLElement>("[role=treeitem]")]
        .filter(isShown),
    isShown,
    row: (id) => leaves.get(id) ?? null,
    isBranch: (row) => branches.has(row),
    canClose: (row) => found === null && branches.get(row)?.open === true,
    toggle(row, to) {
      const one = branches.get(row);
      if (one === undefined) return;
      one.open = to ?? !one.open;
      arrange();
    },
  };
}
