import assert from "node:assert/strict";
import { altered, graphOf } from "../../testing/graph.ts";
import { parseSearch, searchOf } from "./search.ts";
import { states } from "./state.ts";

const { stages } = altered(
  graphOf([
    ["policy/rft/ratio=0.35/seed=1", "policy_update"],
    ["policy/rft/ratio=0.35/seed=10", "policy_update"],
    ["policy/spin/ratio=0/seed=1", "self_play"],
    ["evaluation/spin/ratio=0/seed=1", "evaluation"],
    ["constructor:x", "sft"],
  ]),
  {
    "policy/rft/ratio=0.35/seed=10": {
      verdict: "within tolerance",
      metrics: { gold_reward: 1 },
    },
    "policy/spin/ratio=0/seed=1": { status: "failed", verdict: null },
  },
);

/** The places of the stages that are found; null for no search. */
function find(text: string): number[] | null {
  const test = parseSearch(text);
  if (test === null) return null;
  return stages.flatMap((stage, at) => test(stage) ? [at] : []);
}

Deno.test("no words are no search", () => {
  assert.equal(find(""), null);
  assert.equal(find("  - "), null);
});

Deno.test("words are found in any order, and in any case", () => {
  assert.deepEqual(find("SPIN policy"), [2]);
  assert.deepEqual(find("ratio pol"), [0, 1, 2]);
  assert.deepEqual(find("nothing"), []);
});

Deno.test("a value is a whole one", () => {
  assert.deepEqual(find("seed=1"), [0, 2, 3]);
  assert.deepEqual(find("ratio=0"), [2, 3]);
  // What is still being written finds what it may become.
  assert.deepEqual(find("seed="), [0, 1, 2, 3]);
});

Deno.test("fields are looked at by their names", () => {
  assert.deepEqual(find("kind:policy"), [0, 1]);
  assert.deepEqual(find("kind:self-play"), [2]);
  assert.deepEqual(find("status:failed"), [2]);
  assert.deepEqual(find("verdict:within"), [1]);
  assert.deepEqual(find('verdict:"within tolerance" kind:policy'), [1]);
  assert.deepEqual(find("metric:gold"), [1]);
  assert.deepEqual(find("output:data -policy"), [3, 4]);
});

Deno.test("what names no field is a word like any other", () => {
  assert.deepEqual(find("constructor:x"), [4]);
  assert.deepEqual(find("toString:x"), []);
});

Deno.test("a digest is found by its beginning", () => {
  const digest = stages[3]!.outputs[0]!.digest!;
  assert.deepEqual(find(digest.slice(0, 10)), [3]);
  assert.deepEqual(find(stages[2]!.key!), [2]);
  assert.deepEqual(find(digest.slice(0, 4)), []);
});

Deno.test("a word can be ruled out", () => {
  assert.deepEqual(find("policy -spin -seed=10"), [0]);
});

Deno.test("each state of the legend finds its own stages", () => {
  for (const state of states) {
    const found = find(searchOf(state));
    assert.deepEqual(
      found,
      { "identical": [0, 3, 4], "within tolerance": [1], "failed": [2] }[
        state as string
      ] ?? [],
      state,
    );
  }
});
