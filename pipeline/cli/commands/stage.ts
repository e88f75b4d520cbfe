/**
 * `stage`: run single stages with what they need.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import { type Plan, planRecipe, selectStages } from "../../plan/mod.ts";
import type { StageOutcome } from "../../run/event.ts";
import { type ExecutionRecord, short, type Store } from "../../store/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { nameOfDevice } from "../../identity/preimage.ts";
import { failures } from "../failures.ts";
import { duration, wrap } from "../format.ts";
import type { RunOptions } from "../options.ts";
import { alteredJson, alteredText } from "../overrides.ts";
import { outcomeJson } from "../outcome.ts";
import { execute, reportRun, tally } from "../run.ts";
import { openSession } from "../session.ts";
import type { Style } from "../terminal.ts";
import { drifted, renderDrift } from "../verdict.ts";
import { warningLines } from "../warnings.ts";
import { outcomeWord } from "../words.ts";

/** The options of `stage`. */
interface StageOptions extends RunOptions {
  readonly force?: boolean | undefined;
  readonly only?: boolean | undefined;
}

/**
 * How an output compares with an earlier record's: one of the same key, else
 * the stage's newest one of another key, whose bytes nothing promises.
 */
export type Comparison =
  | "identical"
  | "differs"
  | "identical-other-key"
  | "differs-other-key"
  | "none";

/** With `--only`, refuses a plan that needs another stage to run. */
function requireOnly(plan: Plan, wanted: ReadonlySet<string>): void {
  const others = plan.stages
    .filter(({ stage, status }) => status === "run" && !wanted.has(stage.name))
    .map(({ stage }) => `"${stage.name}"`);
  if (others.length === 0) return;
  const shown = others.slice(0, 5).join(", ");
  throw new JuiceError(
    `Cannot run with --only: inputs come from ${shown}` +
      `${others.length > 5 ? ", ..." : ""}, which would have to run first\n` +
      "Leave out --only to run them too",
  );
}

/** Each output's bytes against those of the newest earlier record. */
function compareWithPrevious(
  store: Store,
  outcome: StageOutcome,
): Record<string, Comparison> {
  const { record, status } = outcome;
  if (record === null || status !== "ran") return {};
  const earlier = (records: readonly ExecutionRecord[]) =>
    records.filter(({ startedAt }) => startedAt < record.startedAt)
      .reduce<ExecutionRecord | undefined>(
        (a, b) => a === undefined || a.startedAt < b.startedAt ? b : a,
        undefined,
      );
  const previous = earlier(store.readRecords(record.key)) ??
    earlier(store.recordsOfStage(record.stage));
  const other = previous?.key !== record.key;
  return Object.fromEntries(
    Object.entries(record.outputs).map(([name, { digest }]) => {
      const before = previous?.outputs[name]?.digest;
      if (before === undefined) return [name, "none"];
      const bytes = before === digest ? "identical" : "differs";
      return [name, other ? `${bytes}-other-key` : bytes];
    }),
  );
}

const words: Record<Comparison, string> = {
  identical: "identical to the run before",
  differs: "differs from the run before",
  "identical-other-key": "identical to the run before, of another key",
  "differs-other-key": "differs from the run before, of another key",
  none: "first run",
};

/** What `stage` prints for the stages that were named. */
function renderOutputs(
  outcomes: readonly StageOutcome[],
  previous: ReadonlyMap<string, Record<string, Comparison>>,
  columns: number,
  style: Style,
): string[] {
  return outcomes.filter(({ record }) => record !== null).flatMap((outcome) => {
    const compared = previous.get(outcome.name) ?? {};
    const outputs = Object.entries(outcome.record!.outputs);
    return [
      `${style.bold(outcome.name)}: ${outcomeWord(outcome)}`,
      ...outputs.map(([name, { digest }]) => {
        const comparison = compared[name];
        const text = comparison === undefined ? "" : `  ${words[comparison]}`;
        const colour = comparison === "differs" ? style.red : style.dim;
        return `  ${name} ${short(digest)}${colour(text)}`;
      }),
      ...warningLines(outcome.record!.warnings ?? [], columns, style),
    ];
  });
}

/** Whether a stage that promises the same bytes gave others. */
function broken(
  outcome: StageOutcome,
  compared: Record<string, Comparison>,
): boolean {
  return outcome.record?.determinism !== "none" &&
    // With the lock's own bytes it is the run before that was wrong.
    outcome.verdict?.type !== "identical" &&
    Object.values(compared).includes("differs");
}

/** Runs `stage`. */
export async function stageCommand(
  names: readonly string[],
  options: StageOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context, { makes: true });
  const { project, built, device } = session;
  const wanted = new Set(selectStages(built, names).map(({ name }) => name));
  const plan = await planRecipe(project, built, device, {
    only: names,
    force: options.force === true,
  });
  if (options.only === true) requireOnly(plan, wanted);

  const result = await execute(session, plan, options, context);
  const named = result.outcomes.filter(({ name }) => wanted.has(name));
  const previous = new Map(
    result.outcomes.map((o) => [o.name, compareWithPrevious(project.store, o)]),
  );
  if (options.json) {
    printJson(terminal, {
      version: 1,
      profile: built.profile,
      ...alteredJson(built),
      device: nameOfDevice(device),
      stages: result.outcomes.map((outcome) => ({
        ...outcomeJson(outcome),
        previous: previous.get(outcome.name) ?? {},
      })),
    });
  } else {
    const { columns, style } = terminal;
    const altered = alteredText(built);
    const lines = [
      ...altered === null ? [] : wrap(`Altered: ${altered}`, columns),
      ...renderOutputs(named, previous, columns, style),
    ];
    lines.push(
      ...renderDrift(result.outcomes, session.command, columns, style),
      `Stages: ${tally(result.outcomes)} in ${duration(result.seconds)}`,
    );
    terminal.out(lines.join("\n"));
  }
  reportRun(result, session, context);
  if (result.interrupted) return exitCodes.interrupted;
  const well = failures(result.outcomes).length === 0 &&
    !result.outcomes.some(drifted) &&
    named.every((o) => o.status === "ran" || o.status === "cached") &&
    named.every((o) => !broken(o, previous.get(o.name) ?? {}));
  return well ? exitCodes.ok : exitCodes.failure;
}
