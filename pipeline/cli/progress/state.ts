/**
 * The state of a run as its progress display knows it: a fold over the run's
 * events. The displays only draw it.
 *
 * @module
 */

import type { RunEvent } from "../../run/event.ts";
import { outcomeWord, type StageWord } from "../words.ts";

/** One stage that runs. Times are in milliseconds of the display's clock. */
export interface Running {
  readonly startedAt: number;
  done: number;
  total: number;
  unit: string;
  /** The first report, from which the rate is taken. */
  first: { readonly at: number; readonly done: number } | null;
  last: number;
}

/** What is known of one stage. */
export interface StageState {
  readonly name: string;
  /** The stages that its inputs come from. */
  readonly needs: readonly string[];
  word: StageWord;
  /** While it runs. */
  running: Running | null;
  /** Who computes its key, while it waits for somebody else to. */
  holder: string | null;
  /** How long it took, once it has ended. */
  seconds: number;
}

/** A stage as the display is told of it before anything runs. */
export interface KnownStage {
  readonly name: string;
  readonly needs: readonly string[];
}

/** Called with the state that a stage was in before. */
export type Changed = (stage: StageState, before: StageWord) => void;

/** All stages of a run. */
export class RunState {
  readonly stages: ReadonlyMap<string, StageState>;
  readonly #changed: Changed;
  #ended = 0;

  constructor(
    known: readonly KnownStage[],
    readonly startedAt: number,
    changed: Changed = () => {},
  ) {
    this.#changed = changed;
    this.stages = new Map(known.map(({ name, needs }) => [name, {
      name,
      needs,
      word: "waiting",
      running: null,
      holder: null,
      seconds: 0,
    }]));
  }

  /** How many stages there are. */
  get total(): number {
    return this.stages.size;
  }

  /** Stages that have ended in any way. */
  get ended(): number {
    return this.#ended;
  }

  /** Takes one event in. */
  take(event: RunEvent, now: number): void {
    const name = event.type === "stage-ended" ? event.outcome.name : event.name;
    const stage = this.stages.get(name);
    if (stage === undefined) return;
    switch (event.type) {
      case "stage-started":
        stage.holder = null;
        stage.running = fresh(now);
        this.#enter(stage, "running");
        break;
      case "stage-waiting":
        stage.holder = event.holder;
        stage.running = null;
        this.#enter(stage, "waiting");
        break;
      case "stage-progress":
        if (stage.running !== null) report(stage.running, event, now);
        break;
      case "stage-ended":
        stage.holder = stage.running = null;
        stage.seconds = event.outcome.seconds;
        this.#ended++;
        this.#enter(stage, outcomeWord(event.outcome));
        break;
    }
  }

  #enter(stage: StageState, word: StageWord): void {
    const before = stage.word;
    if (before === word) return;
    stage.word = word;
    this.#changed(stage, before);
  }
}

/** Whether a stage has ended in any way. */
export function hasEnded({ word }: Pick<StageState, "word">): boolean {
  return word !== "waiting" && word !== "running";
}

function fresh(now: number): Running {
  return {
    startedAt: now,
    done: 0,
    total: 0,
    unit: "",
    first: null,
    last: now,
  };
}

function report(
  running: Running,
  { done, total, unit }: Extract<RunEvent, { type: "stage-progress" }>,
  now: number,
): void {
  // A stage may count several things one after the other.
  if (running.unit !== unit || done < running.done) running.first = null;
  running.first ??= { at: now, done };
  Object.assign(running, { done, total, unit, last: now });
}

/** Units a second since the first report; null before there are two. */
export function rate(running: Running): number | null {
  if (running.first === null) return null;
  const seconds = (running.last - running.first.at) / 1000;
  const units = running.done - running.first.done;
  return seconds > 0 && units > 0 ? units / seconds : null;
}

/** Seconds until the last unit; null where that cannot be told. */
export function timeLeft(running: Running, now: number): number | null {
  const perSecond = rate(running);
  if (perSecond === null || running.total <= 0) return null;
  const left = (running.total - running.done) / perSecond;
  return Math.max(0, left - (now - running.last) / 1000);
}
