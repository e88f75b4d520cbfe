/**
 * What a person is told of stages that failed: why, the stage's last words,
 * where the rest is, what was skipped because of it, and how to rerun it.
 *
 * @module
 */

import type { BuiltRecipe } from "../recipe.ts";
import type { Failure, StageOutcome } from "../run/event.ts";
import { brief, count, fold, width, wrap } from "./format.ts";
import { harmless, harmlessLine } from "./harmless.ts";
import type { Style } from "./terminal.ts";

/** The most failures that are told in full. */
const mostInFull = 5;
/** The most others of which the message's first line is told. */
const mostInShort = 12;
/** The most rows that one of them takes below its name. */
const mostShortRows = 2;
/** The most lines of one message. */
const mostLines = 12;
/** The most rows that one line of a log may take. */
const mostRows = 3;

/** Failures of the stages themselves, not of those that needed them. */
export function failures(outcomes: readonly StageOutcome[]): StageOutcome[] {
  return outcomes.filter((o) =>
    o.status === "failed" && o.failure !== null &&
    o.failure.reason !== "interrupted" && o.failure.reason !== "input-failed"
  );
}

/** The last lines of a log that say more than the failure's message does. */
function newLines({ message, tail }: Failure): string[] {
  const said = harmless(message).split("\n")
    // Where it was thrown stands behind it, and not in the log.
    .map((line) => line.trim().replace(/ \([^()]+:\d+\)$/, ""));
  return tail.map(harmlessLine).filter((line) => {
    const bare = line.trim()
      .replace(/^(?:error: )?(?:Uncaught )?(?:\(in promise\) )?/i, "")
      .replace(/^\w+: /, "").replace(/^Requires /, "")
      .replace(/, run again with.*$/, "");
    if (bare === "") return false;
    return !said.some((one) => one === bare || one.endsWith(`: ${bare}`));
  });
}

/** What is to be copied has a line of its own, however long it is. */
function labelled(label: string, text: string): string[] {
  return [`  ${label}:`, `    ${text}`];
}

/** A message's lines; one word may be too wide, but none takes the screen. */
function messageLines(message: string, columns: number): string[] {
  const lines = harmless(message).trimEnd().split("\n")
    .flatMap((line) => wrap(line.trimEnd(), columns, "  "))
    .flatMap((line) =>
      width(line) <= 4 * columns ? [line] : fold(line, columns, mostRows)
    );
  if (lines.length <= mostLines) return lines;
  const shown = lines.slice(0, mostLines - 1);
  return [...shown, `  and ${lines.length - shown.length} more lines`];
}

/** The skipped stages that could not run because of one that failed. */
function skippedFor(
  failed: string,
  outcomes: readonly StageOutcome[],
  { stages }: BuiltRecipe,
): string[] {
  const skipped = new Set(
    outcomes.filter(({ status }) => status === "skipped")
      .map(({ name }) => name),
  );
  const lost = new Set([failed]);
  // Each stage comes after its inputs.
  for (const { name, inputs } of stages) {
    if (!skipped.has(name)) continue;
    if (Object.values(inputs).some((ref) => lost.has(ref.stage))) {
      lost.add(name);
    }
  }
  lost.delete(failed);
  return [...lost];
}

/** What a person needs to know about one failed stage. */
function renderFailure(
  { name, failure }: StageOutcome,
  skipped: readonly string[],
  rerun: string,
  columns: number,
  style: Style,
): string[] {
  const { message, log } = failure!;
  const lines = [`${style.red("Failed:")} ${style.bold(name)}`];
  lines.push(...messageLines(message, columns));
  const tail = newLines(failure!);
  if (tail.length > 0) lines.push(style.dim("  Last log lines:"));
  for (const line of tail) {
    for (const part of fold(line, columns - 4, mostRows)) {
      lines.push(style.dim(`  | ${part}`));
    }
  }
  if (log !== null) lines.push(...labelled("Log", harmless(log)));
  if (skipped.length > 0) {
    const [first] = skipped;
    lines.push(...wrap(
      skipped.length === 1
        ? `Skipped, because it needs this one: ${first}`
        : `Skipped, because they need this one: ${first} and ` +
          count(skipped.length - 1, "other stage"),
      columns,
      "  ",
    ));
  }
  lines.push(...labelled("Rerun it alone", rerun));
  return lines;
}

/** A failure's first line, behind the stage's name where there is room. */
function inShort(
  { name, failure }: StageOutcome,
  columns: number,
  style: Style,
): string[] {
  const [first = ""] = harmless(failure!.message).split("\n");
  const said = first.replace(`Stage "${name}" `, "").replace(/^failed: /, "");
  const start = `${style.red("Failed:")} ${style.bold(name)}`;
  if (width(`Failed: ${name}: ${said}`) <= columns) {
    return [`${start}: ${said}`];
  }
  return [start, ...brief(said, columns, mostShortRows, "  ")];
}

/**
 * All failures of a run: the first few in full, of others why, and a number.
 *
 * @param rerun The command that runs a stage alone.
 */
export function renderFailures(
  outcomes: readonly StageOutcome[],
  built: BuiltRecipe,
  rerun: (stage: string) => string,
  columns: number,
  style: Style,
): string[] {
  const failed = failures(outcomes);
  const lines = failed.slice(0, mostInFull).flatMap((outcome) =>
    renderFailure(
      outcome,
      skippedFor(outcome.name, outcomes, built),
      rerun(outcome.name),
      columns,
      style,
    )
  );
  const others = failed.slice(mostInFull, mostInFull + mostInShort);
  lines.push(...others.flatMap((one) => inShort(one, columns, style)));
  if (others.length > 0) {
    const untold = failed.length - mostInFull - others.length;
    const more = untold > 0 ? `and ${untold} more; ` : "";
    lines.push(`  ${more}\`stage\` reruns one alone, --json has all`);
  }
  return lines;
}
