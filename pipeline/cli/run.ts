/**
 * Running a plan on behalf of a command: progress, interruption, failures.
 *
 * @module
 */

import type { Plan } from "../plan/plan.ts";
import type { RunEvent, StageOutcome } from "../run/event.ts";
import { runPlan } from "../run/mod.ts";
import type { CommandContext } from "./context.ts";
import { renderFailures } from "./failures.ts";
import { count } from "./format.ts";
import type { RunOptions } from "./options.ts";
import { estimateOf } from "./progress/estimate.ts";
import { LiveProgress } from "./progress/live.ts";
import { PlainProgress, type Progress } from "./progress/plain.ts";
import type { Session } from "./session.ts";
import { withInterrupts } from "./signals.ts";
import type { Terminal } from "./terminal.ts";
import { countTexts, countWords, outcomeWord } from "./words.ts";

/** How a run ended. */
export interface RunResult {
  readonly outcomes: readonly StageOutcome[];
  /** The stages that were to run whether they have a record or not. */
  readonly forced: ReadonlySet<string>;
  readonly interrupted: boolean;
  readonly seconds: number;
}

/** Threads in total: what was asked for, else every core. */
function totalThreads(options: RunOptions): number {
  return options.jobs ?? navigator.hardwareConcurrency;
}

function progressFor(
  terminal: Terminal,
  plan: Plan,
  { project, device }: Session,
  options: RunOptions,
): Progress {
  if (!terminal.live) return new PlainProgress(terminal, plan.stages.length);
  const known = plan.stages.map(({ stage }) => ({
    name: stage.name,
    needs: Object.values(stage.inputs).map((ref) => ref.stage),
  }));
  const jobs = totalThreads(options);
  const estimate = estimateOf(plan, project.store, device, jobs);
  return new LiveProgress(terminal, known, estimate);
}

/** Runs a plan with progress on standard error. */
export async function execute(
  session: Session,
  plan: Plan,
  options: RunOptions,
  context: CommandContext,
): Promise<RunResult> {
  const started = performance.now();
  const forced = new Set(
    plan.stages.filter((one) => one.forced).map(({ stage }) => stage.name),
  );
  const progress = progressFor(context.terminal, plan, session, options);
  try {
    return await withInterrupts(async (signal) => {
      const outcomes = await runPlan(session.project, plan, {
        jobs: totalThreads(options),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        device: session.device,
        onEvent: (event: RunEvent) => progress.event(event),
        signal,
      });
      const seconds = (performance.now() - started) / 1000;
      return { outcomes, forced, interrupted: signal.aborted, seconds };
    });
  } finally {
    progress.stop();
  }
}

/** Prints failures, or the line that says how to go on after Ctrl-C. */
export function reportRun(
  result: RunResult,
  session: Session,
  context: CommandContext,
): void {
  const { terminal } = context;
  // A forced stage may have a record, with which it would not run again.
  const rerun = (name: string) =>
    session.command(
      "stage",
      name,
      ...(result.forced.has(name) ? ["--force"] : []),
    );
  const failed = renderFailures(
    result.outcomes,
    session.built,
    rerun,
    terminal.columns,
    terminal.errStyle,
  );
  if (failed.length > 0) terminal.err(failed.join("\n"));
  if (!result.interrupted) return;
  const done = result.outcomes.filter((o) => outcomeWord(o) === "done").length;
  terminal.err(
    `Stopped; what is done is kept: ${count(done, "stage")}\n` +
      `To go on:\n  ${context.typed}`,
  );
}

/** `3 done, 38 cached, 1 failed`, leaving out what there is none of. */
export function tally(outcomes: readonly StageOutcome[]): string {
  return countTexts(countWords(outcomes.map(outcomeWord))).join(", ") || "none";
}
