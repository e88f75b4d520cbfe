/**
 * Following what other processes do to a store: each look is cheap, and only
 * where something has changed the recipe is planned anew, never more often than
 * a small share of the time.
 *
 * @module
 */

import { join } from "node:path";
import { closureOf } from "../identity/closure.ts";
import { openProject } from "../project.ts";
import { findActivity } from "../run/activity.ts";
import { withRecord } from "./advance.ts";
import {
  type Board,
  outputOf,
  planBoard,
  type StageState,
  type Subject,
  withActivity,
} from "./board.ts";
import { FileWatch, HistoryTail, workNames } from "./watch.ts";

/** Of the time, what planning may take: one part in so many. */
const share = 20;
/** The least time between two plans, in milliseconds. */
const leastPause = 1000;
/** How often the files of the code are looked at, in milliseconds. */
const codePause = 3000;

/** What has changed since a revision. */
export interface Changes {
  /** The stages that are otherwise. */
  readonly stages: readonly string[];
  /** Whether results, the report or what all is compared with changed. */
  readonly reload: boolean;
}

function isSame(a: StageState, b: StageState): boolean {
  const { progress: p, record: r } = a, { progress: q, record: s } = b;
  return a.status === b.status && a.why === b.why && a.key === b.key &&
    a.startedAt === b.startedAt && p?.done === q?.done &&
    p?.total === q?.total && r?.key === s?.key &&
    r?.startedAt === s?.startedAt && r?.seconds === s?.seconds;
}

/** Keeps a board up to date. */
export class Follower {
  #subject: Subject;
  /** As planned, and what was recorded since. */
  #planned: Board;
  /** The same with what runs. */
  #board: Board;
  #revision = 0;
  #reloadedAt = 0;
  readonly #changedAt = new Map<string, number>();
  readonly #history: HistoryTail;
  readonly #lock = new FileWatch();
  readonly #code = new FileWatch();
  #codeFiles: ReadonlySet<string> = new Set();
  #codeLookedAt = -Infinity;
  /** Whether the code is to be read anew, as it could not be last time. */
  #isUnread = false;
  #work = "";
  /** Whether only a plan can tell how things stand. */
  #isStale = false;
  #plannedAt = performance.now();
  /** How long the last plan took, in milliseconds. */
  #cost = 0;

  private constructor(subject: Subject, history: HistoryTail, board: Board) {
    this.#subject = subject;
    this.#history = history;
    this.#planned = board;
    this.#board = board;
    this.#lock.hasChanged([subject.project.lockPath]);
    this.#lookAtWork();
  }

  /** Plans the recipe, and follows it from then on. */
  static async begin(subject: Subject): Promise<Follower> {
    // What is written while it is planned is read again, which does no harm.
    const history = new HistoryTail(subject.project.store);
    const board = await planBoard(subject);
    const follower = new Follower(subject, history, board);
    await follower.#findCode();
    return follower;
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

  /** What has changed since a revision. */
  changesSince(revision: number): Changes {
    const stages = [...this.#changedAt]
      .filter(([, at]) => at > revision).map(([name]) => name);
    return { stages, reload: this.#reloadedAt > revision };
  }

  /**
   * Looks what has changed.
   *
   * @param now Whether to look at the code, and to plan where that is needed,
   * at once.
   */
  async look(now = false): Promise<void> {
    this.#readHistory();
    const lockChanged = this.#lock.hasChanged([
      this.#subject.project.lockPath,
    ]);
    const codeChanged = this.#hasCodeChanged(now);
    if (lockChanged || codeChanged) this.#isStale = true;
    if (codeChanged) await this.#reopen();
    const pause = Math.max(leastPause, share * this.#cost);
    const isDue = now || performance.now() - this.#plannedAt > pause;
    if (this.#isStale && isDue) await this.#plan();
    this.#lookAtWork();
    if (lockChanged) this.#reloadedAt = ++this.#revision;
  }

  #readHistory(): void {
    const written = this.#history.read();
    if (written === null) this.#isStale = true;
    const { store } = this.#subject.project;
    for (const { key, n } of written ?? []) {
      this.#isStale = true;
      for (const [number, record] of store.numberedRecords(key)) {
        if (number !== n || !("preimage" in record)) continue;
        this.#planned = withRecord(this.#subject, this.#planned, record);
      }
    }
  }

  async #plan(): Promise<void> {
    const start = performance.now();
    try {
      this.#planned = await planBoard(this.#subject);
      this.#isStale = false;
    } finally {
      this.#plannedAt = performance.now();
      this.#cost = this.#plannedAt - start;
    }
  }

  #hasCodeChanged(atOnce: boolean): boolean {
    const now = performance.now();
    if (!atOnce && now - this.#codeLookedAt < codePause) return false;
    this.#codeLookedAt = now;
    // What it lacks may be a file that is none of those that are looked at.
    return this.#code.hasChanged(this.#codeFiles) || this.#isUnread;
  }

  /** Has the code read anew. The recipe itself stays the one it began with. */
  async #reopen(): Promise<void> {
    this.#isUnread = true;
    const { recipePath, root, store } = this.#subject.project;
    const project = await openProject({
      recipe: recipePath,
      root,
      store: store.root,
    });
    this.#subject = { ...this.#subject, project };
    await this.#findCode();
  }

  /** Finds out which files the stages' code is in. */
  async #findCode(): Promise<void> {
    const { project, built } = this.#subject;
    const graph = await project.graph;
    const files = new Set([join(project.root, "deno.json")]);
    for (const kind of new Set(built.stages.map(({ kind }) => kind))) {
      if (kind.local === true) continue;
      for (const path of Object.values(closureOf(graph, kind).paths)) {
        files.add(path);
      }
    }
    this.#codeFiles = files;
    this.#code.hasChanged(files);
    this.#isUnread = false;
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
    const changed = [...board.states]
      .filter(([name, state]) => !isSame(before.states.get(name)!, state));
    if (changed.length === 0) return;
    this.#revision++;
    for (const [name] of changed) this.#changedAt.set(name, this.#revision);
    const { results, report } = this.#subject.built.result;
    const isOther = [results, report].some((ref) =>
      outputOf(board, ref) !== outputOf(before, ref)
    );
    if (isOther) this.#reloadedAt = this.#revision;
  }
}
