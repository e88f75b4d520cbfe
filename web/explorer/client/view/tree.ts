/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The list of stages: a tree of families, groups and stages, of which a search
 * leaves what it finds. One row of it is in the page's tab order, from which
 * keys lead to the others.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Dag } from "../model/dag.ts";
import { treeContent } from "./tree_content.ts";
import { pressInTree } from "./tree_keys.ts";

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

/** Makes the list. `open` goes to a stage. */
export function tree(dag: () => Dag, open: (id: number) => void): Tree {
  const element = h("div", {
    class: "tree",
    role: "tree",
    "aria-label": "Stages",
  });
  /** The row that is in the tab order. */
  let current: HTMLElement | null = null;
  const content = treeContent(element, dag, () => {
    if (current === null || !content.isShown(current)) {
      rove(content.shown()[0] ?? null);
    }
  });

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

  function openRow(row: HTMLElement): void {
    if (content.isBranch(row)) content.toggle(row);
    else open(Number(row.dataset["stage"]));
  }

  const rowOf = (event: Event) =>
    (event.target as Element).closest<HTMLElement>(".row");
  element.addEventListener("click", (event) => {
    const row = rowOf(event);
    if (row === null) return;
    rove(row);
    openRow(row);
  });
  element.addEventListener("focusin", (event) => {
    const row = rowOf(event);
    if (row !== null) rove(row);
  });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rowOf(event);
    if (row === null) return;
    const done = pressInTree(event.key, row, content, { go, open: openRow });
    if (done) event.preventDefault();
  });

  return {
    element,
    draw() {
      const focused = document.activeElement as HTMLElement;
      const focusAt = content.shown().indexOf(focused);
      content.draw();
      const rows = content.shown();
      if (focusAt >= 0) go(rows[focusAt] ?? rows.at(-1));
    },
    mark: content.find,
    select(id) {
      const row = content.select(id);
      if (row === null || !content.isShown(row)) return;
      if (!element.contains(document.activeElement)) rove(row);
      const at = row.getBoundingClientRect();
      const seen = element.getBoundingClientRect();
      if (at.top < seen.top || at.bottom > seen.bottom) {
        row.scrollIntoView({ block: "center" });
      }
    },
    refresh: content.refresh,
    focus(id) {
      const row = id === undefined || id === null ? null : content.row(id);
      const isSeen = row !== null && content.isShown(row);
      go(isSeen ? row : current ?? content.shown()[0]);
    },
    first() {
      const row = content.shown()
        .find((one) => one.classList.contains("leaf"));
      return row === undefined ? null : Number(row.dataset["stage"]);
    },
  };
}
