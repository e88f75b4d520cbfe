/**
 * The DAG as the explorer knows it: each stage with the record that stands for
 * it, and how things stand with it. It is filled from a plan, and what happens
 * while others run is written into it stage by stage, because to plan anew for
 * each record would cost far more.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Lock } from "../lock.ts";
import { type PlannedStage, planRecipe } from "../plan/mod.ts";
import { type Activity, findActivity } from "../run/activity.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { lastLine } from "./ends.ts";
import type { Progress } from "../run/progress_note.ts";
import type { LoadedSubject, ShownStage, Subject } from "./subject.ts";

export { nameOfProject, type Subject } from "./subject.ts";

/** How things stand with one stage. */
export interface StageState {
  readonly stage: ShownStage;
  /** Whether it, or one that it is made from, computes on WebGPU. */
  readonly onAdapter: boolean;
  readonly status: "cached" | "to run" | "waiting" | "running" | "failed";
  /** One line; null where there is nothing to say. */
  readonly why: string | null;
  readonly record: ExecutionRecord | null;
  readonly key: string | null;
  /** Since when it runs, or when the run that failed began. */
  readonly startedAt: string | null;
  /** Where its log is, of a run that goes on or has failed. */
  readonly log: string | null;
  readonly progress: Progress | null;
  /** The metrics that a running stage has told so far. */
  readonly told?: Readonly<Record<string, number>>;
}

/** The whole of it. */
export interface Board {
  readonly lock: Lock | null;
  readonly states: ReadonlyMap<string, StageState>;
  /** By key, the record that stands for a stage now. */
  readonly current: ReadonlyMap<string, ExecutionRecord>;
}

/** A board of these states. */
export function boardOf(
  lock: Lock | null,
  states: ReadonlyMap<string, StageState>,
): Board {
  const current = new Map<string, ExecutionRecord>();
  for (const { record } of states.values()) {
    if (record !== null) current.set(record.key, record);
  }
  return { lock, states, current };
}

const isOpen = (reason: string) =>
  reason.includes("waits for stage ") || reason.endsWith("inputs that wait");

/** A stage as the plan has it, whatever runs. */
function planned(
  { stage, status, reasons, record, key }: PlannedStage,
  onAdapter: boolean,
): StageState {
  const base = {
    stage,
    onAdapter,
    record,
    key,
    startedAt: null,
    log: null,
    progress: null,
  };
  if (status === "cached") return { ...base, status, why: null };
  const open = reasons.find(isOpen);
  // That it has no record yet is no reason of its own while inputs are open.
  const own = reasons.find((one) =>
    !isOpen(one) && !(open !== undefined && one === "no record")
  );
  return open !== undefined && own === undefined
    ? { ...base, status: "waiting", why: open.replace(/^input .*?: /, "") }
    : { ...base, status: "to run", why: own ?? null };
}

/** Whether each stage, or one that it is made from, computes on an adapter. */
function adapters(
  stages: readonly ShownStage[],
  device: DeviceClass,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, kind, inputs } of stages) {
    const own = kind.accelerated === true && device.kind === "webgpu";
    if (own || Object.values(inputs).some(({ stage }) => found.has(stage))) {
      found.add(name);
    }
  }
  return found;
}

/** The board of a run that is over, whose stages all have records. */
export function boardOfRecords(
  { built, device }: Subject,
  lock: Lock | null,
  records: ReadonlyMap<string, ExecutionRecord>,
): Board {
  const onAdapter = adapters(built.stages, device);
  const states = built.stages.map((stage): [string, StageState] => {
    const record = records.get(stage.name)!;
    return [stage.name, {
      stage,
      onAdapter: onAdapter.has(stage.name),
      status: "cached",
      why: null,
      record,
      key: record.key,
      startedAt: null,
      log: null,
      progress: null,
    }];
  });
  return boardOf(lock, new Map(states));
}

/** Plans the recipe: how things stand, whatever runs. */
export async function planBoard(subject: LoadedSubject): Promise<Board> {
  const { project, built, device } = subject;
  const plan = await planRecipe(project, built, device);
  const onAdapter = adapters(built.stages, device);
  const states = new Map(plan.stages.map((one) => [
    one.stage.name,
    planned(one, onAdapter.has(one.stage.name)),
  ]));
  return boardOf(plan.lock, states);
}

/** Plans the recipe and looks at what runs. */
export async function readBoard(subject: LoadedSubject): Promise<Board> {
  const board = await planBoard(subject);
  return withActivity(board, findActivity(subject.project.store));
}

/** The board with what runs now and what has failed. */
export function withActivity(board: Board, activity: Activity): Board {
  const states = new Map(board.states);
  const known = (name: string, key: string): StageState | null => {
    const state = states.get(name);
    // Another profile may have a stage of this name and of another key.
    if (state === undefined || (state.key ?? key) !== key) return null;
    return state;
  };
  for (const { stage, key, startedAt, log } of activity.failed) {
    const state = known(stage, key);
    if (state === null || state.status === "cached") continue;
    const why = lastLine(log) ?? "its last run came to no result";
    states.set(stage, { ...state, status: "failed", why, startedAt, log });
  }
  for (const one of activity.running) {
    const { stage, key, startedAt, log, progress, told } = one;
    const state = known(stage, key);
    if (state === null) continue;
    const why = `${one.holder} runs it`;
    states.set(stage, {
      ...state,
      status: "running",
      why,
      startedAt,
      log,
      progress,
      told,
    });
  }
  return { ...board, states };
}

/** The digest of an output of a stage now; null where it has no record. */
export function outputOf(
  { states }: Board,
  ref: { readonly stage: string; readonly output: string } | undefined,
): Digest | null {
  if (ref === undefined) return null;
  const record = states.get(ref.stage)?.record;
  return record?.outputs[ref.output]?.digest ?? null;
}
