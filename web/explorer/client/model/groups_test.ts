import assert from "node:assert/strict";
import fc from "fast-check";
import { graphOf } from "../../testing/graph.ts";
import { ancestors, dagOf, descendants } from "./dag.ts";
import { familiesInOrder, fold } from "./fold.ts";
import { compareNames, familiesOf } from "./groups.ts";
import { labelsOf, prefixOf } from "./labels.ts";

const small = dagOf(graphOf([
  ["source/words", "source"],
  ["split/seed=1", "split", "source/words"],
  ["split/seed=2", "split", "source/words"],
  ["policy/rft/beta=1/seed=1", "policy_update", "split/seed=1"],
  ["policy/rft/beta=1/seed=10", "policy_update", "split/seed=1"],
  ["policy/rft/beta=1/seed=2", "policy_update", "split/seed=2"],
  ["policy/spin/seed=1", "self_play", "split/seed=1"],
  [
    "report",
    "report",
    "policy/rft/beta=1/seed=1",
    "policy/rft/beta=1/seed=2",
    "policy/spin/seed=1",
  ],
]));

Deno.test("stages are grouped by what stands before their values", () => {
  const all = familiesOf(small).map(({ label, groups }) => [
    label,
    ...groups.map(({ prefix, stages }) => `${prefix} ${stages.length}`),
  ]);
  assert.deepEqual(all, [
    ["source", "source/words 1"],
    ["split", "split 2"],
    ["policy (policy_update)", "policy/rft 3"],
    ["policy (self_play)", "policy/spin 1"],
    ["report", "report 1"],
  ]);
});

Deno.test("seed 2 stands before seed 10", () => {
  const [, , rft] = familiesOf(small);
  assert.deepEqual(rft!.stages.map((id) => small.stages[id]!.name), [
    "policy/rft/beta=1/seed=1",
    "policy/rft/beta=1/seed=2",
    "policy/rft/beta=1/seed=10",
  ]);
});

Deno.test("the order of names is one", () => {
  const name = fc.array(fc.constantFrom("a", "b=1", "b=0.5", "b=10", "9", ""))
    .map((parts) => parts.join("/"));
  fc.assert(fc.property(name, name, name, (a, b, c) => {
    assert.equal(
      Math.sign(compareNames(a, b)),
      -Math.sign(compareNames(b, a)) || 0,
    );
    if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0) {
      assert.ok(compareNames(a, c) <= 0);
    }
    if (compareNames(a, b) === 0) assert.equal(a, b);
  }));
});

Deno.test("each stage is in one group, whatever the names are", () => {
  const name = fc.stringMatching(/^[a-c]([/=][a-c0-9]){0,4}$/);
  fc.assert(fc.property(
    fc.uniqueArray(name, { minLength: 1, maxLength: 60 }),
    (names) => {
      const dag = dagOf(graphOf(names.map((one) => [one, "kind"])));
      const grouped = familiesOf(dag).flatMap(({ groups }) =>
        groups.flatMap(({ stages }) => stages)
      );
      assert.deepEqual(
        grouped.toSorted((a, b) => a - b),
        [...dag.stages.keys()],
      );
    },
  ));
});

Deno.test("names that have nothing in common are grouped by kind", () => {
  const names = Array.from({ length: 50 }, (_, at) => `stage${at}`);
  const dag = dagOf(graphOf(names.map((name) => [name, "kind"])));
  const [family, ...others] = familiesOf(dag);
  assert.deepEqual([family!.label, others.length], ["kind", 0]);
  assert.equal(family!.stages.length, 50);
});

Deno.test("a word of almost all names is left out of labels", () => {
  const names = ["a/x/t/s=1", "a/x/s=1/t", "b/t/s=1", "t/s=1", "c/u/t/s=1"];
  assert.deepEqual(labelsOf(names), [
    { group: "a/x", rest: "s=1" },
    { group: "a/x", rest: "s=1" },
    { group: "b", rest: "s=1" },
    { group: "t", rest: "s=1" },
    { group: "c/u", rest: "s=1" },
  ]);
  assert.equal(prefixOf("a/b/c=1/d"), "a/b");
});

Deno.test("lineage is followed both ways", () => {
  const names = (ids: Iterable<number>) =>
    [...ids].map((id) => small.stages[id]!.name).sort();
  const id = small.byName.get("split/seed=2")!;
  assert.deepEqual(names(ancestors(small, id)), ["source/words"]);
  assert.deepEqual(names(descendants(small, id)), [
    "policy/rft/beta=1/seed=2",
    "report",
  ]);
});

Deno.test("families of more than a few stages are folded, the chosen is not", () => {
  const chosen = small.byName.get("policy/rft/beta=1/seed=2")!;
  const { boxes, links, boxOf } = fold(small, small.stages.keys(), 1, chosen);
  const labels = boxes.map(({ label, stages }) => `${label} ${stages.length}`);
  assert.deepEqual(labels.toSorted(), [
    "policy (policy_update) 2",
    "policy/rft 1",
    "policy/spin 1",
    "report 1",
    "source/words 1",
    "split 2",
  ]);
  assert.equal(boxes[boxOf.get(chosen)!]!.single, chosen);
  assert.ok(links.every(({ from, to }) => from !== to));
});

Deno.test("a family comes after those that it reads from", () => {
  assert.deepEqual(familiesInOrder(small).map(({ label }) => label), [
    "source",
    "split",
    "policy (policy_update)",
    "policy (self_play)",
    "report",
  ]);
});

Deno.test("an input that no stage makes is passed over", () => {
  const dag = dagOf(graphOf([["a", "kind", "nobody"], ["b", "kind", "a"]]));
  assert.deepEqual(dag.inputs, [[], [0]]);
  assert.deepEqual(dag.depth, [0, 1]);
});
