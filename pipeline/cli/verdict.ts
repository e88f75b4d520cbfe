/**
 * What the verdicts of a reproduction amount to, and how that is said.
 *
 * @module
 */

import { compareCodePoints } from "../identity/order.ts";
import type { Lock, LockEntry } from "../lock.ts";
import { changeText, type LockChange } from "../lock_update.ts";
import type { StageOutcome, Verdict } from "../run/event.ts";
import { firstDrift, outputDigests } from "../verdict.ts";
import { count, wrap } from "./format.ts";
import { renderGroups } from "./grouped.ts";
import type { Style } from "./terminal.ts";

/** What all verdicts of a run amount to, as `--json` names it. */
type LockState = "match" | "differs" | "updated" | "absent" | "not compared";

/** A run compared with the lock. */
export interface LockComparison {
  readonly state: LockState;
  /** What is not as the lock says, one line each; what drifted comes first. */
  readonly differences: readonly string[];
  /** The stages whose key gave other bytes than before. */
  readonly drifted: readonly string[];
  /** Whether only keys differ: every stage has the bytes of the lock. */
  readonly sameBytes: boolean;
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

function hasBytesOf(
  entry: LockEntry | undefined,
  { record }: StageOutcome,
): boolean {
  return entry !== undefined && record !== null &&
    firstDrift(entry.outputs, outputDigests(record)) === null;
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

/**
 * Compares the outcomes of a whole run with the lock.
 *
 * @param altered Whether the run is of something else than the lock.
 */
export function compareWithLock(
  lock: Lock | null,
  profile: string,
  outcomes: readonly StageOutcome[],
  altered: boolean,
): LockComparison {
  const drifted = outcomes.filter((o) => o.verdict?.type === "drifted");
  const driftedNames = drifted.map(({ name }) => name);
  const line = (o: StageOutcome) =>
    o.verdict?.type === "identical"
      ? `${o.name}: changed: another key than the lock's`
      : `${o.name}: ${o.verdict === null ? o.status : verdictText(o.verdict)}`;
  const entries = lock?.profiles[profile];
  if (entries === undefined) {
    return {
      state: altered ? "not compared" : "absent",
      differences: drifted.map(line),
      drifted: driftedNames,
      sameBytes: false,
    };
  }
  const others = outcomes.filter((o) =>
    o.verdict?.type !== "drifted" && !arrived(o, entries[o.name])
  );
  const names = outcomes.map(({ name }) => name);
  const gone = goneFromRecipe(lock, profile, names);
  const differences = [
    ...[...drifted, ...others].map(line),
    ...gone.map((name) => `${name}: in the lock, but not in the recipe`),
  ];
  return {
    state: differences.length === 0 ? "match" : "differs",
    differences,
    drifted: driftedNames,
    sameBytes: drifted.length === 0 && gone.length === 0 &&
      others.every((o) => hasBytesOf(entries[o.name], o)),
  };
}

/** A command that does something to the same target, as it can be typed. */
export type MakeCommand = (...words: string[]) => string;

/**
 * What drift means and what to do about it. To accept it is no way out: the
 * next run may give other bytes again.
 *
 * @param stages The stages that drifted.
 */
function driftAdvice(
  stages: readonly string[],
  command: MakeCommand,
  columns: number,
): string[] {
  return [
    ...wrap(
      "The same key gave other bytes: an error in the stage, in the " +
        "determinism that its kind declares, or in what the store holds",
      columns,
      "  ",
    ),
    "  To look for damage, and to run again what drifted:",
    `    ${command("audit")}`,
    `    ${command("stage", ...stages, "--force")}`,
    ...wrap(
      "What they make is compared again, with the lock and with the run before",
      columns,
      "  ",
    ),
  ];
}

/** The most differences that are printed one by one. */
const maxShown = 12;

/**
 * What is printed about the lock.
 *
 * @param command Makes the commands that it advises.
 * @param why Why it is not compared, where it is not.
 */
export function renderLock(
  { state, differences, drifted, sameBytes }: LockComparison,
  stages: number,
  command: MakeCommand,
  columns: number,
  style: Style,
  why: string | null,
): string[] {
  const head = {
    match: `${style.green("match")}, ${count(stages, "stage")}`,
    updated: style.green("updated"),
    absent: "absent for this profile",
    "not compared": "not compared",
    differs: style.red("differs") +
      (sameBytes
        ? `, ${count(differences.length, "stage")}: other ${
          differences.length === 1 ? "key" : "keys"
        }, same bytes`
        : ""),
  }[state];
  const lines = [`Lock: ${head}`];
  if (state === "match" || state === "updated") return lines;
  if (why !== null) {
    lines.push(
      ...wrap(`Another experiment than the lock's: ${why}`, columns, "  "),
    );
  }
  lines.push(...renderGroups(differences, columns));
  if (drifted.length > 0) {
    return [...lines, ...driftAdvice(drifted, command, columns)];
  }
  if (state === "not compared") return lines;
  // A command stands on a line of its own, so that it can be copied.
  const accept = state === "absent" ? "keep" : "accept";
  lines.push(
    `  To ${accept} what came out:`,
    `    ${command("reproduce", "--update-lock")}`,
  );
  return lines;
}

/** What is printed about an update of the lock, before it is written. */
export function renderChanges(
  changes: readonly LockChange[],
  columns: number,
): string[] {
  const lines = [`Into the lock: ${count(changes.length, "stage")}`];
  for (const change of changes.slice(0, maxShown)) {
    const [first = "", ...rest] = wrap(changeText(change), columns - 4);
    lines.push(`  ${first}`, ...rest.map((line) => `    ${line}`));
  }
  if (changes.length > maxShown) {
    lines.push(`  and ${changes.length - maxShown} more; --json has all`);
  }
  return lines;
}

/** What is printed about keys whose bytes are not the lock's or the last run's. */
export function renderDrift(
  outcomes: readonly StageOutcome[],
  command: MakeCommand,
  columns: number,
  style: Style,
): string[] {
  const lines = outcomes.filter(drifted).flatMap(({ name, verdict }) => [
    `${style.red("Drifted:")} ${style.bold(name)}`,
    ...wrap("what" in verdict! ? verdict.what : "", columns, "  "),
  ]);
  if (lines.length === 0) return lines;
  const names = outcomes.filter(drifted).map(({ name }) => name);
  return [...lines, ...driftAdvice(names, command, columns)];
}

/** Whether a stage gave other bytes than the lock has for its key. */
export function drifted({ verdict }: StageOutcome): boolean {
  return verdict?.type === "drifted";
}
