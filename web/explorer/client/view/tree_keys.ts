/// <reference lib="dom" />
/**
 * What keys do in the list, after the tree view pattern of the ARIA Authoring
 * Practices Guide.
 *
 * @module
 */

import type { TreeContent } from "./tree_content.ts";

/** What leads on from a row. */
export interface TreeActions {
  /** Puts the focus on a row, where there is one. */
  go(row: HTMLElement | null | undefined): void;
  /** Opens a row: what it holds, or its stage. */
  open(row: HTMLElement): void;
}

/** Does what a key asks for at a row; false where it asks for nothing. */
export function pressInTree(
  key: string,
  row: HTMLElement,
  content: TreeContent,
  { go, open }: TreeActions,
): boolean {
  const rows = content.shown();
  const at = rows.indexOf(row);
  switch (key) {
    case "ArrowDown":
      go(rows[at + 1]);
      return true;
    case "ArrowUp":
      go(rows[at - 1]);
      return true;
    case "Home":
      go(rows[0]);
      return true;
    case "End":
      go(rows.at(-1));
      return true;
    case "ArrowRight":
      if (!content.isBranch(row)) return false;
      if (row.getAttribute("aria-expanded") === "true") go(rows[at + 1]);
      else content.toggle(row, true);
      return true;
    case "ArrowLeft":
      if (content.canClose(row)) content.toggle(row, false);
      else go(parentOf(row));
      return true;
    case "Enter":
    case " ":
      open(row);
      return true;
    default:
      return false;
  }
}

/** The row of what a row is in; null where it is in nothing. */
function parentOf(row: HTMLElement): HTMLElement | null {
  const inner = row.closest(".tree [role=group]");
  return inner?.previousElementSibling as HTMLElement | null ?? null;
}
