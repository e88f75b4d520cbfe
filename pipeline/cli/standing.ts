/**
 * How things stand, as `status` shows it: stages, lock, what runs, what failed,
 * the store.
 *
 * @module
 */

import { join } from "node:path";
import { LockError } from "../errors.ts";
import type { Key } from "../identity/digest.ts";
import { readLock } from "../lock.ts";
import { checkLock, type LockDifference } from "../lock_check.ts";
import { type Plan, type PlannedStage, planRecipe } from "../plan/mod.ts";
import { type Activity, findActivity, type WorkNote } from "../run/activity.ts";
import type { GateHolder, Store } from "../store/mod.ts";
import { folderSize, measureStore, type StoreSize } from "../store/measure.ts";
import { names } from "../store/objects.ts";
import { firstDrift, outputDigests } from "../verdict.ts";
import { alteredText } from "./overrides.ts";
import type { Session } from "./session.ts";
import { type Warned, warned } from "./warnings.ts";
import { type StageWord, waits } from "./words.ts";

/** What the lock is to the recipe and to what is computed. */
type LockStanding =
  | "absent"
  | "unreadable"
  | "not compared"
  | "not of this recipe"
  | "differs"
  | "match so far"
  | "match";

/** What a stage that did not come to its end can go on from. */
interface Checkpoint {
  readonly key: Key;
  /** Null where nothing tells whose it is. */
  readonly stage: string | null;
  readonly bytes: number;
}

/** One stage of the plan, in one word and with the first reason. */
interface StageStanding {
  readonly name: string;
  readonly status: StageWord;
  readonly why: string | null;
}

/** How things stand. */
export interface Standing extends Activity {
  readonly profile: string;
  readonly stages: readonly StageStanding[];
  readonly lock: LockStanding;
  /** Why the lock is unreadable; null where it is not. */
  readonly fault: LockError | null;
  /** What is not as the lock says, one line each. */
  readonly differences: readonly string[];
  /** What the stages that are cached warned of when they ran. */
  readonly warnings: readonly Warned[];
  /** Other commands that use the store now. */
  readonly commands: readonly GateHolder[];
  readonly store: StoreSize & { readonly path: string };
  readonly checkpoints: readonly Checkpoint[];
}

/** How long the store may be measured, in milliseconds. */
const measuring = 1000;

function standingOf(
  { stage, status, key, reasons }: PlannedStage,
  running: ReadonlySet<Key>,
): StageStanding {
  const { name } = stage;
  if (status === "cached") return { name, status, why: null };
  if (key !== null && running.has(key)) {
    return { name, status: "running", why: null };
  }
  const isOpen = (one: string) =>
    one.includes(waits.forStage("")) || one.endsWith("inputs that wait");
  const open = reasons.find(isOpen);
  // That it has no record yet is no reason of its own while inputs are open.
  const own = reasons.find((one) =>
    !isOpen(one) && !(open !== undefined && one === "no record")
  );
  return open !== undefined && own === undefined
    ? { name, status: "waiting", why: open.replace(/^input .*?: /, "") }
    : { name, status: "to run", why: own ?? null };
}

/** What of the plan is known not to be as the lock says. */
function knownDifferences({ lock, profile, stages }: Plan): string[] {
  const entries = lock?.profiles[profile] ?? {};
  return stages.flatMap(({ stage, key, record }) => {
    const entry = entries[stage.name];
    if (entry === undefined || key === null) return [];
    if (entry.key !== key) return [`${stage.name}: another key`];
    const drift = record === null
      ? null
      : firstDrift(entry.outputs, outputDigests(record));
    return drift === null ? [] : [`${stage.name}: ${drift}`];
  });
}

async function lockStanding({ project, built }: Session, plan: Plan) {
  const altered = alteredText(built);
  if (altered !== null) {
    const differences = [`Another experiment than the lock's: ${altered}`];
    return { lock: "not compared" as const, differences };
  }
  const { lock, profile } = plan;
  if (lock?.profiles[profile] === undefined) {
    return { lock: "absent" as const, differences: [] };
  }
  const other = await checkLock(project, lock, profile);
  const text = ({ stage, what }: LockDifference) =>
    stage === null ? what : `${stage}: ${what}`;
  if (other.length > 0) {
    return {
      lock: "not of this recipe" as const,
      differences: other.map(text),
    };
  }
  const differences = knownDifferences(plan);
  if (differences.length > 0) return { lock: "differs" as const, differences };
  const all = plan.stages.every(({ status }) => status === "cached");
  const so: LockStanding = all ? "match" : "match so far";
  return { lock: so, differences };
}

function checkpointsOf(
  store: Store,
  plan: Plan,
  notes: readonly WorkNote[],
): Checkpoint[] {
  const known = new Map<string, string>();
  for (const { key, stage } of notes) known.set(key, stage);
  for (const { key, stage } of plan.stages) {
    if (key !== null) known.set(key, stage.name);
  }
  const folder = join(store.root, "scratch");
  return names(folder).map((name) => ({
    key: name as string as Key,
    stage: known.get(name) ?? null,
    bytes: folderSize(join(folder, name)),
  })).filter((one) => one.bytes > 0);
}

/** Finds out how things stand. */
export async function findStanding(session: Session): Promise<Standing> {
  const { project, built, device } = session;
  const { store } = project;
  let fault: LockError | null = null;
  const lock = await readLock(project.lockPath).catch((error) => {
    if (!(error instanceof LockError)) throw error;
    fault = error;
    return null;
  });
  const plan = await planRecipe(project, built, device, { lock });
  const activity = findActivity(store);
  const running = new Set(activity.running.map(({ key }) => key));
  return {
    profile: plan.profile,
    stages: plan.stages.map((planned) => standingOf(planned, running)),
    ...fault === null
      ? await lockStanding(session, plan)
      : { lock: "unreadable" as const, differences: [] },
    fault,
    warnings: warned(
      plan.stages.map(({ stage: { name }, record }) => ({ name, record })),
    ),
    ...activity,
    commands: store.holders().filter(({ pid }) => pid !== Deno.pid),
    store: { path: store.root, ...measureStore(store, measuring) },
    checkpoints: checkpointsOf(store, plan, [
      ...activity.failed,
      ...activity.running,
    ]),
  };
}
