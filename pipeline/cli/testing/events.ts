/**
 * Events of made-up runs, for tests of the progress display.
 *
 * @module
 */

import fc from "fast-check";
import type { RunEvent, StageOutcome } from "../../run/event.ts";
import type { KnownStage } from "../progress/state.ts";

export function started(name: string, ...why: string[]): RunEvent {
  return { type: "stage-started", name, why, threads: 1 };
}

export function ended(
  name: string,
  status: StageOutcome["status"],
  seconds = 1,
): RunEvent {
  return {
    type: "stage-ended",
    outcome: {
      name,
      kind: "k",
      status,
      seconds,
      verdict: null,
      record: null,
      failure: null,
    },
  };
}

export function progress(name: string, done: number, total: number): RunEvent {
  return { type: "stage-progress", name, done, total, unit: "steps" };
}

export function warning(name: string, message: string): RunEvent {
  return { type: "stage-warning", name, message };
}

export function waiting(name: string): RunEvent {
  const holder = "process 4711 on sigma";
  return { type: "stage-waiting", name, holder };
}

/** Stages in a chain by their names. */
export function chain(...names: string[]): KnownStage[] {
  return names.map((name, i) => ({ name, needs: names.slice(i - 1, i) }));
}

/** Names such as the recipes have: paths of a few parts. */
export const names = fc.uniqueArray(
  fc.array(fc.constantFrom("a", "b", "sft", "ratio=0.2", "seed=1"), {
    minLength: 1,
    maxLength: 14,
  }).map((parts) => parts.join("/")),
  { minLength: 1, maxLength: 60 },
);

export const sizes = fc.record({
  columns: fc.integer({ min: 40, max: 200 }),
  rows: fc.integer({ min: 10, max: 60 }),
});

export const steps = fc.array(fc.tuple(fc.nat(59), fc.nat(6)), {
  maxLength: 80,
});

export function step(name: string, what: number): RunEvent[] {
  return [
    [started(name)],
    [started(name), progress(name, 3, 1e7), progress(name, 4e5, 1e7)],
    [waiting(name)],
    [ended(name, "ran")],
    [ended(name, "cached")],
    [ended(name, "failed")],
    [ended(name, "skipped")],
  ][what]!;
}
