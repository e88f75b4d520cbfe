import assert from "node:assert/strict";
import type { StageNode } from "../../api.ts";
import { madeUpGraph } from "../../testing/data.ts";
import { likeliest, shortName } from "./others.ts";
import { commonest, groupOf, siblingsOf, standingOf } from "./siblings.ts";

const { stages } = madeUpGraph();

Deno.test("a metric stands among all of the kind, and among its repetitions", () => {
  const name = "evaluation/alpha/seed=2";
  const siblings = siblingsOf(stages, name);
  assert.equal(siblings.length, 6);
  const standing = standingOf(siblings, name, "error_rate")!;
  assert.equal(standing.rank, 2);
  assert.equal(standing.count, 6);
  assert.deepEqual(standing.group, [0.21000000000000002, 0.23]);
  assert.equal(standingOf(siblings, name, "unknown"), null);
});

Deno.test("equal values share the lowest rank, and one alone has none", () => {
  const node = stages[0]!;
  const alike: StageNode[] = ["a", "b", "c"].map((name, index) => ({
    ...node,
    name,
    metrics: { m: index === 2 ? 5 : 1 },
  }));
  assert.equal(standingOf(alike, "b", "m")!.rank, 1);
  assert.equal(standingOf(alike, "c", "m")!.rank, 3);
  assert.equal(standingOf(alike.slice(0, 1), "a", "m"), null);
});

Deno.test("the seed alone tells repetitions apart", () => {
  assert.equal(groupOf("a/seed=1/b=2"), "a/b=2");
  assert.deepEqual(commonest([1, 2, 2, 3]), { value: 2, times: 2 });
});

Deno.test("the likeliest to compare with do otherwise with the same data", () => {
  const names = [
    "evaluation/sft/cell/ratio=0/seed=1",
    "evaluation/rft/beta=1/cell/ratio=0/seed=2",
    "evaluation/rft/beta=3/cell/ratio=0/seed=1",
    "evaluation/sft/cell/ratio=1/seed=1",
    "evaluation/spin/cell/ratio=0/seed=1",
  ];
  const own = "evaluation/rft/beta=1/cell/ratio=0/seed=1";
  assert.deepEqual(
    likeliest(own, names, 4).map((name) => shortName(name, own)),
    ["sft", "beta=3", "spin", "seed=2"],
  );
  assert.equal(shortName("a/b", "a/b"), "b");
});
