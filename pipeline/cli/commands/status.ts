/**
 * `status`: how things stand, on one screen.
 *
 * @module
 */

import { join } from "node:path";
import type { Key } from "../../identity/digest.ts";
import { checkLock, type LockDifference } from "../../lock_check.ts";
import { type Plan, type PlannedStage, planRecipe } from "../../plan/mod.ts";
import {
  type Activity,
  findActivity,
  type WorkNote,
} from "../../run/activity.ts";
import { type GateHolder, holderText } from "../../store/mod.ts";
import {
  folderSize,
  measureStore,
  type StoreSize,
} from "../../store/measure.ts";
import { names } from "../../store/objects.ts";
import type { Store } from "../../store/mod.ts";
import { firstDrift, outputDigests } from "../../verdict.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { describeDevice, deviceName } from "../device.ts";
import { bytes, clip, count } from "../format.ts";
import type { TargetOptions } from "../options.ts";
import { openSession, type Session } from "../session.ts";
import type { Style } from "../terminal.ts";
import { countTexts, countWords, type StageWord, waits } from "../words.ts";

/** What the lock is to the recipe and to what is computed. */
export type LockStanding =
  | "absent"
  | "not of this recipe"
  | "differs"
  | "match so far"
  | "match";

/** What a stage that did not come to its end can go on from. */
export interface Checkpoint {
  readonly key: Key;
  /** Null where nothing tells whose it is. */
  readonly stage: string | null;
  readonly bytes: number;
}

/** One stage of the plan, in one word and with the first reason. */
export interface StageStanding {
  readonly name: string;
  readonly status: StageWord;
  readonly why: string | null;
}

/** How things stand. */
export interface Standing extends Activity {
  readonly profile: string;
  readonly stages: readonly StageStanding[];
  readonly lock: LockStanding;
  /** What is not as the lock says, one line each. */
  readonly differences: readonly string[];
  /** Other commands that use the store now. */
  readonly commands: readonly GateHolder[];
  readonly store: StoreSize & { readonly path: string };
  readonly checkpoints: readonly Checkpoint[];
}

/** The most lines of each part: all of it is one screen. */
const maxShown = 4;
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

async function lockStanding({ project }: Session, plan: Plan) {
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
  const plan = await planRecipe(project, built, device);
  const activity = findActivity(store);
  const running = new Set(activity.running.map(({ key }) => key));
  return {
    profile: plan.profile,
    stages: plan.stages.map((planned) => standingOf(planned, running)),
    ...await lockStanding(session, plan),
    ...activity,
    commands: store.holders().filter(({ pid }) => pid !== Deno.pid),
    store: { path: store.root, ...measureStore(store, measuring) },
    checkpoints: checkpointsOf(store, plan, [
      ...activity.failed,
      ...activity.running,
    ]),
  };
}

/** The time of day in UTC, with the day where it is not today's. */
function since(iso: string, now: Date): string {
  const [day = "", time = ""] = iso.split("T");
  const clock = `${time.slice(0, 5)} UTC`;
  return now.toISOString().startsWith(day) ? clock : `${day} ${clock}`;
}

/** What `status` prints. */
export function renderStanding(
  standing: Standing,
  device: string,
  command: (...words: string[]) => string,
  now: Date,
  columns: number,
  style: Style,
): string[] {
  const lines: string[] = [];
  const part = (head: string, details: readonly string[]) => {
    lines.push(head);
    for (const detail of details.slice(0, maxShown)) {
      lines.push(clip(`  ${detail}`, columns));
    }
    if (details.length > maxShown) {
      lines.push(`  and ${details.length - maxShown} more; --json has all`);
    }
  };
  const { stages, lock, differences, running, failed } = standing;
  const counts = countTexts(countWords(stages.map(({ status }) => status)));
  part(
    `Stages: ${counts.join(", ")}; profile "${standing.profile}" on ${device}`,
    stages.filter(({ status }) => status === "to run")
      .map(({ name, why }) => `${name}: ${why ?? "no record"}`),
  );
  const good = lock === "match" || lock === "match so far";
  part(`Lock: ${good ? style.green(lock) : lock}`, differences);
  if (running.length > 0) {
    part(
      "Running:",
      running.map(({ stage, holder, startedAt }) =>
        `${stage}, ${holder}, since ${since(startedAt, now)}`
      ),
    );
  }
  if (standing.commands.length > 0) {
    part(
      "Commands:",
      standing.commands.map((holder) =>
        `${holderText(holder)}, since ${since(holder.since, now)}`
      ),
    );
  }
  if (failed.length > 0) {
    lines.push(style.red("Without a result:"));
    for (const { stage, startedAt, log } of failed.slice(0, maxShown)) {
      lines.push(clip(`  ${stage}, ${since(startedAt, now)}; log:`, columns));
      // A path stays whole, so that it can be copied.
      lines.push(`    ${log}`);
    }
    if (failed.length > maxShown) {
      lines.push(`  and ${failed.length - maxShown} more; --json has all`);
    }
  }
  const { checkpoints, store } = standing;
  if (checkpoints.length > 0) {
    part(
      "Checkpoints:",
      checkpoints.map(({ stage, key, bytes: size }) =>
        `${stage ?? `key ${key.slice(0, 8)}`}, ${bytes(size)}`
      ),
    );
  }
  const least = store.complete ? "" : "more than ";
  part(
    `Store: ${least}${bytes(store.bytes)}, ${
      count(store.objects, "object")
    }, ` +
      count(store.records, "record"),
    [],
  );
  lines.push(`  ${store.path}`);
  if (!stages.every(({ status }) => status === "cached")) {
    lines.push("To run what is not cached:", `  ${command("reproduce")}`);
  }
  return lines;
}

/** Runs `status`. */
export async function statusCommand(
  options: TargetOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context);
  const standing = await findStanding(session);
  if (options.json) {
    const device = deviceName(session.device);
    printJson(terminal, { version: 1, device, ...standing });
  } else {
    const lines = renderStanding(
      standing,
      describeDevice(session.device),
      session.command,
      new Date(),
      terminal.columns,
      terminal.style,
    );
    terminal.out(lines.join("\n"));
  }
  return exitCodes.ok;
}
