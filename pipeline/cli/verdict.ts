/**
 * What the verdicts of a reproduction amount to, and how that is said.
 *
 * @module
 */

import { compareCodePoints } from "../identity/order.ts";
import type { Lock, LockEntry } from "../lock.ts";
import type { StageOutcome, Verdict } from "../run/event.ts";
import { count, wrap } from "./format.ts";
import type { Style } from "./terminal.ts";

/** What all verdicts of a run amount to, as `--json` names it. */
export type LockState = "match" | "differs" | "updated" | "absent";

/** A run compared with the lock. */
export interface LockComparison {
  readonly state: LockState;
  /** What is not as the lock says, one line each; what drifted comes first. */
  readonly differences: readonly string[];
  /** Whether some key gave other bytes than before. */
  readonly drifted: boolean;
}

/** A verdict in words, as tables and `--json` show it. */
export function verdictText(verdict: Verdict): string {
  return "what" in verdict ? `${verdict.type}: ${verdict.what}` : verdict.type;
}

/**
 * Whether a stage arrived at what the lock expects. A stage that ran again is
 * `identical` to its own earlier run even where the lock has another key.
 */
function arrived(
  { verdict, record }: StageOutcome,
  entry: LockEntry | undefined,
): boolean {
  if (entry === undefined || record === null) return false;
  return verdict?.type === "within tolerance" ||
    (verdict?.type === "identical" && record.key === entry.key);
}

/** The lock's entries that belong to no stage of the recipe any more. */
export function goneFromRecipe(
  lock: Lock | null,
  profile: string,
  stages: Iterable<string>,
): string[] {
  const names = new Set(stages);
  return Object.keys(lock?.profiles[profile] ?? {})
    .filter((name) => !names.has(name)).sort(compareCodePoints);
}

/** Compares the outcomes of a whole run with the lock. */
export function compareWithLock(
  lock: Lock | null,
  profile: string,
  outcomes: readonly StageOutcome[],
): LockComparison {
  const drifted = outcomes.filter((o) => o.verdict?.type === "drifted");
  const line = (o: StageOutcome) =>
    o.verdict?.type === "identical"
      ? `${o.name}: changed: another key than the lock's`
      : `${o.name}: ${o.verdict === null ? o.status : verdictText(o.verdict)}`;
  const entries = lock?.profiles[profile];
  if (entries === undefined) {
    return {
      state: "absent",
      differences: drifted.map(line),
      drifted: drifted.length > 0,
    };
  }
  const others = outcomes.filter((o) =>
    o.verdict?.type !== "drifted" && !arrived(o, entries[o.name])
  );
  const names = outcomes.map(({ name }) => name);
  const differences = [
    ...[...drifted, ...others].map(line),
    ...goneFromRecipe(lock, profile, names)
      .map((name) => `${name}: in the lock, but not in the recipe`),
  ];
  return {
    state: differences.length === 0 ? "match" : "differs",
    differences,
    drifted: drifted.length > 0,
  };
}

/** What drift means. */
export const driftHint =
  "The same key gave other bytes: an error in the stage, or in the " +
  "determinism that its kind declares";

/** The most differences that are printed one by one. */
const maxShown = 12;

/**
 * What is printed about the lock.
 *
 * @param update The command that accepts what came out.
 */
export function renderLock(
  { state, differences, drifted }: LockComparison,
  stages: number,
  update: string,
  columns: number,
  style: Style,
): string[] {
  const head = {
    match: `${style.green("match")}, ${count(stages, "stage")}`,
    updated: style.green("updated"),
    absent: "absent for this profile",
    differs: style.red("differs"),
  }[state];
  const lines = [`Lock: ${head}`];
  if (state === "match" || state === "updated") return lines;
  for (const text of differences.slice(0, maxShown)) {
    const [first = "", ...rest] = wrap(text, columns - 2, "  ");
    lines.push(first, ...rest.map((line) => "  " + line));
  }
  if (differences.length > maxShown) {
    lines.push(`  and ${differences.length - maxShown} more; --json has all`);
  }
  if (drifted) {
    lines.push(...wrap(driftHint, columns, "  "));
  }
  // A command stands on a line of its own, so that it can be copied.
  const accept = state === "absent" ? "keep" : "accept";
  lines.push(`  To ${accept} what came out:`, `    ${update}`);
  return lines;
}
