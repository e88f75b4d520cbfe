import assert from "node:assert/strict";
import { altered, graphOf } from "../../testing/graph.ts";
import { shareDone, states, tally, tallyText } from "./state.ts";
import { changesText, foundText, stateText } from "./words.ts";

const graph = graphOf([["a", "kind"], ["b", "kind"], ["c", "kind"]]);
const [a, b, c] = graph.stages;

Deno.test("what is found is counted", () => {
  assert.equal(foundText(null, 3), "3 stages");
  assert.equal(foundText(new Set([1]), 3), "1 of 3 stages");
  assert.equal(foundText(new Set(), 3), "Nothing found");
});

Deno.test("a stage that is not done is known by its status", () => {
  const { stages } = altered(graph, {
    a: { status: "to run", verdict: "changed", why: "No record" },
    b: { verdict: "within tolerance", what: "metrics differ" },
    c: { verdict: null },
  });
  assert.deepEqual(stages.map(stateText), [
    "to run: No record",
    "within tolerance: metrics differ",
    "cached",
  ]);
  assert.equal(tallyText(stages), "1 to run, 1 within tolerance, 1 cached");
  const order = tally(stages).map(({ state }) => states.indexOf(state));
  assert.deepEqual(order, order.toSorted((one, other) => one - other));
});

Deno.test("progress is a share, if it is told and makes sense", () => {
  const at = (done: number, total: number) =>
    shareDone({
      ...a!,
      status: "running",
      progress: { done, total, unit: "steps" },
    });
  assert.deepEqual([at(30, 120), at(130, 120), at(0, 0)], [0.25, 1, null]);
  assert.equal(shareDone({ ...a!, status: "running", progress: null }), null);
  assert.equal(
    stateText({
      ...a!,
      status: "running",
      progress: { done: 3, total: 9, unit: "steps" },
    }),
    "running: 3 of 9 steps",
  );
});

Deno.test("what changed is said in a sentence, failures first", () => {
  assert.equal(
    changesText(
      [{ ...a!, status: "running" }, { ...b!, status: "running" }],
      [a!, { ...b!, status: "failed" }, { ...c!, status: "running" }],
    ),
    "Failed: b. 1 stage done. 1 stage started",
  );
  // Progress alone is not worth a sentence.
  assert.equal(
    changesText([{ ...a!, status: "running" }], [{
      ...a!,
      status: "running",
      progress: { done: 1, total: 2, unit: "steps" },
    }]),
    null,
  );
});
