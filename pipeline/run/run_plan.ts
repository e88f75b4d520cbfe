/**
 * Running a plan: entering the store, clearing what dead runs have left, and
 * telling the store afterwards what was used.
 *
 * @module
 */

import { StoreError } from "../errors.ts";
import { closureOf } from "../identity/closure.ts";
import type { Plan } from "../plan/plan.ts";
import type { Project } from "../project.ts";
import type { StageOutcome } from "./event.ts";
import { healCode } from "./code.ts";
import { type RunOptions } from "./options.ts";
import { sweep } from "./sweep.ts";
import { Run } from "./run.ts";
import { noteUse, registerProject } from "./use.ts";

/**
 * Runs a plan. Never throws for what a stage does: that is in its outcome.
 * What has finished stays; stages downstream of a failure are skipped and all
 * others go on.
 *
 * @returns One outcome for each stage, in the plan's order.
 */
export async function runPlan(
  project: Project,
  plan: Plan,
  options: RunOptions,
): Promise<StageOutcome[]> {
  const { store } = project;
  const graph = await project.graph;
  // A command is in the store already; who runs a plan by itself enters here.
  const held = await store.enter("a run", { create: true, unnamed: true });
  try {
    registerProject(project);
    if (plan.stages.some(({ status }) => status === "run")) {
      sweep(store, Date.now());
    }
    const closures = plan.stages
      .map(({ stage }) => closureOf(graph, stage.kind));
    healCode(store, new Set(closures));
    const outcomes = await new Run(project, graph, plan, options).all();
    try {
      noteUse(project, plan.lock, outcomes);
    } catch (error) {
      // What failed is told before a disk that is full, which is often why.
      const failed = outcomes.some(({ failure }) => failure !== null);
      if (!(error instanceof StoreError) || !failed) throw error;
    }
    return outcomes;
  } finally {
    held.release();
  }
}
