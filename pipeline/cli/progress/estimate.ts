/**
 * How long a run still takes, from what the same stages took before. Where one
 * of them has never run with these parameters there is no estimate: none is
 * better than a wrong one.
 *
 * @module
 */

import type { DeviceClass } from "../../identity/preimage.ts";
import type { Plan, PlannedStage } from "../../plan/plan.ts";
import { deviceField } from "../../plan/preimage.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import type { Store } from "../../store/store.ts";
import { hasEnded, type RunState, type StageState, timeLeft } from "./state.ts";

/** What a stage took before. */
interface Duration {
  readonly seconds: number;
  /** How many threads it had. */
  readonly threads: number;
}

/** Looks up what a stage took before; null where that is not known. */
type LookUp = (stage: string) => Duration | null;

/** Tells how long a run still takes. */
export interface Estimate {
  /** Seconds until the end; null where they are not known. */
  secondsLeft(state: RunState, now: number): number | null;
}

/** The most records that are read for one run's estimate. */
const mostLookUps = 1000;
/** Milliseconds that one frame may spend on looking up. */
const patience = 15;
/** How far back in a stage's history is looked. */
const depth = 4;
/** A stage that takes so much longer than before is not as it was. */
const tooLong = 1.5;

/** Seconds that a stage still takes; null where they are not known. */
function remaining(
  stage: StageState,
  before: Duration,
  now: number,
): number | null {
  if (stage.running === null) return before.seconds;
  const elapsed = (now - stage.running.startedAt) / 1000;
  if (elapsed <= before.seconds) return before.seconds - elapsed;
  const own = timeLeft(stage.running, now);
  return own ?? (elapsed <= before.seconds * tooLong + 1 ? 0 : null);
}

/** An estimate from earlier durations. */
export class PastDurations implements Estimate {
  readonly #lookUp: LookUp;
  readonly #jobs: number;
  readonly #known = new Map<string, Duration>();
  /** Stages that may still run and have not been looked up. */
  readonly #open: string[];
  #unknown: boolean;

  /**
   * @param stages The stages that will run.
   * @param jobs Threads in total.
   */
  constructor(stages: readonly string[], jobs: number, lookUp: LookUp) {
    this.#lookUp = lookUp;
    this.#jobs = jobs;
    this.#open = [...stages].reverse();
    this.#unknown = stages.length > mostLookUps;
  }

  secondsLeft(state: RunState, now: number): number | null {
    if (!this.#prepare()) return null;
    // The longest way through what is left, and the work that is left: the run
    // takes at least the one, and at least the other shared by all threads.
    const endsAt = new Map<string, number>();
    let longest = 0, work = 0;
    for (const stage of state.stages.values()) {
      if (hasEnded(stage)) continue;
      const before = this.#known.get(stage.name);
      const own = before && remaining(stage, before, now);
      if (before === undefined || own === null || own === undefined) {
        return null;
      }
      let start = 0;
      for (const name of stage.needs) {
        start = Math.max(start, endsAt.get(name) ?? 0);
      }
      endsAt.set(stage.name, start + own);
      longest = Math.max(longest, start + own);
      work += own * Math.min(before.threads, this.#jobs);
    }
    return Math.max(longest, work / this.#jobs);
  }

  /** Looks some stages up; true once all are known. */
  #prepare(): boolean {
    const end = performance.now() + patience;
    while (!this.#unknown && this.#open.length > 0) {
      if (performance.now() > end) return false;
      const name = this.#open.pop()!;
      const found = this.#lookUp(name);
      if (found === null) this.#unknown = true;
      else this.#known.set(name, found);
    }
    return !this.#unknown;
  }
}

/** Whether a record is of the same work, whatever its code was. */
function isAlike(
  record: ExecutionRecord,
  { stage }: PlannedStage,
  device: DeviceClass,
): boolean {
  const { kind, params, device: field } = record.preimage;
  return kind === stage.kind.name &&
    field === deviceField(stage.kind, device) &&
    JSON.stringify(params) === JSON.stringify(stage.params);
}

/** The estimate of a plan's run from the records in a store. */
export function estimateOf(
  plan: Plan,
  store: Pick<Store, "recordsOfStage">,
  device: DeviceClass,
  jobs: number,
): Estimate {
  const toRun = new Map(
    plan.stages.filter(({ status }) => status === "run")
      .map((planned) => [planned.stage.name, planned]),
  );
  return new PastDurations([...toRun.keys()], jobs, (name) => {
    try {
      const found = store.recordsOfStage(name, depth)
        .findLast((record) => isAlike(record, toRun.get(name)!, device));
      return found ?? null;
    } catch {
      // What only accompanies the work must not end it.
      return null;
    }
  });
}
