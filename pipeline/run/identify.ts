/**
 * From a stage whose inputs have all ended to its key, or to why it is skipped.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import { keyOf } from "../identity/key.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import { reasonsFor } from "../plan/plan_recipe.ts";
import { isComplete, partialPreimage } from "../plan/preimage.ts";
import type { Project } from "../project.ts";
import type { Failure, StageOutcome } from "./event.ts";
import { interruptedFailure } from "./execute.ts";
import type { Task } from "./tasks.ts";

/** Why a stage is skipped: what makes one of its inputs has no record. */
export function missingInput(
  { stage }: Task,
  outcomes: ReadonlyMap<string, StageOutcome>,
): Failure | null {
  for (const [input, ref] of Object.entries(stage.inputs)) {
    const { status, record, failure } = outcomes.get(ref.stage)!;
    if (record !== null) continue;
    if (failure?.reason === "interrupted") {
      return interruptedFailure(stage.name);
    }
    return {
      reason: "input-failed",
      message: `Stage "${stage.name}" was skipped: its input "${input}" ` +
        `comes from "${ref.stage}", which ` +
        (status === "skipped" ? "was skipped" : "failed"),
      tail: [],
      log: null,
    };
  }
  return null;
}

/** Gives a task its preimage and key. The plan may have known them already. */
export function identify(
  task: Task,
  outcomes: ReadonlyMap<string, StageOutcome>,
  graph: ModuleGraph,
  device: DeviceClass,
): void {
  const { stage, planned } = task;
  if (planned.preimage !== null && planned.key !== null) {
    task.preimage = planned.preimage;
    task.key = planned.key;
    return;
  }
  const inputs: Record<string, Digest> = {};
  for (const [name, ref] of Object.entries(stage.inputs)) {
    const { record } = outcomes.get(ref.stage)!;
    inputs[name] = record!.outputs[ref.output]!.digest;
  }
  const preimage = partialPreimage(stage, graph, device, inputs);
  if (!isComplete(preimage)) throw new Error("An input has no digest");
  task.preimage = preimage;
  task.key = keyOf(preimage);
}

/** Why a task runs whose key the plan could not know. */
export function lateReasons(
  { stage, planned, preimage }: Task,
  project: Project,
): string[] {
  const why = reasonsFor(project, stage, preimage!);
  return planned.forced ? ["forced", ...why] : why;
}
