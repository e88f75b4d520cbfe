/**
 * Choosing which parts of the tree are shown, so that it fits the terminal's
 * rows. What runs is always shown first; around it as much as there is room
 * for, and the rest as counts.
 *
 * @module
 */

import type { WordCounts } from "../words.ts";
import type { StageState } from "./state.ts";
import { isActive, isFinished, type Node, type StageTree } from "./tree.ts";

/** One row of the drawing. */
export type Row =
  | { readonly type: "stage"; readonly lead: string; readonly label: string }
    & { readonly stage: StageState }
  | { readonly type: "group"; readonly lead: string; readonly label: string }
    & { readonly counts: WordCounts; readonly open: boolean }
  | { readonly type: "rest"; readonly lead: string; readonly label: string }
    & { readonly counts: WordCounts };

/** How much is shown, from all to what just fits. */
const details = ["all", "unfinished", "top", "running"] as const;

/** What is shown of a tree. */
interface Choice {
  readonly detail: typeof details[number];
  /** Nodes at the top that are shown though nothing in them runs. */
  readonly extra: ReadonlySet<Node>;
}

/** Whether groups below the top show what runs and nothing else. */
function isTight({ detail }: Choice): boolean {
  return detail === "top" || detail === "running";
}

/** Whether a child has a row of its own though nothing in it runs. */
function hasRow(child: Node, { detail }: Choice): boolean {
  return detail === "all" || !isFinished(child);
}

/** The children with a row, at most `room`; null where there are more. */
function shownChildren(
  node: Node,
  choice: Choice,
  depth: number,
  room: number,
): Node[] | null {
  const { detail, extra } = choice;
  if (detail === "running" || (depth > 0 && isTight(choice))) {
    const shown = depth > 0 ? [...node.active] : [...node.active, ...extra];
    if (shown.length > room) return null;
    return shown.sort((a, b) => a.order - b.order);
  }
  const shown: Node[] = [];
  for (const child of node.children) {
    if (!isActive(child) && !hasRow(child, choice)) continue;
    if (shown.push(child) > room) return null;
  }
  return shown;
}

/** The first nodes at the top that are not done and in which nothing runs. */
function idle({ root }: StageTree, most: number): Set<Node> {
  const found = new Set<Node>();
  for (const child of root.children) {
    if (found.size === most) break;
    if (!isActive(child) && !isFinished(child)) found.add(child);
  }
  return found;
}

/** What is in a group but in none of its shown children. */
function restOf(node: Node, shown: readonly Node[]): WordCounts {
  const rest = { ...node.counts };
  for (const { counts } of shown) {
    for (const word of Object.keys(counts) as (keyof WordCounts)[]) {
      rest[word] = rest[word]! - counts[word]!;
    }
  }
  return rest;
}

function total(counts: WordCounts): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** Appends the rows of a group's children; false where they do not fit. */
function layOut(
  node: Node,
  choice: Choice,
  depth: number,
  lead: string,
  rows: Row[],
  room: number,
): boolean {
  const shown = shownChildren(node, choice, depth, room - rows.length);
  if (shown === null) return false;
  const rest = restOf(node, shown);
  // Below the top, the group's own row has counted what is not shown.
  const counted = depth > 0 && isTight(choice);
  const others = counted ? 0 : total(rest);
  for (const [i, child] of shown.entries()) {
    const last = i === shown.length - 1 && others === 0;
    const { label, stage, counts } = child;
    // The top of the tree needs no lines.
    const own = depth === 0 ? "" : lead + (last ? "└─ " : "├─ ");
    const open = stage === null && isActive(child);
    rows.push(
      stage === null
        ? { type: "group", lead: own, label, counts, open }
        : { type: "stage", lead: own, label, stage },
    );
    if (rows.length > room) return false;
    const below = depth === 0 ? "" : lead + (last ? "   " : "│  ");
    if (open && !layOut(child, choice, depth + 1, below, rows, room)) {
      return false;
    }
  }
  if (others > 0) {
    const own = depth === 0 ? "" : `${lead}└─ `;
    const label = shown.length > 0 ? `and ${others} more` : `${others} stages`;
    rows.push({ type: "rest", lead: own, label, counts: rest });
  }
  return rows.length <= room;
}

/** The rows of a tree, at most `room` of them. */
export function rowsOf(tree: StageTree, room: number): Row[] {
  if (room < 1) return [];
  const rowsWith = (detail: Choice["detail"], extra: ReadonlySet<Node>) => {
    const rows: Row[] = [];
    const fits = layOut(tree.root, { detail, extra }, 0, "", rows, room);
    return fits ? rows : null;
  };
  for (const detail of details) {
    const rows = rowsWith(detail, new Set());
    if (rows === null) continue;
    if (detail !== "running") return rows;
    // What is left of the room goes to what comes next.
    return rowsWith(detail, idle(tree, room - rows.length)) ?? rows;
  }
  // Not even what runs fits as a tree: a list of it, and the number of others.
  const stages = [...tree.running];
  const shown = stages.slice(0, room - 1);
  const counts = { ...tree.root.counts };
  counts.running = stages.length - shown.length;
  const others = total(counts);
  return [
    ...shown.map((stage): Row => ({
      type: "stage",
      lead: "",
      label: stage.name,
      stage,
    })),
    ...(others > 0
      ? [{ type: "rest", lead: "", label: `and ${others} more`, counts } as Row]
      : []),
  ];
}
