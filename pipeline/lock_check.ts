/**
 * Checking that a lock belongs to the recipe, without running anything: what a
 * reproduction would hold against it at once.
 *
 * @module
 */

import { buildRecipe } from "./build_recipe.ts";
import type { ModuleGraph } from "./identity/graph.ts";
import { experimentOf } from "./identity/key.ts";
import { compareCodePoints, sortedEntries } from "./identity/order.ts";
import type { DeviceClass, Preimage } from "./identity/preimage.ts";
import type { Lock, LockEntry } from "./lock.ts";
import { comparePreimages, type PartialPreimage } from "./plan/compare.ts";
import { partialPreimage } from "./plan/preimage.ts";
import { snapshotOf } from "./plan/local.ts";
import type { Project } from "./project.ts";
import type { Stage } from "./recipe.ts";

/** One thing in which the lock and the recipe differ. */
export interface LockDifference {
  readonly profile: string;
  /** Null where it is about the whole profile. */
  readonly stage: string | null;
  /** Such as `code: stages/letters.ts changed`, or what is missing where. */
  readonly what: string;
}

/** Neither a kind nor an experiment depends on the device. */
const device: DeviceClass = { kind: "wasm", adapter: "" };

/** The preimage of a stage of which no input is known. */
function preimageOf(
  { root, store }: Project,
  graph: ModuleGraph,
  stage: Stage,
): PartialPreimage {
  const inputs = Object.keys(stage.inputs).map((name) => [name, null]);
  const source = stage.kind.local === true
    ? snapshotOf(stage, { root, store }).digest
    : undefined;
  return partialPreimage(
    stage,
    graph,
    device,
    Object.fromEntries(inputs),
    source,
  );
}

/** The fields that are different, as far as the store has the lock's record. */
function fieldsOf(
  project: Project,
  entry: LockEntry,
  now: PartialPreimage,
): string {
  const record = project.store.latestRecord(entry.key);
  const lines = record === null ? [] : comparePreimages(record.preimage, now)
    .filter(({ field }) => field !== "device").map(({ line }) => line);
  const [first, ...more] = lines;
  if (first === undefined) {
    return "another experiment: code, parameters, input names or Deno";
  }
  return more.length > 0 ? `${first}, and ${more.length} more` : first;
}

function checkStage(
  project: Project,
  graph: ModuleGraph,
  stage: Stage,
  entry: LockEntry | undefined,
): string | null {
  if (entry === undefined) return "in the recipe, but not in the lock";
  if (entry.kind !== stage.kind.name) {
    return `kind: ${entry.kind} -> ${stage.kind.name}`;
  }
  const now = preimageOf(project, graph, stage);
  // Of its inputs an experiment has the names only.
  if (experimentOf(now as Preimage) === entry.experiment) return null;
  return fieldsOf(project, entry, now);
}

/**
 * In what a lock and the recipe differ.
 *
 * @param only The profile to look at; all of the lock's by default.
 * @throws RecipeError for a profile that does not build.
 */
export async function checkLock(
  project: Project,
  lock: Lock,
  only?: string,
): Promise<LockDifference[]> {
  const graph = await project.graph;
  const found: LockDifference[] = [];
  for (const [profile, entries] of sortedEntries(lock.profiles)) {
    if (only !== undefined && profile !== only) continue;
    if (!Object.hasOwn(project.recipe.profiles, profile)) {
      const what = "in the lock, but not in the recipe";
      found.push({ profile, stage: null, what });
      continue;
    }
    const { stages } = buildRecipe(project.recipe, profile);
    for (const stage of stages) {
      const what = checkStage(project, graph, stage, entries[stage.name]);
      if (what !== null) found.push({ profile, stage: stage.name, what });
    }
    const names = new Set(stages.map(({ name }) => name));
    for (const stage of Object.keys(entries).sort(compareCodePoints)) {
      if (names.has(stage)) continue;
      const what = "in the lock, but not in the recipe";
      found.push({ profile, stage, what });
    }
  }
  return found;
}
