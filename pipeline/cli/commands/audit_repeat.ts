/**
 * `audit --repeat N`: the determinism claims, tried.
 *
 * @module
 */

import {
  compareRepetition,
  type Finding,
  recordsToRepeat,
  scratchStore,
} from "../../audit/mod.ts";
import { planRecipe, selectStages } from "../../plan/mod.ts";
import { sweep } from "../../run/sweep.ts";
import type { CommandContext } from "../context.ts";
import type { RunOptions } from "../options.ts";
import { execute } from "../run.ts";
import type { Session } from "../session.ts";

/** What repetitions came to. */
export interface Repetitions {
  readonly runs: number;
  readonly findings: readonly Finding[];
  readonly interrupted: boolean;
}

/**
 * Runs stages again in stores of their own, and compares their bytes.
 *
 * @param names Names or patterns of stages; all without any.
 */
export async function repeatStages(
  session: Session,
  names: readonly string[],
  times: number,
  options: RunOptions,
  context: CommandContext,
): Promise<Repetitions> {
  const { project, built, device } = session;
  const patterns = names.length > 0 ? names : ["*"];
  const only = { only: patterns };
  const wanted = new Set(selectStages(built, patterns).map((s) => s.name));
  const plan = await planRecipe(project, built, device, only);
  const reproduce = session.command("reproduce");
  const expected = recordsToRepeat(plan, wanted, reproduce);
  // An audit that was killed may have left as much as it had repeated.
  sweep(project.store, Date.now());
  const findings: Finding[] = [];
  let runs = 0;
  for (let i = 1; i <= times; i++) {
    using made = scratchStore(project.store, plan, wanted);
    const scratch = { ...session, project: { ...project, store: made.store } };
    const again = await planRecipe(scratch.project, built, device, only);
    const result = await execute(scratch, again, options, context);
    if (result.interrupted) return { runs, findings, interrupted: true };
    findings.push(...compareRepetition(expected, result.outcomes, i));
    runs += expected.size;
  }
  return { runs, findings, interrupted: false };
}
