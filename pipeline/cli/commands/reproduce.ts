/**
 * `reproduce`: run what is not cached, check it against the lock, show the
 * result.
 *
 * @module
 */

import { join } from "node:path";
import { JuiceError } from "../../errors.ts";
import type { Lock } from "../../lock.ts";
import { readLock, updateLock, writeLock } from "../../lock.ts";
import { type Plan, planRecipe } from "../../plan/mod.ts";
import type { Ref } from "../../recipe.ts";
import type { StageOutcome } from "../../run/event.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { deviceName } from "../device.ts";
import { count, duration, wrap } from "../format.ts";
import type { RunOptions } from "../options.ts";
import { outcomeJson } from "../outcome.ts";
import { placeReport } from "../report.ts";
import { parseResults, renderResults, type Results } from "../results.ts";
import { execute, failures, reportRun, type RunResult, tally } from "../run.ts";
import { openSession, type Session } from "../session.ts";
import type { Style } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { arrived, type LockState, verdictText } from "../verdict.ts";

/** The options of `reproduce`. */
export interface ReproduceOptions extends RunOptions {
  readonly updateLock?: boolean | undefined;
  readonly frozen?: boolean | undefined;
}

/** The most stages that are named one by one under a lock that differs. */
const maxNamed = 12;

/** What the whole run amounts to against the lock. */
export function lockState(
  lock: Lock | null,
  profile: string,
  outcomes: readonly StageOutcome[],
): { state: LockState; gone: string[] } {
  const entries = lock?.profiles[profile];
  if (entries === undefined) return { state: "absent", gone: [] };
  const names = new Set(outcomes.map(({ name }) => name));
  const gone = Object.keys(entries).filter((name) => !names.has(name)).sort();
  const match = gone.length === 0 && outcomes.every(arrived);
  return { state: match ? "match" : "differs", gone };
}

/** What is printed about the lock. */
export function renderLock(
  state: LockState,
  outcomes: readonly StageOutcome[],
  gone: readonly string[],
  update: string,
  columns: number,
  style: Style,
): string[] {
  if (state === "match") {
    return [
      `Lock: ${style.green("match")}, ${count(outcomes.length, "stage")}`,
    ];
  }
  if (state === "updated") return [`Lock: ${style.green("updated")}`];
  if (state === "absent") {
    return [
      "Lock: absent for this profile",
      ...wrap(`To keep these results: ${update}`, columns, "  "),
    ];
  }
  const lines = [`Lock: ${style.red("differs")}`];
  const differing = outcomes.filter((o) => o.verdict !== null && !arrived(o));
  // What drifted is an error of ours; it must not hide behind what changed.
  const rank = (o: StageOutcome) => o.verdict!.type === "drifted" ? 0 : 1;
  differing.sort((a, b) => rank(a) - rank(b));
  const named = [
    ...differing.map((o) => `${o.name}: ${verdictText(o.verdict!)}`),
    ...gone.map((name) => `${name}: in the lock, but not in the recipe`),
  ];
  for (const text of named.slice(0, maxNamed)) {
    const [first = "", ...rest] = wrap(text, columns - 2, "  ");
    lines.push(first, ...rest.map((line) => "  " + line));
  }
  if (named.length > maxNamed) {
    lines.push(`  and ${named.length - maxNamed} more; --json names all`);
  }
  if (differing.some((o) => o.verdict!.type === "drifted")) {
    lines.push(...wrap(
      "A stage drifted: the same key gave other bytes, which is an error in " +
        "the stage or its declared determinism",
      columns,
      "  ",
    ));
  }
  if (outcomes.every((o) => o.verdict !== null)) {
    lines.push(...wrap(`To accept what came out: ${update}`, columns, "  "));
  }
  return lines;
}

/** With `--frozen`, refuses a plan that cannot arrive at the lock. */
function requireFrozen(plan: Plan, lock: Lock | null, profile: string): void {
  const entries = lock?.profiles[profile];
  if (entries === undefined) {
    throw new JuiceError(
      `Cannot reproduce "${profile}" with --frozen: the lock has no entry ` +
        "for this profile\nLeave out --frozen, or add it with --update-lock",
    );
  }
  for (const { stage, key } of plan.stages) {
    const entry = entries[stage.name];
    if (entry !== undefined && (key === null || entry.key === key)) continue;
    throw new JuiceError(
      `Cannot reproduce "${profile}" with --frozen: the lock ` +
        (entry === undefined
          ? `does not know the stage "${stage.name}"`
          : `expects another key for the stage "${stage.name}"`) +
        "\nLeave out --frozen to see what comes out",
    );
  }
}

/** The digest of an output of a run, where the stage came to its end. */
function outputDigest(outcomes: readonly StageOutcome[], ref: Ref | undefined) {
  const record = outcomes.find((o) => o.name === ref?.stage)?.record;
  return ref === undefined ? undefined : record?.outputs[ref.output]?.digest;
}

async function loadResults(
  session: Session,
  outcomes: readonly StageOutcome[],
): Promise<Results | null> {
  const ref = session.built.result.results;
  const digest = outputDigest(outcomes, ref);
  if (ref === undefined || digest === undefined) return null;
  const text = await Deno.readTextFile(session.project.store.pathOf(digest));
  return parseResults(text, `"${ref.stage}.${ref.output}"`);
}

/** The JSON of `reproduce --json`. */
export function reproduceJson(
  profile: string,
  device: string,
  outcomes: readonly StageOutcome[],
  state: LockState,
  results: Results | null,
  report: string | null,
): unknown {
  return {
    version: 1,
    profile,
    device,
    stages: outcomes.map(outcomeJson),
    lock: state,
    results: results?.results ?? [],
    report,
  };
}

function exitCode(result: RunResult, state: LockState): number {
  if (result.interrupted) return exitCodes.interrupted;
  const ended = result.outcomes.every((o) =>
    o.status === "ran" || o.status === "cached"
  );
  return ended && state !== "differs" ? exitCodes.ok : exitCodes.failure;
}

/** Runs `reproduce`. */
export async function reproduceCommand(
  options: ReproduceOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  if (options.updateLock && options.frozen) {
    throw new UsageError(
      "Cannot use --update-lock and --frozen together: one writes the lock, " +
        "the other holds it fixed",
    );
  }
  const session = await openSession(options, context);
  const { project, built, device } = session;
  // A damaged lock is told before an hour of computing, not after.
  const lock = await readLock(project.lockPath);
  const plan = await planRecipe(project, built, device);
  if (options.frozen) requireFrozen(plan, lock, built.profile);

  const result = await execute(session, plan, options, context);
  const { outcomes } = result;
  const complete = outcomes.every((o) =>
    o.status === "ran" || o.status === "cached"
  );
  let { state, gone } = lockState(lock, built.profile, outcomes);
  if (options.updateLock && complete && state !== "match") {
    const updated = updateLock(lock, built.profile, outcomes);
    writeLock(project.lockPath, updated);
    [state, gone] = ["updated", []];
  }
  const results = complete ? await loadResults(session, outcomes) : null;
  const report = complete
    ? outputDigest(outcomes, built.result.report)
    : undefined;
  const folder = report === undefined ? null : join(project.root, "report");
  if (report !== undefined && folder !== null) {
    await placeReport(project.store, report, folder);
  }

  if (options.json) {
    const name = deviceName(device);
    printJson(
      terminal,
      reproduceJson(built.profile, name, outcomes, state, results, folder),
    );
  } else {
    const { columns, style } = terminal;
    if (results !== null) {
      terminal.out(renderResults(results, columns, style).join("\n") + "\n");
    }
    terminal.out(`Stages: ${tally(outcomes)} in ${duration(result.seconds)}`);
    if (complete) {
      const update = session.command("reproduce", "--update-lock");
      const lines = renderLock(state, outcomes, gone, update, columns, style);
      terminal.out(lines.join("\n"));
    }
    if (folder !== null) terminal.out(`Report: ${join(folder, "index.html")}`);
  }
  if (failures(outcomes).length > 0 || result.interrupted) {
    reportRun(result, session, context);
  }
  return exitCode(result, state);
}
