/**
 * One run of a plan: stages start as their inputs are there and the machine has
 * room, and each ends in an outcome.
 *
 * @module
 */

import type { ModuleGraph } from "../identity/graph.ts";
import type { Plan } from "../plan/plan.ts";
import { usableRecord } from "../plan/plan_recipe.ts";
import type { Project } from "../project.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Failure, RunEvent, StageOutcome } from "./event.ts";
import {
  executeStage,
  internalFailure,
  interruptedFailure,
} from "./execute.ts";
import { identify, lateReasons, missingInput } from "./identify.ts";
import { judge } from "./judge.ts";
import { KeyLocks } from "./key_locks.ts";
import { type RunOptions, scheduleOf } from "./options.ts";
import type { Schedule } from "./schedule.ts";
import { takeIn } from "./take_in.ts";
import type { Task } from "./tasks.ts";

/** How often a key that another process computes is looked at. */
const pollInterval = 100;

/** One run of a plan. */
export class Run {
  readonly #project: Project;
  readonly #graph: ModuleGraph;
  readonly #plan: Plan;
  readonly #options: RunOptions;
  readonly #signal: AbortSignal;
  readonly #schedule: Schedule;
  readonly #outcomes = new Map<string, StageOutcome>();
  readonly #locks: KeyLocks;
  #wake = () => {};

  constructor(
    project: Project,
    graph: ModuleGraph,
    plan: Plan,
    options: RunOptions,
  ) {
    this.#project = project;
    this.#graph = graph;
    this.#plan = plan;
    this.#options = options;
    this.#signal = options.signal ?? new AbortController().signal;
    this.#schedule = scheduleOf(plan, options);
    this.#locks = new KeyLocks(project.store);
  }

  #emit(event: RunEvent): void {
    this.#options.onEvent?.(event);
  }

  async all(): Promise<StageOutcome[]> {
    const stop = () => this.#wake();
    this.#signal.addEventListener("abort", stop);
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => this.#wake = resolve);
        // A stage that turns out cached lets others go on at once.
        while (this.#advanceAll() || this.#startAll());
        if (this.#schedule.left === 0) break;
        await woken;
      }
    } finally {
      this.#signal.removeEventListener("abort", stop);
    }
    return this.#plan.stages.map(({ stage }) =>
      this.#outcomes.get(stage.name)!
    );
  }

  /** Takes stages whose inputs are there as far as they get without running. */
  #advanceAll(): boolean {
    const task = this.#schedule.takeArrived();
    for (let one = task; one !== undefined;) {
      this.#advance(one);
      one = this.#schedule.takeArrived();
    }
    return task !== undefined;
  }

  /** Starts the ready stages that the machine has room for. */
  #startAll(): boolean {
    if (this.#signal.aborted) {
      const task = this.#schedule.takeReady();
      if (task !== undefined) this.#skip(task);
      return task !== undefined;
    }
    const starting = this.#schedule.takeStarting();
    for (const task of starting) if (this.#acquire(task)) this.#execute(task);
    // What another process computes has given its share back by now.
    return starting.length > 0;
  }

  #skip(task: Task): void {
    this.#end(task, "skipped", null, interruptedFailure(task.stage.name));
  }

  #advance(task: Task): void {
    const { planned } = task;
    this.#guard(task, () => {
      if (planned.status === "cached") {
        return this.#end(task, "cached", planned.record, null);
      }
      const missing = missingInput(task, this.#outcomes);
      if (missing !== null) return this.#end(task, "skipped", null, missing);
      identify(task, this.#outcomes, this.#graph, this.#options.device);
      if (planned.key === null) {
        if (this.#useRecord(task)) return;
        task.why = lateReasons(task, this.#project);
      }
      this.#schedule.makeReady(task);
    });
  }

  /** Ends a stage as cached if its key has a record that can be used. */
  #useRecord(task: Task): boolean {
    if (task.planned.forced) return false;
    const record = this.#earlier(task);
    if (record === null) return false;
    this.#end(task, "cached", record, null);
    return true;
  }

  /** The record of a stage's key that can be used; null without one. */
  #earlier({ stage, key }: Task): ExecutionRecord | null {
    const entry = this.#plan.lock?.profiles[this.#plan.profile]?.[stage.name];
    return usableRecord(this.#project.store, key!, stage.kind, entry).record;
  }

  /** Ends the stage, not the run, when the engine or the disk fails it. */
  #guard(task: Task, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(task, error);
    }
  }

  #fail(task: Task, error: unknown, seconds = 0): void {
    // What comes after the end is no matter of the stage.
    if (task.state === "ended") throw error;
    const failure = internalFailure(task.stage.name, error);
    this.#end(task, "failed", null, failure, seconds);
  }

  /** Takes the lock on a stage's key, or waits for its holder in the rear. */
  #acquire(task: Task): boolean {
    this.#guard(task, () => {
      if (this.#locks.take(task)) {
        // Whoever held the lock before us may just have finished.
        this.#useRecord(task);
      } else {
        this.#schedule.giveBack(task);
        this.#await(task);
      }
    });
    return task.state === "running";
  }

  /** Waits until the key's holder has finished, to take its record. */
  async #await(task: Task): Promise<void> {
    const { name } = task.stage;
    const twin = this.#locks.join(task);
    const holder = twin === null
      ? this.#project.store.keyHolder(task.key!)
      : `stage "${twin.stage.name}" of this run, which is the same`;
    this.#emit({ type: "stage-waiting", name, holder });
    if (twin !== null) return;
    while (task.state === "blocked" && !this.#signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, pollInterval));
      this.#guard(task, () => {
        if (this.#locks.take(task) && !this.#useRecord(task)) {
          this.#schedule.makeReady(task);
        }
      });
    }
    if (task.state === "blocked") this.#skip(task);
    this.#wake();
  }

  async #execute(task: Task): Promise<void> {
    const { stage, key, preimage, why, threads } = task;
    const { name } = stage;
    this.#emit({ type: "stage-started", name, why, threads });
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    try {
      const earlier = this.#earlier(task) ??
        this.#project.store.latestRecord(key!);
      const run = stage.kind.local === true ? takeIn : executeStage;
      const { record, failure } = await run({
        project: this.#project,
        graph: this.#graph,
        stage,
        key: key!,
        preimage: preimage!,
        device: this.#options.device,
        threads,
        checkpointEvery: this.#options.checkpointEvery ?? 10,
        fresh: task.planned.forced || stage.kind.command?.resumes === false,
        signal: this.#signal,
        onEvent: (event) => this.#emit(event),
      });
      if (record === null) this.#end(task, "failed", null, failure, seconds());
      else this.#end(task, "ran", record, null, seconds(), earlier);
    } catch (error) {
      this.#fail(task, error, seconds());
    }
    this.#wake();
  }

  #end(
    task: Task,
    status: StageOutcome["status"],
    record: ExecutionRecord | null,
    failure: Failure | null,
    seconds = 0,
    earlier: ExecutionRecord | null = null,
  ): void {
    const { store } = this.#project;
    const outcome: StageOutcome = {
      name: task.stage.name,
      kind: task.stage.kind.name,
      status,
      seconds,
      verdict: record && judge(task, record, earlier, this.#plan, store),
      record,
      failure,
    };
    this.#outcomes.set(task.stage.name, outcome);
    this.#schedule.end(task);
    for (const twin of this.#locks.release(task)) {
      this.#schedule.makeReady(twin);
    }
    this.#emit({ type: "stage-ended", outcome });
  }
}
