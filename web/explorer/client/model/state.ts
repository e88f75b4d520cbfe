/**
 * How it stands with a stage, in one word: its verdict where it is done, its
 * status where it is not.
 *
 * @module
 */

import type { StageNode, StageStatus, StageVerdict } from "../../api.ts";

/** What a stage is coloured and marked by. */
export type StageState = StageVerdict | StageStatus;

/** All states, what asks for attention first. */
export const states: readonly StageState[] = [
  "failed",
  "drifted",
  "changed",
  "running",
  "to run",
  "waiting",
  "new",
  "within tolerance",
  "cached",
  "identical",
];

/** What each state means, for the legend. */
export const meanings: Readonly<Record<StageState, string>> = {
  "failed": "Its last execution failed",
  "drifted": "Same key as the lock, other bytes",
  "changed": "Another key than the lock: something that it depends on differs",
  "running": "Runs now",
  "to run": "Has no record; everything that it needs is there",
  "waiting": "Has no record, and waits for its inputs",
  "new": "Not in the lock",
  "within tolerance": "Other bytes, metrics as near as the lock demands",
  "cached": "Has a record; nothing to compare it with",
  "identical": "Same key and same bytes as the lock",
};

/** The state of a stage. */
export function stateOf({ status, verdict }: StageNode): StageState {
  return status === "cached" ? verdict ?? "cached" : status;
}

/** A state as part of a class name: `within-tolerance`. */
export function stateClass(state: StageState): string {
  return state.replaceAll(" ", "-");
}

/** How many stages are in which state. */
export type Tally = readonly {
  readonly state: StageState;
  readonly count: number;
}[];

/** How many stages there are of each state that some of them are in. */
export function tally(stages: Iterable<StageNode>): Tally {
  const counts = new Map<StageState, number>();
  for (const stage of stages) {
    const state = stateOf(stage);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return states.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}

/** A tally in words: `640 identical, 3 changed`; the most first. */
export function tallyText(stages: Iterable<StageNode>): string {
  return [...tally(stages)].sort((a, b) => b.count - a.count)
    .map(({ state, count }) => `${count} ${state}`).join(", ");
}

/** How far a running stage is, between 0 and 1; null where it is not told. */
export function shareDone({ status, progress }: StageNode): number | null {
  if (status !== "running" || progress === null) return null;
  if (!(progress.total > 0)) return null;
  return Math.min(1, Math.max(0, progress.done / progress.total));
}
