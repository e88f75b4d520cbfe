import assert from "node:assert/strict";
import { z } from "zod";
import { json, many } from "../artifact.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Plan, PlannedStage } from "../plan/plan.ts";
import { buildRecipe } from "../build_recipe.ts";
import { type Resources, stage } from "../stage.ts";
import { makeTasks } from "./tasks.ts";

const kindOf = (name: string, accelerated: boolean, resources: Resources) =>
  stage({ url: `file:///p/stages/${name}.ts` }, {
    doc: "",
    params: z.object({}),
    inputs: { from: many(json) },
    outputs: { out: json },
    determinism: "bitwise",
    accelerated,
    resources,
    run() {},
  });

/** `early -> training -> late`, and `alone` beside them. */
function planOf(): Plan {
  const plain = kindOf("plain", false, {});
  const training = kindOf("training", true, { memory: 100 });
  const three = kindOf("three", false, { threads: 3 });
  const built = buildRecipe({
    doc: "",
    profiles: { one: null },
    build(_, add) {
      add("alone", three, {}, { from: {} });
      const a = add("early", plain, {}, { from: {} });
      const b = add("training", training, {}, { from: { a: a.out } });
      add("late", plain, {}, { from: { b: b.out } });
      return {};
    },
  }, "one");
  const stages = built.stages.map((stage): PlannedStage => ({
    stage,
    status: "run",
    reasons: [],
    key: null,
    preimage: null,
    record: null,
    forced: false,
  }));
  return { profile: "one", lock: null, stages };
}

function tasksOn(device: DeviceClass, threads = Infinity) {
  return makeTasks(planOf(), { device, jobs: 8, threads });
}

Deno.test("what computes on the processor's cores can use all of them", () => {
  const needs = (device: DeviceClass, threads?: number) =>
    [...tasksOn(device, threads).values()].map(({ need }) => need.threads);
  assert.deepEqual(needs({ kind: "wasm", adapter: "" }), [3, 1, 8, 1]);
  assert.deepEqual(needs({ kind: "wasm", adapter: "" }, 2), [2, 1, 2, 1]);
  assert.deepEqual(needs({ kind: "webgpu", adapter: "H100" }), [3, 1, 1, 1]);
  const software = { kind: "webgpu", adapter: "llvmpipe (LLVM)" } as const;
  assert.deepEqual(needs(software), [3, 1, 8, 1]);
});

Deno.test("a stage on a hardware adapter leaves the cores to others", () => {
  const plan = planOf();
  const [alone] = plan.stages;
  const all = kindOf("all", true, { threads: "all" });
  const greedy = { ...alone!, stage: { ...alone!.stage, kind: all } };
  const needOn = (adapter: string) => {
    const device: DeviceClass = { kind: "webgpu", adapter };
    const limits = { device, jobs: 8, threads: Infinity };
    const tasks = makeTasks({ ...plan, stages: [greedy] }, limits);
    return tasks.get("alone")!.need.threads;
  };
  assert.equal(needOn("NVIDIA H100"), 1);
  assert.equal(needOn("llvmpipe (LLVM)"), 8);
});

Deno.test("what is made from a stage on the adapter is of the adapter", () => {
  const on = (kind: DeviceClass["kind"]) =>
    [...tasksOn({ kind, adapter: "" }).values()]
      .filter(({ onAdapter }) => onAdapter).map(({ stage }) => stage.name);
  assert.deepEqual(on("webgpu"), ["training", "late"]);
  assert.deepEqual(on("wasm"), []);
});

Deno.test("a task waits for each of its inputs, and a cached one for none", () => {
  const plan = planOf();
  const limits = { device: { kind: "wasm", adapter: "" }, jobs: 1 } as const;
  const waits = (stages: readonly PlannedStage[]) =>
    [...makeTasks({ ...plan, stages }, { ...limits, threads: 1 }).values()]
      .map(({ stage, open, dependents }) => [
        stage.name,
        open,
        ...dependents.map((task) => task.stage.name),
      ]);
  assert.deepEqual(waits(plan.stages), [
    ["alone", 0],
    ["early", 0, "training"],
    ["training", 1, "late"],
    ["late", 1],
  ]);
  const cached = plan.stages.map((one): PlannedStage =>
    one.stage.name === "training" ? { ...one, status: "cached" } : one
  );
  assert.deepEqual(waits(cached), [
    ["alone", 0],
    ["early", 0],
    ["training", 0, "late"],
    ["late", 1],
  ]);
});
