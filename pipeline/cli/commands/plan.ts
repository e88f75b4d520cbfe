/**
 * `plan`: what would run, what is cached, and why.
 *
 * @module
 */

import type { Plan } from "../../plan/plan.ts";
import { planRecipe } from "../../plan/mod.ts";
import type { BuiltRecipe } from "../../recipe.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { describeDevice } from "../device.ts";
import { count, width, wrap } from "../format.ts";
import type { TargetOptions } from "../options.ts";
import { alteredJson, alteredText } from "../overrides.ts";
import { openSession } from "../session.ts";
import type { Style } from "../terminal.ts";
import { goneFromRecipe } from "../verdict.ts";

/** The most reasons that are printed for a stage; `--json` has all. */
const maxReasons = 6;

/** Reasons of a stage's own; that it waits for others only without them. */
function mainReasons(reasons: readonly string[]): string[] {
  const own = reasons.filter((reason) =>
    !/: waits for stage |inputs that wait$/.test(reason)
  );
  const all = own.length > 0 ? own : reasons;
  const shown = all.slice(0, maxReasons);
  const more = all.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/**
 * The JSON of `plan --json`.
 *
 * @param gone Stages of the lock that the recipe does not have any more.
 */
function planJson(
  plan: Plan,
  gone: readonly string[],
  built: BuiltRecipe,
): unknown {
  return {
    version: 1,
    profile: plan.profile,
    ...alteredJson(built),
    stages: plan.stages.map(({ stage, key, status, reasons }) => ({
      name: stage.name,
      kind: stage.kind.name,
      key,
      status,
      reasons,
    })),
    gone,
  };
}

/**
 * What `plan` prints.
 *
 * @param gone Stages of the lock that the recipe does not have any more.
 * @param altered What is set otherwise than the profile has it; null if none.
 */
function renderPlan(
  plan: Plan,
  gone: readonly string[],
  altered: string | null,
  device: string,
  columns: number,
  style: Style,
): string[] {
  const run = plan.stages.filter(({ status }) => status === "run");
  const cached = plan.stages.filter(({ status }) => status === "cached");
  const lines = [
    ...altered === null ? [] : wrap(`Altered: ${altered}`, columns),
    `Profile "${plan.profile}" on ${device}: ` +
    `${count(run.length, "stage")} to run, ${cached.length} cached`,
  ];
  if (run.length > 0) lines.push("", style.bold("To run"));
  for (const { stage, reasons } of run) {
    const name = `  ${stage.name} (${stage.kind.name})`;
    const [first = "", ...rest] = mainReasons(reasons);
    if (rest.length === 0 && width(`${name}: ${first}`) <= columns) {
      lines.push(`${name}: ${style.dim(first)}`);
      continue;
    }
    lines.push(name);
    for (const reason of [first, ...rest]) {
      for (const line of wrap(reason, columns, "    ")) {
        lines.push(style.dim(line));
      }
    }
  }
  if (cached.length > 0) {
    lines.push("", style.bold("Cached"));
    const names = cached.map(({ stage }) => stage.name).join(", ");
    lines.push(...wrap(names, columns, "  "));
  }
  if (gone.length > 0) {
    lines.push("", style.bold("In the lock, but not in the recipe"));
    lines.push(...wrap(gone.join(", "), columns, "  "));
  }
  return lines;
}

/** Runs `plan`. */
export async function planCommand(
  options: TargetOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context);
  const { project, built, device: deviceClass } = session;
  const plan = await planRecipe(project, built, deviceClass);
  const names = plan.stages.map(({ stage }) => stage.name);
  const gone = goneFromRecipe(plan.lock, plan.profile, names);
  if (options.json) printJson(terminal, planJson(plan, gone, built));
  else {
    const { columns, style } = terminal;
    const device = describeDevice(deviceClass);
    const altered = alteredText(built);
    const lines = renderPlan(plan, gone, altered, device, columns, style);
    terminal.out(lines.join("\n"));
  }
  return exitCodes.ok;
}
