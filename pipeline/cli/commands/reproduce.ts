/**
 * `reproduce`: run what is not cached, check it against the lock, show the
 * result.
 *
 * @module
 */

import { cellsOf } from "../../lineage/cells.ts";
import { type Lock, readLock } from "../../lock.ts";
import { type LockChange, updateLockFile } from "../../lock_update.ts";
import { planRecipe } from "../../plan/mod.ts";
import type { BuiltRecipe } from "../../recipe.ts";
import type { StageOutcome } from "../../run/event.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { nameOfDevice } from "../../identity/preimage.ts";
import { duration } from "../format.ts";
import { requireFrozen } from "../frozen.ts";
import type { RunOptions } from "../options.ts";
import { alteredJson, alteredText, refuseOverrides } from "../overrides.ts";
import { resultsWord } from "../lineage/results.ts";
import { outcomeJson } from "../outcome.ts";
import { printError } from "../print_error.ts";
import {
  checkReport,
  checkReportFolder,
  placeReport,
  reportFolder,
} from "../report.ts";
import { renderResults } from "../results.ts";
import { loadResults, outputDigest, type Shown } from "../read_results.ts";
import { execute, reportRun, type RunResult, tally } from "../run.ts";
import { explorerOf } from "../report_explorer.ts";
import { openSession, type Session } from "../session.ts";
import type { Style } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import {
  compareWithLock,
  type LockComparison,
  type MakeCommand,
  renderChanges,
  renderDrift,
  renderLock,
} from "../verdict.ts";
import { renderWarned, warned } from "../warnings.ts";

/** The options of `reproduce`. */
interface ReproduceOptions extends RunOptions {
  readonly updateLock?: boolean | undefined;
  readonly frozen?: boolean | undefined;
}

/** All that a reproduction came to. */
interface Reproduction extends Shown {
  readonly device: string;
  readonly run: RunResult;
  readonly comparison: LockComparison;
  readonly built: BuiltRecipe;
  /** What was written into the lock. */
  readonly changes: readonly LockChange[];
  /** The page of the report. */
  readonly report: string | null;
}

function isComplete(outcomes: readonly StageOutcome[]): boolean {
  return outcomes.every(({ record }) => record !== null);
}

/** The JSON of `reproduce --json`. */
function reproduceJson(reproduction: Reproduction): unknown {
  const { built, device, run, comparison, results } = reproduction;
  const { report, fault, changes } = reproduction;
  return {
    version: 1,
    profile: built.profile,
    ...alteredJson(built),
    device,
    stages: run.outcomes.map(outcomeJson),
    lock: comparison.state,
    ...(comparison.state === "updated" ? { changes } : {}),
    results: results?.results ?? [],
    report,
    ...(fault === null ? {} : { error: { message: fault } }),
  };
}

/** What `reproduce` prints. */
function renderReproduction(
  { run, comparison, results, report, built }: Reproduction,
  command: MakeCommand,
  columns: number,
  style: Style,
): string[] {
  const { outcomes, seconds } = run;
  const lines = results === null
    ? []
    : [...renderResults(results, columns, style), ""];
  lines.push(`Stages: ${tally(outcomes)} in ${duration(seconds)}`);
  lines.push(...renderWarned(warned(outcomes), command, style));
  if (isComplete(outcomes)) {
    const stages = outcomes.length;
    lines.push(
      ...renderLock(
        comparison,
        stages,
        command,
        columns,
        style,
        alteredText(built),
      ),
    );
  } else lines.push(...renderDrift(outcomes, command, columns, style));
  if (report !== null) lines.push(`Report: ${report}`);
  // Who set something knows the way; a reader of the table may not.
  const isAsked = built.overrides.length === 0;
  if (isAsked && cellsOf(results?.results).length > 0) {
    lines.push(
      "To see where a number of the table came from:",
      `  ${command("lineage", resultsWord)}`,
    );
  }
  return lines;
}

function exitCode({ run, comparison, fault }: Reproduction): number {
  const { state, drifted } = comparison;
  if (run.interrupted) return exitCodes.interrupted;
  if (!isComplete(run.outcomes) || fault !== null || state === "differs") {
    return exitCodes.failure;
  }
  return drifted.length > 0 && state !== "updated"
    ? exitCodes.failure
    : exitCodes.ok;
}

/**
 * Writes the lock where that is asked for, and fetches what there is to show.
 *
 * @param update Told what changes in the lock before it is written; null where
 * it is not to be written.
 */
async function conclude(
  session: Session,
  lock: Lock | null,
  run: RunResult,
  update: ((changes: readonly LockChange[]) => void) | null,
): Promise<Reproduction> {
  const { project, built, device } = session;
  const { profile, result } = built;
  const { outcomes } = run;
  const altered = built.overrides.length > 0;
  let comparison = compareWithLock(lock, profile, outcomes, altered);
  let changes: readonly LockChange[] = [];
  const base = { built, device: nameOfDevice(device), run };
  if (!isComplete(outcomes)) {
    const none = { results: null, fault: null, report: null };
    return { ...base, changes, comparison, ...none };
  }
  // A report that cannot be shown must not get into the lock.
  const digest = outputDigest(outcomes, result.report);
  if (digest !== undefined) {
    checkReport(project.store, digest, result.report!);
  }
  if (update !== null && comparison.state !== "match") {
    await updateLockFile(project.lockPath, profile, outcomes, (found) => {
      changes = found;
      update(found);
    });
    comparison = { ...comparison, state: "updated" };
  }
  const shown = await loadResults(session, outcomes);
  if (digest === undefined) {
    return { ...base, changes, comparison, ...shown, report: null };
  }
  const isUpdated = comparison.state === "updated";
  const shownLock = isUpdated ? await readLock(project.lockPath) : lock;
  const report = await placeReport(
    project.store,
    digest,
    reportFolder(project, built),
    explorerOf(session, shownLock, outcomes),
  );
  return { ...base, changes, comparison, ...shown, report };
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
  if (options.updateLock || options.frozen) {
    refuseOverrides(
      options,
      `use ${options.updateLock ? "--update-lock" : "--frozen"}`,
      "the lock is of the profile as the recipe has it; to lock other " +
        "settings, change the profile",
    );
  }
  const session = await openSession(options, context, { makes: true });
  const { project, built, device } = session;
  // It reads the lock: a damaged one is told before an hour of computing.
  const plan = await planRecipe(project, built, device);
  if (options.frozen) requireFrozen(plan);
  if (built.result.report !== undefined) {
    await checkReportFolder(reportFolder(project, built));
  }
  const run = await execute(session, plan, options, context);
  const tell = (changes: readonly LockChange[]) => {
    if (options.json) return;
    terminal.out(renderChanges(changes, terminal.columns).join("\n") + "\n");
  };
  const reproduction = await conclude(
    session,
    plan.lock,
    run,
    options.updateLock === true ? tell : null,
  );
  if (options.json) printJson(terminal, reproduceJson(reproduction));
  else {
    const { columns, style } = terminal;
    const { command } = session;
    const lines = renderReproduction(reproduction, command, columns, style);
    terminal.out(lines.join("\n"));
  }
  reportRun(run, session, context);
  if (reproduction.fault !== null) printError(terminal, reproduction.fault);
  return exitCode(reproduction);
}
