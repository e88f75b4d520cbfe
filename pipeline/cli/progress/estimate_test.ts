import assert from "node:assert/strict";
import type { RunEvent } from "../../run/event.ts";
import type { Plan } from "../../plan/plan.ts";
import { makeRecord, makeTempStore } from "../../testing/store.ts";
import { estimateOf, PastDurations } from "./estimate.ts";
import { RunState } from "./state.ts";

const stages = [
  { name: "source", needs: [] },
  { name: "a", needs: ["source"] },
  { name: "b", needs: ["source"] },
  { name: "end", needs: ["a", "b"] },
];
const names = stages.map(({ name }) => name);
const seconds: Record<string, number> = { source: 2, a: 10, b: 4, end: 1 };

function past(jobs: number, unknown = "") {
  return new PastDurations(
    names,
    jobs,
    (name) => name === unknown ? null : { seconds: seconds[name]!, threads: 1 },
  );
}

function started(name: string): RunEvent {
  return { type: "stage-started", name, why: [], threads: 1 };
}

function ended(name: string): RunEvent {
  const outcome = {
    name,
    kind: "k",
    status: "ran",
    seconds: 2,
    verdict: null,
    record: null,
    failure: null,
  } as const;
  return { type: "stage-ended", outcome };
}

Deno.test("an estimate is the longest way, or the work shared by the threads", () => {
  assert.equal(past(8).secondsLeft(new RunState(stages, 0), 0), 13);
  assert.equal(past(1).secondsLeft(new RunState(stages, 0), 0), 17);
});

Deno.test("what has passed of a stage counts, and what has ended does not", () => {
  const state = new RunState(stages, 0);
  state.take(ended("source"), 0);
  state.take(started("a"), 1000);
  assert.equal(past(8).secondsLeft(state, 4000), 8);
});

Deno.test("one stage that is not known makes the estimate unknown", () => {
  assert.equal(past(8, "b").secondsLeft(new RunState(stages, 0), 0), null);
});

Deno.test("a stage that takes far longer than before makes it unknown", () => {
  const state = new RunState(stages, 0);
  state.take(ended("source"), 0);
  state.take(started("a"), 0);
  assert.equal(past(8).secondsLeft(state, 12_000), 5);
  assert.equal(past(8).secondsLeft(state, 60_000), null);
});

Deno.test("each stage is looked up once, and none where there are too many", () => {
  let looked = 0;
  const lookUp = () => {
    looked++;
    return { seconds: 1, threads: 1 };
  };
  const few = new PastDurations(["source"], 1, lookUp);
  const state = new RunState([{ name: "source", needs: [] }], 0);
  few.secondsLeft(state, 0);
  few.secondsLeft(state, 0);
  assert.equal(looked, 1);
  const many = Array.from({ length: 5000 }, (_, i) => `s${i}`);
  assert.equal(new PastDurations(many, 1, lookUp).secondsLeft(state, 0), null);
  assert.equal(looked, 1);
});

Deno.test("a stage's own records count where their parameters are the same", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const wasm = { kind: "wasm", adapter: "" } as const;
  const of = (params: { steps: number }) => {
    const stage = { name: "sft", kind: { name: "kind" }, params, inputs: {} };
    // All that an estimate looks at.
    const plan = { stages: [{ stage, status: "run" }] } as unknown as Plan;
    const state = new RunState([{ name: "sft", needs: [] }], 0);
    return estimateOf(plan, store, wasm, 2).secondsLeft(state, 0);
  };
  assert.equal(of({ steps: 10 }), null);
  const fields = { stage: "sft", seconds: 40, threads: 2 };
  store.writeRecord(makeRecord({ params: { steps: 10 } }, fields));
  store.writeRecord(makeRecord({ params: { steps: 99 } }, fields));
  assert.equal(of({ steps: 10 }), 40);
  assert.equal(of({ steps: 20 }), null);
});
