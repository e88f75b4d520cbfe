/**
 * `explain`: why a stage is to run, or what it was made anew for, field by
 * field, and on to the stages that its inputs come from.
 *
 * @module
 */

import {
  explainStages,
  type Explanation,
  planRecipe,
  selectStages,
} from "../../plan/mod.ts";
import type { ExecutionRecord } from "../../store/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { renderExplanations } from "../explanation.ts";
import type { TargetOptions } from "../options.ts";
import { openSession } from "../session.ts";

/** What `explain` can be asked for. */
interface ExplainOptions extends TargetOptions {
  /** Prints everything, however long. */
  readonly full?: boolean | undefined;
}

function recordJson(record: ExecutionRecord | null): unknown {
  if (record === null) return null;
  const { key, stage, startedAt } = record;
  return { key, stage, startedAt };
}

function explanationJson(one: Explanation): unknown {
  return {
    ...one,
    record: recordJson(one.record),
    warnings: one.record?.warnings ?? [],
    against: recordJson(one.against),
  };
}

/** Runs `explain`. */
export async function explainCommand(
  pattern: string,
  options: ExplainOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const { project, built, device } = await openSession(options, context);
  const plan = await planRecipe(project, built, device, { only: [pattern] });
  const names = selectStages(built, [pattern]).map(({ name }) => name);
  const explanations = await explainStages(project, device, plan, names);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      profile: built.profile,
      stages: explanations.map(explanationJson),
    });
  } else {
    const { columns, style } = terminal;
    const page = { columns, style, full: options.full ?? false };
    terminal.out(renderExplanations(explanations, page).join("\n"));
  }
  return exitCodes.ok;
}
