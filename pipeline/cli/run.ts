/**
 * Running a plan on behalf of a command: progress, interruption, failures.
 *
 * @module
 */

import type { Plan } from "../plan/plan.ts";
import type { Failure, RunEvent, StageOutcome } from "../run/event.ts";
import { runPlan } from "../run/mod.ts";
import type { CommandContext } from "./context.ts";
import { count, wrap } from "./format.ts";
import type { RunOptions } from "./options.ts";
import { estimateOf } from "./progress/estimate.ts";
import { LiveProgress } from "./progress/live.ts";
import { PlainProgress, type Progress } from "./progress/plain.ts";
import type { Session } from "./session.ts";
import { withInterrupts } from "./signals.ts";
import type { Style, Terminal } from "./terminal.ts";
import { countTexts, countWords, outcomeWord } from "./words.ts";

/** How a run ended. */
export interface RunResult {
  readonly outcomes: readonly StageOutcome[];
  readonly interrupted: boolean;
  readonly seconds: number;
}

/** Threads in total: what was asked for, else every core. */
export function totalThreads(options: RunOptions): number {
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
      return { outcomes, interrupted: signal.aborted, seconds };
    });
  } finally {
    progress.stop();
  }
}

/** The last lines of a log that say more than the failure's message does. */
function newLines({ message, tail }: Failure): string[] {
  const said = message.split("\n").map((line) => line.trim());
  return tail.filter((line) => {
    const bare = line.trim()
      .replace(/^(?:error: )?(?:Uncaught )?(?:\(in promise\) )?/i, "")
      .replace(/^\w+: /, "").replace(/^Requires /, "")
      .replace(/, run again with.*$/, "");
    return !said.some((one) => one === bare || one.endsWith(`: ${bare}`));
  });
}

/** What a person needs to know about one failed stage. */
export function renderFailure(
  outcome: StageOutcome,
  rerun: string,
  columns: number,
  style: Style,
): string[] {
  const failure = outcome.failure!;
  const lines = [`${style.red("Failed:")} ${style.bold(outcome.name)}`];
  lines.push(...wrap(failure.message, columns, "  "));
  const tail = newLines(failure);
  if (tail.length > 0) lines.push(style.dim("  Last log lines:"));
  for (const line of tail) lines.push(style.dim(`  | ${line}`));
  if (failure.log !== null) lines.push(`  Log: ${failure.log}`);
  lines.push(`  Rerun it alone: ${rerun}`);
  return lines;
}

/** Failures of the stages themselves, not of those that needed them. */
export function failures(outcomes: readonly StageOutcome[]): StageOutcome[] {
  return outcomes.filter((o) =>
    o.status === "failed" && o.failure !== null &&
    o.failure.reason !== "interrupted" && o.failure.reason !== "input-failed"
  );
}

/** Prints failures, or the line that says how to go on after Ctrl-C. */
export function reportRun(
  result: RunResult,
  session: Session,
  context: CommandContext,
): void {
  const { terminal } = context;
  for (const outcome of failures(result.outcomes)) {
    const rerun = session.command("stage", outcome.name);
    const lines = renderFailure(
      outcome,
      rerun,
      terminal.columns,
      terminal.errStyle,
    );
    terminal.err(lines.join("\n"));
  }
  if (result.interrupted) {
    const kept = result.outcomes.filter((o) => o.status === "ran").length;
    terminal.err(
      `Stopped; ${count(kept, "stage")} finished ` +
        `${kept === 1 ? "is" : "are"} kept; run the same command to go on`,
    );
  }
}

/** `3 done, 38 cached, 1 failed`, leaving out what there is none of. */
export function tally(outcomes: readonly StageOutcome[]): string {
  return countTexts(countWords(outcomes.map(outcomeWord))).join(", ") || "none";
}
