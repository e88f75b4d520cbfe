/**
 * Following what other processes do to a store, and what somebody edits: each
 * look is cheap, and only where something has changed the recipe is planned
 * anew, by a process of its own.
 *
 * @module
 */

import type { Problem } from "../../web/explorer/api.ts";
import { findActivity } from "../run/activity.ts";
import { adoptPlan, shapeOf } from "./adopt.ts";
import { withRecord } from "./advance.ts";
import {
  type Board,
  outputOf,
  type StageState,
  type Subject,
  withActivity,
} from "./board.ts";
import type { ReadingGate } from "./gate.ts";
import type { PlanAnswer } from "./plan_answer.ts";
import { type Plan, PlanError } from "./planner.ts";
import { FileWatch, HistoryTail, workNames, type Written } from "./watch.ts";

/** Of the time, what planning may take: one part in so many. */
const share = 8;
/** The least time between two plans, in milliseconds. */
const leastPause = 1000;
/** How often the files of the code are looked at, in milliseconds. */
const codePause = 1000;
/** How often it is tried again what could not be planned, in milliseconds. */
const retryPause = 15_000;
/** How long files have to stay as they are until they are read. */
const quietTime = 250;

/** What has changed since a revision. */
export interface Changes {
  /** The stages that are otherwise. */
  readonly stages: readonly string[];
  /** Whether results, the DAG or what all is compared with changed. */
  readonly reload: boolean;
}

function isSame(a: StageState, b: StageState): boolean {
  const { progress: p, record: r } = a, { progress: q, record: s } = b;
  return a.status === b.status && a.why === b.why && a.key === b.key &&
    a.startedAt === b.startedAt && p?.done === q?.done &&
    p?.total === q?.total &&
    JSON.stringify(a.told) === JSON.stringify(b.told) && r?.key === s?.key &&
    r?.startedAt === s?.startedAt && r?.seconds === s?.seconds;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a follower begins with. */
export interface Beginning {
  readonly subject: Subject;
  readonly board: Board;
  /** Where the history was read from when it was planned. */
  readonly history: HistoryTail;
  /** The files that the plan was made from. */
  readonly files: Iterable<string>;
  /** When these were first read, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Keeps a board up to date. */
export class Follower implements Disposable {
  #subject: Subject;
  #shape: string;
  /** As planned, and what was recorded since. */
  #planned: Board;
  /** The same with what runs. */
  #board: Board;
  #problem: Problem | null = null;
  #revision = 0;
  #reloadedAt = 0;
  readonly #changedAt = new Map<string, number>();
  readonly #plan: Plan;
  readonly #gate: ReadingGate;
  readonly #history: HistoryTail;
  readonly #lock = new FileWatch();
  readonly #code = new FileWatch();
  #codeFiles: ReadonlySet<string> = new Set();
  #codeLookedAt = -Infinity;
  #work = "";
  /** Whether only a plan can tell how things stand. */
  #isStale = false;
  /** Whether the code is otherwise than when it was planned. */
  #isEdited = false;
  /** What is being planned. */
  #planning: Promise<void> | null = null;
  /** What was written since the plan began that is being made. */
  #since: Written[] = [];
  #plannedAt = performance.now();
  /** How long the last plan took, in milliseconds. */
  #cost = 0;
  readonly #abort = new AbortController();

  constructor(
    { subject, board, history, files, readAt }: Beginning,
    gate: ReadingGate,
    plan: Plan,
  ) {
    this.#subject = subject;
    this.#shape = shapeOf(subject);
    this.#gate = gate;
    this.#plan = plan;
    this.#history = history;
    this.#planned = board;
    this.#board = board;
    this.#lock.hasChanged([subject.project.lockPath]);
    this.#watch(files, readAt);
    this.#lookAtWork();
  }

  get board(): Board {
    return this.#board;
  }
  get subject(): Subject {
    return this.#subject;
  }
  get revision(): number {
    return this.#revision;
  }
  /** What keeps it from knowing how things stand; null for nothing. */
  get problem(): Problem | null {
    return this.#problem;
  }
  /** Resolves when no plan is being made. */
  get settled(): Promise<void> {
    return this.#planning ?? Promise.resolve();
  }

  /** What has changed since a revision. */
  changesSince(revision: number): Changes {
    const stages = [...this.#changedAt]
      .filter(([, at]) => at > revision).map(([name]) => name);
    return { stages, reload: this.#reloadedAt > revision };
  }

  /**
   * Looks what has changed, and has it planned where that is needed.
   *
   * @param now Whether to look at the code, and to plan, at once.
   */
  look(now = false): void {
    this.#readHistory();
    const { lockPath } = this.#subject.project;
    if (this.#lock.hasChanged([lockPath])) {
      this.#isStale = this.#isEdited = true;
    }
    if (this.#hasCodeChanged(now)) this.#isStale = this.#isEdited = true;
    // It may be something that is in no file that is watched.
    const pause = Math.max(retryPause, share * this.#cost);
    const isOver = performance.now() - this.#plannedAt > pause;
    if (this.#problem !== null && isOver) this.#isStale = true;
    if (this.#isStale && this.#planning === null && this.#isDue(now)) {
      this.#planning = this.#replan().finally(() => this.#planning = null);
    }
    this.#lookAtWork();
  }

  #isDue(now: boolean): boolean {
    if (now || this.#isEdited) return true;
    return performance.now() - this.#plannedAt >
      Math.max(leastPause, share * this.#cost);
  }

  #readHistory(): void {
    const written = this.#history.read();
    if (written === null) this.#isStale = true;
    for (const one of written ?? []) {
      this.#isStale = true;
      if (this.#planning !== null) this.#since.push(one);
      this.#advance(one);
    }
  }

  #advance({ key, n }: Written): void {
    const { store } = this.#subject.project;
    for (const [number, record] of store.numberedRecords(key)) {
      if (number !== n || !("preimage" in record)) continue;
      this.#planned = withRecord(this.#subject, this.#planned, record);
    }
  }

  /** Waits until nobody edits any more, and plans. */
  async #replan(): Promise<void> {
    const { signal } = this.#abort;
    while (this.#isEdited && !signal.aborted) {
      this.#isEdited = false;
      await sleep(quietTime);
      // Another look may have noticed an edit, too, which sets it.
      if (this.#code.hasChanged(this.#codeFiles)) this.#isEdited = true;
    }
    if (signal.aborted) return;
    this.#isStale = false;
    this.#since = [];
    const start = performance.now(), readAt = Date.now();
    try {
      const answer = await this.#plan(this.#subject, signal);
      await this.#gate.read(() => this.#adopt(answer, readAt));
      this.#setProblem(null);
    } catch (error) {
      if (signal.aborted) return;
      const { problem, files } = error instanceof PlanError ? error : {
        problem: {
          message: error instanceof Error ? error.message : String(error),
          place: null,
        },
        files: [],
      };
      this.#watch([...this.#codeFiles, ...files], readAt);
      this.#setProblem(problem);
    } finally {
      this.#plannedAt = performance.now();
      this.#cost = this.#plannedAt - start;
    }
  }

  #adopt(answer: PlanAnswer, readAt: number): void {
    const before = this.#planned.lock;
    const { subject, board } = adoptPlan(this.#subject, this.#planned, answer);
    this.#subject = subject;
    this.#planned = board;
    // The plan may have been made before they were there.
    for (const one of this.#since) this.#advance(one);
    this.#watch(answer.files, readAt);
    const shape = shapeOf(subject);
    const isOther = shape !== this.#shape ||
      JSON.stringify(before) !== JSON.stringify(board.lock);
    this.#shape = shape;
    this.#lookAtWork();
    if (isOther) this.#reloadedAt = ++this.#revision;
  }

  #setProblem(problem: Problem | null): void {
    if (JSON.stringify(problem) === JSON.stringify(this.#problem)) return;
    this.#problem = problem;
    this.#reloadedAt = ++this.#revision;
  }

  #hasCodeChanged(atOnce: boolean): boolean {
    const now = performance.now();
    if (!atOnce && now - this.#codeLookedAt < codePause) return false;
    this.#codeLookedAt = now;
    return this.#code.hasChanged(this.#codeFiles);
  }

  /**
   * Watches files from now on.
   *
   * @param readAt Since when they were read: one that was edited afterwards
   * may have been read before.
   */
  #watch(files: Iterable<string>, readAt: number): void {
    this.#codeFiles = new Set(files);
    const changed = this.#code.hasChanged(this.#codeFiles);
    if (changed || this.#code.anySince(readAt)) {
      this.#isStale = this.#isEdited = true;
    }
  }

  /** Looks what runs, and takes what all this comes to as the board. */
  #lookAtWork(): void {
    const { store } = this.#subject.project;
    const work = workNames(store);
    const runs = [...this.#board.states.values()]
      .some(({ status }) => status === "running");
    if (work === this.#work && work === "" && !runs) this.#take(this.#planned);
    else {
      this.#work = work;
      this.#take(withActivity(this.#planned, findActivity(store)));
    }
  }

  #take(board: Board): void {
    const before = this.#board;
    if (board === before) return;
    this.#board = board;
    for (const name of this.#changedAt.keys()) {
      if (!board.states.has(name)) this.#changedAt.delete(name);
    }
    const changed = [...board.states].filter(([name, state]) => {
      const one = before.states.get(name);
      return one === undefined || !isSame(one, state);
    });
    if (changed.length === 0) return;
    this.#revision++;
    for (const [name] of changed) this.#changedAt.set(name, this.#revision);
    const { results, report } = this.#subject.built.result;
    const isOther = [results, report].some((ref) =>
      outputOf(board, ref) !== outputOf(before, ref)
    );
    if (isOther) this.#reloadedAt = this.#revision;
  }

  /** Ends what it has begun. */
  [Symbol.dispose](): void {
    this.#abort.abort();
  }
}
