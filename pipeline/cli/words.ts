/**
 * The words that all commands use for the state of a stage, so that what
 * `plan` announces, a run shows and `status` finds is called by one name.
 *
 * @module
 */

import type { StageOutcome } from "../run/event.ts";

/** The state of a stage, in the order in which states are counted. */
const stageWords = [
  "done",
  "cached",
  "running",
  "waiting",
  "to run",
  "failed",
  "stopped",
  "skipped",
] as const;

/**
 * The state of a stage. `done` is what ran and ended well, `cached` what had a
 * record and did not run, `skipped` what could not run because of another one,
 * `stopped` what was cut off by the person.
 */
export type StageWord = typeof stageWords[number];

/** What a stage has come to. */
export function outcomeWord(
  { status, failure }: Pick<StageOutcome, "status" | "failure">,
): StageWord {
  if (status === "ran") return "done";
  const stopped = failure?.reason === "interrupted";
  return status === "failed" && stopped ? "stopped" : status;
}

/** How many stages are in which state. */
export type WordCounts = Readonly<Partial<Record<StageWord, number>>>;

/** Counts states. */
export function countWords(words: Iterable<StageWord>): WordCounts {
  const counts: Partial<Record<StageWord, number>> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** `3 done`, `38 cached`, `1 failed`, leaving out what there is none of. */
export function countTexts(counts: WordCounts): string[] {
  return stageWords.filter((word) => (counts[word] ?? 0) > 0)
    .map((word) => `${counts[word]} ${word}`);
}

/** What a stage that does not run yet waits for. */
export const waits = {
  /** For an input that another stage is still to make. */
  forStage: (name: string): string => `waits for stage ${name}`,
  /** For a thread, memory or the adapter. */
  forRoom: "waits for room",
  /** For somebody else, such as `process 123 on host`. */
  forHolder: (holder: string): string => `waits for ${holder}`,
} as const;
