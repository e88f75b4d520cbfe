import assert from "node:assert/strict";
import fc from "fast-check";
import type { PlannedStage } from "../plan/plan.ts";
import { Schedule } from "./schedule.ts";
import type { Need } from "./slots.ts";
import type { Task } from "./tasks.ts";

const capacity = { threads: 4, memory: 100, gpu: 1 };

/** A stage of a made-up plan: what it needs, reads and comes to. */
interface Step {
  readonly need: Need;
  /** Numbers of earlier stages. */
  readonly inputs: readonly number[];
  readonly outcome: "ran" | "failed" | "cached" | "blocked";
  /** How long it runs, in steps of the simulation. */
  readonly length: number;
}

/** Tasks as `makeTasks` connects them, without a recipe behind them. */
function tasksOf(steps: readonly Step[]): Task[] {
  const tasks: Task[] = [];
  for (const [order, { need, inputs }] of steps.entries()) {
    const task: Task = {
      stage: { name: String(order) } as Task["stage"],
      planned: {} as PlannedStage,
      need,
      height: 0,
      order,
      dependents: [],
      open: inputs.length,
      onAdapter: false,
      state: "waiting",
      key: null,
      preimage: null,
      why: [],
      lock: null,
      threads: 0,
    };
    for (const input of inputs) tasks[input]!.dependents.push(task);
    tasks.push(task);
  }
  const heights: number[] = [];
  for (let i = tasks.length - 1; i >= 0; i--) {
    const above = tasks[i]!.dependents.map((task) => heights[task.order]! + 1);
    heights[i] = Math.max(0, ...above);
  }
  return tasks.map((task, i) => Object.assign(task, { height: heights[i] }));
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    need: fc.record({
      threads: fc.integer({ min: 1, max: 6 }),
      memory: fc.constantFrom(0, 30, 60, 500),
      gpu: fc.boolean(),
    }),
    inputs: fc.array(fc.nat(), { maxLength: 3 }),
    outcome: fc.constantFrom(
      "ran" as const,
      "ran" as const,
      "failed" as const,
      "cached" as const,
      "blocked" as const,
    ),
    length: fc.integer({ min: 1, max: 5 }),
  }),
  { maxLength: 40 },
).map((all) =>
  all.map((step, i) => ({
    ...step,
    // A stage may read one and the same stage twice.
    inputs: i === 0 ? [] : step.inputs.map((n) => n % i),
  }))
);

/** What each stage comes to, found by looking at one after the other. */
function expected(all: readonly Step[]): string[] {
  const outcomes: string[] = [];
  for (const { inputs, outcome } of all) {
    const missing = inputs.some((i) =>
      outcomes[i] === "failed" || outcomes[i] === "skipped"
    );
    outcomes.push(
      missing ? "skipped" : outcome === "blocked" ? "ran" : outcome,
    );
  }
  return outcomes;
}

/** Runs the steps on a clock of its own, and checks the machine's limits. */
function simulate(all: readonly Step[]): string[] {
  const tasks = tasksOf(all);
  const schedule = new Schedule(tasks, capacity);
  const outcomes: string[] = [];
  const running = new Map<Task, number>();
  const blocked = new Map<Task, number>();
  const end = (task: Task, outcome: string) => {
    assert.equal(outcomes[task.order], undefined, "ends once");
    outcomes[task.order] = outcome;
    schedule.end(task);
  };
  const check = () => {
    let threads = 0, memory = 0, gpu = 0;
    for (const [{ need, threads: given }] of running) {
      assert(given >= 1 && given <= Math.max(1, need.threads));
      threads += given;
      memory += need.memory;
      if (need.gpu) gpu++;
    }
    assert(threads <= capacity.threads && gpu <= capacity.gpu);
    assert(memory <= capacity.memory || running.size === 1);
  };
  const start = () => {
    for (let more = true; more;) {
      more = false;
      for (let one; (one = schedule.takeArrived()) !== undefined; more = true) {
        const { inputs, outcome } = all[one.order]!;
        const from = inputs.map((i) => outcomes[i]);
        assert(!from.includes(undefined!), "inputs have ended");
        if (from.includes("failed") || from.includes("skipped")) {
          end(one, "skipped");
        } else if (outcome === "cached") end(one, "cached");
        else schedule.makeReady(one);
      }
      for (const task of schedule.takeStarting()) {
        more = true;
        const { outcome, length } = all[task.order]!;
        if (outcome === "blocked" && !blocked.has(task)) {
          schedule.giveBack(task);
          blocked.set(task, length);
        } else running.set(task, length);
      }
      check();
    }
  };
  start();
  while (schedule.left > 0) {
    assert(
      running.size + [...blocked.values()].filter((n) => n > 0).length > 0,
    );
    for (const [task, left] of running) {
      if (left > 1) running.set(task, left - 1);
      else {
        running.delete(task);
        const { outcome } = all[task.order]!;
        end(task, outcome === "failed" ? "failed" : "ran");
      }
    }
    for (const [task, left] of blocked) {
      blocked.set(task, left - 1);
      if (left === 1) schedule.makeReady(task);
    }
    start();
  }
  return outcomes;
}

Deno.test("any run ends as looking at one stage after the other says", () => {
  fc.assert(
    fc.property(steps, (all) => assert.deepEqual(simulate(all), expected(all))),
    { numRuns: 500 },
  );
});

Deno.test("the longest way to the end goes first, then the plan's order", () => {
  const plain = { threads: 1, memory: 0, gpu: false };
  const step = (inputs: number[], need: Need = plain): Step => ({
    need,
    inputs,
    outcome: "ran",
    length: 1,
  });
  const gpu = { ...plain, gpu: true };
  const tasks = tasksOf([
    step([]),
    step([], gpu),
    step([], gpu),
    step([2]),
    step([]),
  ]);
  const schedule = new Schedule(tasks, { ...capacity, threads: 3 });
  for (let one; (one = schedule.takeArrived()) !== undefined;) {
    schedule.makeReady(one);
  }
  const names = () => schedule.takeStarting().map(({ stage }) => stage.name);
  // Of the two that want the adapter, the one that another waits for.
  assert.deepEqual(names(), ["2", "0", "4"]);
  assert.deepEqual(names(), []);
  schedule.end(tasks[2]!);
  assert.deepEqual(names(), ["1"]);
});

Deno.test("a chain of any length is walked without a call for each link", () => {
  const length = 50_000;
  const chain = Array.from({ length }, (_, i): Step => ({
    need: { threads: 1, memory: 0, gpu: false },
    inputs: i === 0 ? [] : [i - 1],
    outcome: "cached",
    length: 1,
  }));
  assert.equal(simulate(chain).length, length);
});
