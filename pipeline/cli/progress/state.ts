/**
 * The state of a run as its progress display knows it: a fold over the run's
 * events. The displays only draw it.
 *
 * @module
 */

import type { RunEvent } from "../../run/event.ts";

/** One stage that runs. Times are in milliseconds of the display's clock. */
export interface Running {
  readonly name: string;
  readonly startedAt: number;
  /** The holder of its key, while another process computes it. */
  holder: string | null;
  done: number;
  total: number;
  unit: string;
  /** The first report, from which the rate is taken. */
  first: { readonly at: number; readonly done: number } | null;
  last: number;
}

/** Counts of stages, and those that run. */
export class RunState {
  ran = 0;
  cached = 0;
  failed = 0;
  skipped = 0;
  readonly running: Map<string, Running> = new Map();

  constructor(readonly total: number, readonly startedAt: number) {}

  /** Stages that have ended in any way. */
  get ended(): number {
    return this.ran + this.cached + this.failed + this.skipped;
  }

  /** Takes one event in. */
  take(event: RunEvent, now: number): void {
    switch (event.type) {
      case "stage-started":
        this.running.set(event.name, fresh(event.name, now));
        break;
      case "stage-waiting": {
        const stage = this.running.get(event.name) ?? fresh(event.name, now);
        stage.holder = event.holder;
        this.running.set(event.name, stage);
        break;
      }
      case "stage-progress": {
        const stage = this.running.get(event.name);
        if (stage === undefined) break;
        stage.holder = null;
        // A stage may count several things one after the other.
        if (stage.unit !== event.unit || event.done < stage.done) {
          stage.first = null;
        }
        stage.first ??= { at: now, done: event.done };
        stage.done = event.done;
        stage.total = event.total;
        stage.unit = event.unit;
        stage.last = now;
        break;
      }
      case "stage-ended":
        this.running.delete(event.outcome.name);
        this[event.outcome.status]++;
        break;
    }
  }
}

function fresh(name: string, now: number): Running {
  return {
    name,
    startedAt: now,
    holder: null,
    done: 0,
    total: 0,
    unit: "",
    first: null,
    last: now,
  };
}

/** Units a second since the first report; null before there are two. */
export function rate(stage: Running): number | null {
  if (stage.first === null) return null;
  const seconds = (stage.last - stage.first.at) / 1000;
  const units = stage.done - stage.first.done;
  return seconds > 0 && units > 0 ? units / seconds : null;
}

/** Seconds until the last unit; null where that cannot be told. */
export function timeLeft(stage: Running, now: number): number | null {
  const perSecond = rate(stage);
  if (perSecond === null || stage.total <= 0) return null;
  const left = (stage.total - stage.done) / perSecond;
  return Math.max(0, left - (now - stage.last) / 1000);
}
