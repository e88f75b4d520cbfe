/**
 * Explaining stages of a plan: what is different from an earlier record, field
 * by field and within the code line by line, and on to the stages that changed
 * inputs come from.
 *
 * @module
 */

import { closureOf } from "../identity/closure.ts";
import type { Digest, Key } from "../identity/digest.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Project } from "../project.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { diffCode, type FileDiff } from "./code_diff.ts";
import { comparePreimages, type Difference } from "./compare.ts";
import { describeChange } from "./local.ts";
import { historyDepth, nearestRecord } from "./nearest.ts";
import type { Plan, PlannedStage } from "./plan.ts";
import { partialPreimage } from "./preimage.ts";

/** One field in which a stage differs from an earlier record. */
export interface ExplainedDifference extends Difference {
  /** Of a file of code that is in both: what changed in it. */
  readonly diff?: FileDiff;
}

/** Why one stage is as it is. */
export interface Explanation {
  readonly name: string;
  readonly kind: string;
  readonly key: Key | null;
  readonly status: "cached" | "run";
  /** The record that is used; null where the stage is to run. */
  readonly record: ExecutionRecord | null;
  /** The other record that it is compared with; null without one. */
  readonly against: ExecutionRecord | null;
  readonly differences: readonly ExplainedDifference[];
  /** Inputs that are other ones or not known yet, and what makes them. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The plan's own reasons. */
  readonly reasons: readonly string[];
}

/** The digests of a stage's inputs as far as the plan knows them. */
function knownInputs(
  planned: PlannedStage,
  byName: ReadonlyMap<string, PlannedStage>,
): Record<string, Digest | null> {
  return Object.fromEntries(
    Object.entries(planned.stage.inputs).map(([name, { stage, output }]) => {
      const record = byName.get(stage)?.record;
      return [name, record?.outputs[output]?.digest ?? null];
    }),
  );
}

/** The newest record of a stage that has another key. */
function otherRecord(
  store: Store,
  stage: string,
  key: Key | null,
): ExecutionRecord | null {
  return store.recordsOfStage(stage, 1, key).at(-1) ?? null;
}

/** The newest record of a stage that put these bytes out. */
function recordThatMade(
  store: Store,
  stage: string,
  digest: Digest,
): ExecutionRecord | null {
  return store.recordsOfStage(stage, historyDepth).findLast(({ outputs }) =>
    Object.values(outputs).some((output) => output.digest === digest)
  ) ?? null;
}

/**
 * Explains stages, then the stages that their changed inputs come from, then
 * theirs; each stage once.
 */
export async function explainStages(
  project: Project,
  device: DeviceClass,
  plan: Plan,
  names: readonly string[],
): Promise<Explanation[]> {
  const { root, store } = project;
  const graph = await project.graph;
  const byName = new Map(plan.stages.map((p) => [p.stage.name, p]));
  const queue: { name: string; made: Digest | null }[] = names
    .map((name) => ({ name, made: null }));
  const explained = new Map<string, Explanation>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (explained.has(next.name)) continue;
    const planned = byName.get(next.name)!;
    const { stage, status, key, reasons, record } = planned;
    const known = knownInputs(planned, byName);
    const now = planned.preimage ??
      partialPreimage(stage, graph, device, known);
    // An input is explained against the run that made its earlier bytes.
    const made = next.made && recordThatMade(store, stage.name, next.made);
    // What is cached is compared with what there was before it.
    const against = made ??
      (status === "cached"
        ? otherRecord(store, stage.name, key)
        : nearestRecord(store, stage.name, now));
    const { paths } = closureOf(graph, stage.kind);
    const differences = against === null
      ? []
      : comparePreimages(against.preimage, now).map((one) =>
        one.field === "source"
          ? { ...one, line: describeChange(stage, { root, store }, against) }
          : withDiff(store, one, paths)
      );
    const inputs: Record<string, string> = {};
    for (const [input, ref] of Object.entries(stage.inputs)) {
      const open = known[input] === null;
      const changed = differences.some((d) =>
        d.field === "input" && d.name === input
      );
      if (!open && !changed) continue;
      inputs[input] = ref.stage;
      const made = against?.preimage.inputs[input] ?? null;
      queue.push({ name: ref.stage, made });
    }
    explained.set(next.name, {
      name: stage.name,
      kind: stage.kind.name,
      key,
      status,
      record,
      against,
      differences,
      inputs,
      reasons,
    });
  }
  return [...explained.values()];
}

function withDiff(
  store: Store,
  difference: Difference,
  paths: Readonly<Record<string, string>>,
): ExplainedDifference {
  const { field, name, before, after } = difference;
  const inBoth = typeof before === "string" && typeof after === "string";
  if (field !== "code" || !inBoth) return difference;
  return { ...difference, diff: diffCode(store, before, after, paths[name]) };
}
