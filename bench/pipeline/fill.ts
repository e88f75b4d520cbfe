/**
 * A store as a first run would leave it, without its processes: the records
 * and objects of trivial stages, written by the engine's own store.
 *
 * @module
 */

import { join } from "node:path";
import { readLock, updateLock, writeLock } from "../../pipeline/lock.ts";
import {
  buildRecipe,
  keyOf,
  openProject,
  planRecipe,
  runPlan,
} from "../../pipeline/mod.ts";
import { isComplete, partialPreimage } from "../../pipeline/plan/preimage.ts";
import type { Digest } from "../../pipeline/identity/digest.ts";
import { madeBy } from "../../pipeline/run/execution.ts";
import type { StageOutcome } from "../../pipeline/run/event.ts";
import type { ExecutionRecord } from "../../pipeline/store/record.ts";

const device = { kind: "wasm", adapter: "" } as const;

/** Fills the store of a scratch project for a profile, and writes its lock. */
export async function fill(
  folder: string,
  store: string,
  profile: string,
): Promise<void> {
  const project = await openProject({
    recipe: join(folder, "recipe.ts"),
    store,
  });
  const built = buildRecipe(project.recipe, profile);
  const graph = await project.graph;
  const made = new Map<string, ExecutionRecord>();
  const encoder = new TextEncoder();
  const startedAt = new Date().toISOString();
  const local = built.stages.filter(({ kind }) => kind.local === true)
    .map(({ name }) => name);
  if (local.length > 0) {
    const plan = await planRecipe(project, built, device, { only: local });
    for (const { name, record } of await runPlan(project, plan, { device })) {
      made.set(name, record!);
    }
  }
  for (const stage of built.stages) {
    if (made.has(stage.name)) continue;
    const inputs: Record<string, Digest> = {};
    for (const [name, ref] of Object.entries(stage.inputs)) {
      inputs[name] = made.get(ref.stage)!.outputs[ref.output]!.digest;
    }
    const preimage = partialPreimage(stage, graph, device, inputs);
    if (!isComplete(preimage)) throw new Error("An input has no digest");
    const { digest, size } = project.store.putBytes(
      encoder.encode(JSON.stringify({ stage: stage.name, bytes: 0 })),
    );
    const record: ExecutionRecord = {
      version: 1,
      key: keyOf(preimage),
      stage: stage.name,
      preimage,
      outputs: { out: { digest, size, type: "json", form: "file" } },
      determinism: "bitwise",
      metrics: {},
      observed: { read: Object.keys(inputs).sort(), unread: [] },
      startedAt,
      seconds: 0.1,
      ...madeBy(),
      threads: 1,
    };
    project.store.writeRecord(record);
    made.set(stage.name, record);
  }
  const outcomes = built.stages.map(({ name, kind }): StageOutcome => ({
    name,
    kind: kind.name,
    status: "ran",
    seconds: 0.1,
    verdict: null,
    record: made.get(name)!,
    failure: null,
  }));
  writeLock(
    project.lockPath,
    updateLock(
      await readLock(project.lockPath),
      profile,
      outcomes,
    ),
  );
}
