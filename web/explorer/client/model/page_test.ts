import assert from "node:assert/strict";
import { altered, graphOf } from "../../testing/graph.ts";
import {
  originOf,
  type Page,
  pageOf,
  selectedOf,
  takeGraph,
  takePlace,
  takeSearch,
  takeStages,
  titleOf,
} from "./page.ts";

const graph = graphOf([
  ["data", "corpus"],
  ["sft/seed=1", "sft", "data"],
  ["sft/seed=2", "sft", "data"],
]);

/** The page at a place. */
function at(address: string): Page {
  const page = pageOf(graph);
  takePlace(page, address);
  return page;
}

Deno.test("a place is of a stage by its name or by an output's digest", () => {
  const digest = graph.stages[2]!.outputs[0]!.digest!;
  assert.equal(selectedOf(at("#/stage/sft/seed=2")), 2);
  assert.equal(selectedOf(at(`#/artifact/${digest}`)), 2);
  assert.equal(selectedOf(at(`#/artifact/${digest.slice(0, 8)}`)), 2);
});

Deno.test("what no stage or more than one is meant by is of none", () => {
  assert.equal(selectedOf(at("#/stage/nothing")), null);
  // All of the digests begin with these.
  assert.equal(selectedOf(at("#/artifact/000000")), null);
});

Deno.test("the lineage of nothing is the overview, and that of a stage is remembered", () => {
  const page = at("#/stage/nothing");
  assert.deepEqual([page.drawn, originOf(page)], ["overview", "sft/seed=2"]);
  takePlace(page, "#/stage/data");
  assert.equal(page.drawn, "lineage");
  takePlace(page, "#/");
  assert.deepEqual([titleOf(page), originOf(page)], ["Overview", "data"]);
});

Deno.test("stages that change are found by what they are now", () => {
  const page = at("#/");
  const changed = altered(graph, {
    "sft/seed=1": { status: "failed", verdict: null },
  }).stages[1]!;
  assert.deepEqual(takeStages(page, [changed]), new Set([1]));
  takeSearch(page, "state:failed");
  assert.deepEqual(page.found, new Set([1]));
  takeSearch(page, "");
  assert.equal(page.found, null);
});

Deno.test("a graph of other stages forgets the numbers of those before", () => {
  const page = at("#/stage/sft/seed=1");
  assert.equal(takeGraph(page, graph), true);
  assert.equal(originOf(page), "sft/seed=1");
  const other = graphOf([["sft/seed=1", "sft"], ["report", "report"]]);
  assert.equal(takeGraph(page, other), false);
  assert.deepEqual([selectedOf(page), originOf(page)], [0, "report"]);
});
