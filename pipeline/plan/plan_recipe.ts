/**
 * Planning: one walk over a recipe that finds out what is cached and why the
 * rest is not.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import { keyOf } from "../identity/key.ts";
import { sortedEntries } from "../identity/order.ts";
import type { DeviceClass, Preimage } from "../identity/preimage.ts";
import { type Lock, type LockEntry, readLock } from "../lock.ts";
import type { Project } from "../project.ts";
import type { BuiltRecipe, Stage } from "../recipe.ts";
import type { StageKind } from "../stage.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { RecordFault } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { firstDrift, outputDigests } from "../verdict.ts";
import { comparePreimages, type PartialPreimage } from "./compare.ts";
import { FolderChecks } from "./folder_checks.ts";
import { describeChange, lastDigest, snapshotOf } from "./local.ts";
import { nearestRecord } from "./nearest.ts";
import type { Plan, PlannedStage } from "./plan.ts";
import { isComplete, partialPreimage } from "./preimage.ts";
import { selectStages, withUpstream } from "./select.ts";

/** What to plan. */
export interface PlanOptions {
  /**
   * The lock, where it is read already; null for none. With overrides a recipe
   * is another experiment than the lock's, which is not looked at then.
   */
  readonly lock?: Lock | null;
  /** Patterns of the stages that are wanted; all by default. */
  readonly only?: readonly string[];
  /** Runs the wanted stages even where they are cached. */
  readonly force?: boolean;
}

/** Says what is wrong with a record's outputs; null if nothing. */
type FaultOf = (record: ExecutionRecord) => string | null;

/** What a plan needs of a project beside its code. */
type Places = Pick<Project, "root" | "store">;

/** The most differences, and waiting inputs, that a plan names for a stage. */
const maxReasons = 6;

/**
 * Whether a record has the outputs that its kind declares. The engine writes no
 * other, but a record can have come with somebody's crate.
 */
function kindFault(
  { outputs }: StageKind,
  record: ExecutionRecord,
): string | null {
  for (const [name, { form }] of sortedEntries(outputs)) {
    if (record.outputs[name]?.form !== form) {
      return `output ${name}: the record names no such ${form}`;
    }
  }
  return null;
}

/**
 * The record of a key that can be used: the newest one whose outputs are all
 * there, byte for byte. Otherwise why there is none. Where the key's records
 * are of several minds, those with the lock's bytes come first.
 *
 * @param kind What ran: a record has to have what it puts out.
 * @param entry What the lock holds of the stage.
 * @param faultOf Says what is wrong with a record's outputs.
 */
export function usableRecord(
  store: Store,
  key: Key,
  kind: StageKind,
  entry?: LockEntry,
  faultOf: FaultOf = (record) => store.outputFault(record),
): { readonly record: ExecutionRecord | null; readonly faults: string[] } {
  const faults: string[] = [];
  const expected = entry?.key === key ? entry.outputs : null;
  let record: ExecutionRecord | null = null;
  for (const found of store.newestFirst(key)) {
    const whole = "preimage" in found ? found : null;
    const asLocked = whole !== null && expected !== null &&
      firstDrift(expected, outputDigests(whole)) === null;
    if (record !== null && !asLocked) continue;
    const fault = whole === null
      ? (found as RecordFault).message
      : kindFault(kind, whole) ?? faultOf(whole);
    if (fault === null) record = whole;
    else if (!faults.includes(fault)) faults.push(fault);
    if (fault === null && (asLocked || expected === null)) break;
  }
  return { record, faults };
}

/** Why a stage without a usable record runs, compared with earlier ones. */
export function reasonsFor(
  { root, store }: Places,
  stage: Stage,
  preimage: PartialPreimage,
): string[] {
  const nearest = nearestRecord(store, stage.name, preimage);
  if (nearest === null) return ["no record"];
  const lines = comparePreimages(nearest.preimage, preimage)
    .map(({ field, line }) =>
      field === "source"
        ? describeChange(stage, { root, store }, nearest)
        : line
    );
  return atMost(maxReasons, lines, "differences");
}

/** The first lines, and how many more of what there are. */
function atMost(most: number, lines: string[], what: string): string[] {
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, most - 1);
  return [...shown, `and ${lines.length - shown.length} more ${what}`];
}

function planStage(
  stage: Stage,
  earlier: ReadonlyMap<string, PlannedStage>,
  { root, store }: Places,
  graph: ModuleGraph,
  device: DeviceClass,
  forced: boolean,
  entry: LockEntry | undefined,
  faultOf: FaultOf,
): PlannedStage {
  const inputs: Record<string, Digest | null> = {};
  const waits: string[] = [];
  for (const [name, ref] of Object.entries(stage.inputs)) {
    const upstream = earlier.get(ref.stage)!;
    inputs[name] = upstream.status === "cached"
      ? upstream.record!.outputs[ref.output]!.digest
      // What brings files in puts out what they hold, which is known by now.
      : upstream.preimage?.source ?? null;
    if (inputs[name] === null) {
      waits.push(`input ${name}: waits for stage ${ref.stage}`);
    }
  }
  const source = stage.kind.local === true
    ? snapshotOf(stage, { root, store }).digest
    : undefined;
  const partial = partialPreimage(stage, graph, device, inputs, source);
  const why = () => reasonsFor({ root, store }, stage, partial);
  const run = (
    reasons: string[],
    key: Key | null,
    preimage: Preimage | null,
  ): PlannedStage => ({
    stage,
    status: "run",
    reasons: forced ? ["forced", ...reasons] : reasons,
    key,
    preimage,
    record: null,
    forced,
  });
  if (!isComplete(partial)) {
    // With inputs open, having no other record says nothing of its own.
    const open = atMost(maxReasons, waits, "inputs that wait");
    return run([...why(), ...open], null, null);
  }
  const key = keyOf(partial);
  const { record, faults } = usableRecord(
    store,
    key,
    stage.kind,
    entry,
    faultOf,
  );
  if (forced) return run(faults, key, partial);
  if (record === null) {
    return run(faults.length > 0 ? faults : why(), key, partial);
  }
  return {
    stage,
    status: "cached",
    reasons: [],
    key,
    preimage: partial,
    record,
    forced,
  };
}

/**
 * Begins to check a folder of local files as it was last brought in, before it
 * is known whether the files are still the same: most often they are.
 */
function beginEarly(
  stages: readonly Stage[],
  { root, store }: Places,
  checks: FolderChecks,
): void {
  for (const stage of stages) {
    if (stage.kind.local !== true) continue;
    const digest = lastDigest(stage, { root, store });
    if (digest !== null && checks.begin(digest)) return;
  }
}

/**
 * Plans a recipe: what would run, what is cached, and the reasons.
 *
 * @throws RecipeError for a pattern that fits no stage, ClosureError for code
 * that no key can hold, SourceError for local files that cannot be read,
 * StoreError where the store cannot be read, LockError for a damaged lock.
 */
export async function planRecipe(
  project: Project,
  built: BuiltRecipe,
  device: DeviceClass,
  options: PlanOptions = {},
): Promise<Plan> {
  const wanted = options.only === undefined
    ? built.stages
    : selectStages(built, options.only);
  const stages = withUpstream(built, wanted);
  const forced = new Set(options.force === true ? wanted : []);
  const checks = new FolderChecks(project.store);
  beginEarly(stages, project, checks);
  const graph = await project.graph;
  const lock = built.overrides.length > 0
    ? null
    : options.lock === undefined
    ? await readLock(project.lockPath)
    : options.lock;
  const entries = lock?.profiles[built.profile];
  const walk = (faultOf: FaultOf): Plan => {
    const planned = new Map<string, PlannedStage>();
    for (const stage of stages) {
      const one = planStage(
        stage,
        planned,
        project,
        graph,
        device,
        forced.has(stage),
        entries?.[stage.name],
        faultOf,
      );
      planned.set(stage.name, one);
    }
    return { profile: built.profile, lock, stages: [...planned.values()] };
  };
  const plan = walk((record) => checks.faultOf(record));
  return await checks.ended()
    ? plan
    : walk((record) => project.store.outputFault(record));
}
