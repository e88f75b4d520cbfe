/**
 * What is said of stages, in words.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { count } from "../number.ts";
import { stateOf } from "./state.ts";

/** How far a running stage is: `45 of 120 steps`; null where it is not told. */
export function progressText({ status, progress }: StageNode): string | null {
  if (status !== "running" || progress === null) return null;
  return `${progress.done} of ${progress.total} ${progress.unit}`;
}

/** A stage's state, and what is to be said of it. */
export function stateText(stage: StageNode): string {
  const more = progressText(stage) ??
    (stage.status === "cached" ? stage.what : stage.why);
  return more === null ? stateOf(stage) : `${stateOf(stage)}: ${more}`;
}

/** What changed while a run went on, in a sentence. Null if not worth one. */
export function changesText(
  before: readonly StageNode[],
  after: readonly StageNode[],
): string | null {
  const known = new Map(before.map((stage) => [stage.name, stage]));
  const became = { done: 0, running: 0, failed: [] as string[] };
  for (const stage of after) {
    if (known.get(stage.name)?.status === stage.status) continue;
    if (stage.status === "cached") became.done++;
    if (stage.status === "running") became.running++;
    if (stage.status === "failed") became.failed.push(stage.name);
  }
  const parts = [
    ...became.failed.length > 0 ? [`Failed: ${became.failed.join(", ")}`] : [],
    ...became.done > 0 ? [`${count(became.done, "stage")} done`] : [],
    ...became.running > 0 ? [`${count(became.running, "stage")} started`] : [],
  ];
  return parts.length === 0 ? null : parts.join(". ");
}

/** What is said of a search: `27 of 643 stages`. */
export function foundText(
  found: ReadonlySet<number> | null,
  all: number,
): string {
  if (found === null) return count(all, "stage");
  return found.size === 0
    ? "Nothing found"
    : `${found.size} of ${count(all, "stage")}`;
}
