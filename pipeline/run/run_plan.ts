/**
 * Running a plan: stages start as their inputs are there and the machine has
 * room, and each ends in an outcome.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import { keyOf } from "../identity/key.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Plan } from "../plan/plan.ts";
import { reasonsFor, usableRecord } from "../plan/plan_recipe.ts";
import { isComplete, partialPreimage } from "../plan/preimage.ts";
import type { Project } from "../project.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { firstDrift, outputDigests, verdictOf } from "../verdict.ts";
import type { Failure, RunEvent, StageOutcome, Verdict } from "./event.ts";
import {
  executeStage,
  internalFailure,
  interruptedFailure,
} from "./execute.ts";
import { type Capacity, share } from "./slots.ts";
import { sweep } from "./sweep.ts";
import { takeIn } from "./take_in.ts";
import { makeTasks, readyTasks, type Task, usedBy } from "./tasks.ts";

/** How to run a plan. */
export interface RunOptions {
  /** Threads in total; by default one a core. */
  readonly jobs?: number;
  /** The most threads for one stage. */
  readonly threads?: number;
  readonly device: DeviceClass;
  /** The least seconds between two checkpoints of a stage; by default 10. */
  readonly checkpointEvery?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the run; what has finished is kept. */
  readonly signal?: AbortSignal;
}

/** How often a key that another process computes is looked at. */
const pollInterval = 100;

/** One run of a plan. */
class Run {
  readonly #project: Project;
  readonly #graph: ModuleGraph;
  readonly #plan: Plan;
  readonly #options: RunOptions;
  readonly #signal: AbortSignal;
  readonly #capacity: Capacity;
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #outcomes = new Map<string, StageOutcome>();
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
    const jobs = Math.max(1, options.jobs ?? navigator.hardwareConcurrency);
    this.#capacity = {
      threads: jobs,
      memory: Deno.systemMemoryInfo().total / 2 ** 20,
      gpu: 1,
    };
    const { device, threads = Infinity } = options;
    this.#tasks = makeTasks(plan, { device, jobs, threads });
  }

  #emit(event: RunEvent): void {
    this.#options.onEvent?.(event);
  }

  async all(): Promise<StageOutcome[]> {
    const stop = () => this.#wake();
    this.#signal.addEventListener("abort", stop);
    try {
      while (this.#outcomes.size < this.#tasks.size) {
        const woken = new Promise<void>((resolve) => this.#wake = resolve);
        let before: number;
        do {
          // A stage that turns out cached lets others go on at once.
          before = this.#outcomes.size;
          this.#settle();
          this.#start();
        } while (this.#outcomes.size !== before);
        if (this.#outcomes.size < this.#tasks.size) await woken;
      }
    } finally {
      this.#signal.removeEventListener("abort", stop);
    }
    return this.#plan.stages.map(({ stage }) =>
      this.#outcomes.get(stage.name)!
    );
  }

  /** Takes every stage as far as it gets without running. */
  #settle(): void {
    for (const task of this.#tasks.values()) {
      if (task.state === "waiting") this.#advance(task);
      if (task.state === "ready" && this.#signal.aborted) {
        this.#end(task, "skipped", null, interruptedFailure(task.stage.name));
      }
    }
  }

  #advance(task: Task): void {
    const { stage, planned } = task;
    if (planned.status === "cached") {
      return this.#end(task, "cached", planned.record, null);
    }
    const inputs: Record<string, Digest> = {};
    for (const [name, ref] of Object.entries(stage.inputs)) {
      const upstream = this.#outcomes.get(ref.stage);
      if (upstream === undefined) return;
      if (upstream.record === null) {
        const interrupted = upstream.failure?.reason === "interrupted";
        return this.#end(
          task,
          "skipped",
          null,
          interrupted ? interruptedFailure(stage.name) : {
            reason: "input-failed",
            message: `Stage "${stage.name}" was skipped: its input "${name}" ` +
              `comes from "${ref.stage}", which ` +
              (upstream.status === "skipped" ? "was skipped" : "failed"),
            tail: [],
            log: null,
          },
        );
      }
      inputs[name] = upstream.record.outputs[ref.output]!.digest;
    }
    this.#guard(task, () => {
      const { device } = this.#options;
      const preimage = planned.preimage ??
        partialPreimage(stage, this.#graph, device, inputs);
      if (!isComplete(preimage)) throw new Error("An input has no digest");
      task.preimage = preimage;
      task.key = keyOf(preimage);
      if (this.#useRecord(task)) return;
      if (planned.preimage === null) {
        const why = reasonsFor(this.#project, stage, preimage);
        task.why = planned.forced ? ["forced", ...why] : why;
      }
      task.state = "ready";
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
    return usableRecord(this.#project.store, key!, entry).record;
  }

  /** Ends the stage, not the run, when the engine or the disk fails it. */
  #guard(task: Task, run: () => void): void {
    try {
      run();
    } catch (error) {
      const failure = internalFailure(task.stage.name, error);
      this.#end(task, "failed", null, failure);
    }
  }

  /** Starts the ready stages that the machine has room for. */
  #start(): void {
    for (;;) {
      const ready = readyTasks(this.#tasks.values());
      const needs = ready.map(({ need }) => need);
      const used = usedBy(this.#tasks.values());
      const given = share(needs, this.#capacity, used);
      if (given.size === 0) return;
      // What another process computes gives up its share, which the next
      // round hands out again.
      for (const [i, threads] of given) {
        const task = ready[i]!;
        if (!this.#acquire(task)) continue;
        task.threads = threads;
        task.state = "running";
        this.#execute(task);
      }
    }
  }

  /** Takes the lock on a stage's key, or waits for its holder in the rear. */
  #acquire(task: Task): boolean {
    if (task.lock !== null) return true;
    const { store } = this.#project;
    try {
      task.lock = store.tryLockKey(task.key!, task.stage.name);
      if (task.lock === null) {
        task.state = "blocked";
        this.#await(task);
        return false;
      }
      // Whoever held the lock before us may just have finished.
      return !this.#useRecord(task);
    } catch (error) {
      const failure = internalFailure(task.stage.name, error);
      this.#end(task, "failed", null, failure);
      return false;
    }
  }

  /** Waits until the key's holder has finished, then takes its record. */
  async #await(task: Task): Promise<void> {
    const { store } = this.#project;
    const { name } = task.stage;
    const sibling = [...this.#tasks.values()].find((other) =>
      other !== task && other.key === task.key && other.lock !== null
    );
    const holder = sibling === undefined
      ? store.keyHolder(task.key!)
      : `stage "${sibling.stage.name}" of this run, which is the same`;
    this.#emit({ type: "stage-waiting", name, holder });
    while (task.lock === null && !this.#signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, pollInterval));
      this.#guard(
        task,
        () => task.lock = store.tryLockKey(task.key!, task.stage.name),
      );
      if (task.state === "ended") return this.#wake();
    }
    this.#guard(task, () => {
      if (task.lock === null) {
        this.#end(task, "skipped", null, interruptedFailure(name));
      } else if (!this.#useRecord(task)) task.state = "ready";
    });
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
        fresh: task.planned.forced,
        signal: this.#signal,
        onEvent: (event) => this.#emit(event),
      });
      if (record === null) this.#end(task, "failed", null, failure, seconds());
      else this.#end(task, "ran", record, null, seconds(), earlier);
    } catch (error) {
      const failure = internalFailure(name, error);
      this.#end(task, "failed", null, failure, seconds());
    }
    this.#wake();
  }

  #verdict(
    task: Task,
    record: ExecutionRecord,
    earlier: ExecutionRecord | null,
  ): Verdict {
    const { stage, onAdapter } = task;
    const verdict = verdictOf(this.#plan.lock, this.#plan.profile, {
      name: stage.name,
      kind: stage.kind,
      record,
      onAdapter,
    }, this.#project.store);
    // With the lock's own bytes it is the earlier record that was wrong.
    if (verdict.type === "identical") return verdict;
    if (earlier === null || record.determinism === "none") return verdict;
    const what = firstDrift(outputDigests(earlier), outputDigests(record));
    if (what !== null) return { type: "drifted", what };
    // Who forces a stage asks whether it repeats itself. Otherwise the lock has
    // the last word.
    const open = verdict.type === "new" || verdict.type === "changed";
    return task.planned.forced && open ? { type: "identical" } : verdict;
  }

  #end(
    task: Task,
    status: StageOutcome["status"],
    record: ExecutionRecord | null,
    failure: Failure | null,
    seconds = 0,
    earlier: ExecutionRecord | null = null,
  ): void {
    task.state = "ended";
    task.lock?.release();
    task.lock = null;
    const outcome: StageOutcome = {
      name: task.stage.name,
      kind: task.stage.kind.name,
      status,
      seconds,
      verdict: record === null ? null : this.#verdict(task, record, earlier),
      record,
      failure,
    };
    this.#outcomes.set(task.stage.name, outcome);
    this.#emit({ type: "stage-ended", outcome });
  }
}

/**
 * Runs a plan. Never throws for what a stage does: that is in its outcome.
 * What has finished stays; stages downstream of a failure are skipped and all
 * others go on.
 *
 * @returns One outcome for each stage, in the plan's order.
 */
export async function runPlan(
  project: Project,
  plan: Plan,
  options: RunOptions,
): Promise<StageOutcome[]> {
  const graph = await project.graph;
  if (plan.stages.some(({ status }) => status === "run")) {
    sweep(project.store, Date.now());
  }
  return await new Run(project, graph, plan, options).all();
}
