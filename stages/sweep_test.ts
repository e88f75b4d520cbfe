/**
 * The sweep: that every arm is in it, that an arm is what its name
 * says wherever it runs, and that what can be shared is.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { z } from "zod";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { cellLabel } from "./cell_label.ts";
import { evaluation } from "./evaluation.ts";
import type { LowQualityKind } from "./metrics/low_quality.ts";
import experiment from "./recipe.ts";
import { stagesOf } from "./testing/stages_of.ts";

/** The arms that a profile evaluates in a cell, by the cell's label. */
function armsOf(profile: string): Map<string, string[]> {
  const arms = new Map<string, string[]>();
  for (const { kind, params } of stagesOf(profile)) {
    if (kind !== evaluation) continue;
    const { method, ...place } = params as z.output<typeof evaluation.params>;
    const cell = cellLabel(place);
    arms.set(cell, [...arms.get(cell) ?? [], method]);
  }
  return arms;
}

Deno.test("the full profile has every arm of every method, five times", () => {
  const cells = armsOf("full");
  const seeds = [1, 2, 3, 4, 5];
  const kinds = [
    "truncated",
    "garbled",
    "another",
    "naive",
    "samples",
    "mixed",
  ];
  for (const kind of kinds) {
    for (const seed of seeds) {
      const at = { kind, baseRatio: 0, seed };
      assert.deepEqual(cells.get(cellLabel({ ...at, ratio: null })), ["base"]);
      const arms = cells.get(cellLabel({ ...at, ratio: 0.35 }))!;
      for (const arm of everyArm) assert.ok(arms.includes(arm), arm);
      assert.equal(new Set(arms).size, arms.length);
    }
  }
  for (const baseRatio of [0, 0.35, 0.7]) {
    for (const ratio of [0, 0.2, 0.35, 0.5]) {
      for (const seed of seeds) {
        const cell = { kind: "truncated", baseRatio, ratio, seed };
        const arms = cells.get(cellLabel(cell))!;
        for (const arm of ["sft", "irft/beta=1", "rft/beta=0.3"]) {
          assert.ok(arms.includes(arm), arm);
        }
      }
    }
  }
});

const everyArm = [
  "sft",
  "sft/compute",
  "sft/filtered",
  "sft/voted",
  "interpolation",
  "expo",
  "spin",
  "irft/beta=0.1",
  "irft/beta=0.3",
  "irft/beta=1",
  "irft/rounds=2",
  "irft/rounds=4",
  "irft/rounds=8",
  "irft/anchor",
  "irft/rounds=4/anchor",
  "irft/link=hinge",
  "irft/link=linear",
  "rft/beta=0.1",
  "rft/beta=0.3",
  "rft/beta=1",
  "rft/rounds=3/negatives=last",
  "rft/rounds=3/negatives=pooled",
  "rft/apa",
  "rft/ppo",
  "rft/position-wise",
  "rft/pessimistic",
  "rft/curious",
  "rft/votes=drop",
  "rft/votes=flip",
  "rft/votes=soften",
];

Deno.test("an arm is the same whichever other arms run beside it", () => {
  const smoke = experiment.profiles["smoke"]!;
  const [point] = smoke.focus;
  const wired = (arms: readonly string[]) => {
    const focus = [{ ...point!, arms }];
    const grid = { ...smoke.grid, ratios: [] };
    const profiles = { smoke: { ...smoke, grid, focus } };
    return new Map(
      buildRecipe({ ...experiment, profiles }, "smoke").stages.flatMap(
        ({ name, kind, params, inputs }) =>
          ["comparison", "report"].includes(name)
            ? []
            : [[name, { kind: kind.name, params, inputs }]],
      ),
    );
  };
  const all = wired(point!.arms);
  const reversed = wired([...point!.arms].reverse());
  assert.deepEqual([...reversed.keys()].sort(), [...all.keys()].sort());
  for (const [name, stage] of reversed) assert.deepEqual(stage, all.get(name));
  for (const arm of point!.arms) {
    for (const [name, stage] of wired([arm])) {
      assert.deepEqual(stage, all.get(name), `${name}, with ${arm} alone`);
    }
  }
});

Deno.test("rounds of IRFT share the data and the steps of one", () => {
  const stages = stagesOf("full").filter(({ name }) =>
    name.endsWith("truncated/base=0.7/ratio=0.35/seed=1")
  );
  const played = (arm: string) =>
    stages.filter(({ name }) => name.startsWith(`self-play/${arm}/`))
      .filter(({ name }) => !/anchor|parts/.test(name));
  const stepsOf = (arm: string) =>
    played(arm).reduce(
      (sum, { params }) => sum + (params as { steps: number }).steps,
      0,
    );
  for (const rounds of [2, 4, 8]) {
    const arm = `irft/rounds=${rounds}`;
    assert.equal(played(arm).length, rounds);
    const more = stepsOf(arm) - stepsOf("irft/beta=0.3");
    assert.ok(more >= 0 && more < rounds, `${more}`);
    const parts = played(arm).map(({ inputs }) => {
      const from = inputs["samples"]!.stage;
      return (stages.find(({ name }) => name === from)?.params as {
        part: unknown;
      }).part;
    });
    assert.deepEqual(
      parts.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
      Array.from({ length: rounds }, (_, index) => ({ index, of: rounds })),
    );
  }
});

Deno.test("each round draws anew: a policy has learned from the draws before", () => {
  const stages = stagesOf("full");
  const seedsOf = (kind: string, name: string) =>
    stages.filter((stage) =>
      stage.kind.name === kind && stage.name.startsWith(name) &&
      stage.name.endsWith("/truncated/base=0.7/ratio=0.35/seed=1")
    ).map(({ params }) => (params as { seed: number }).seed);
  for (
    const [kind, name, count] of [
      // The first round's are the base's own, of all its cells.
      ["generation", "generation/irft/rounds=3/parts=1/round=", 2],
      ["self_play", "self-play/irft/rounds=3/parts=1/round=", 2],
      ["generation", "generation/rft/rounds=3/negatives=last/", 2],
      ["policy_update", "policy/rft/rounds=3/negatives=last", 3],
    ] as const
  ) {
    const seeds = seedsOf(kind, name);
    assert.equal(seeds.length, count, name);
    assert.equal(new Set(seeds).size, count, `${name}: ${seeds}`);
    if (kind === "generation") assert.ok(!seeds.includes(1), name);
  }
});

Deno.test("a base is sampled once for all of its cells", () => {
  const sampled = stagesOf("full").filter(({ kind, inputs, params }) =>
    kind.name === "generation" &&
    inputs["policy"]!.stage.startsWith("pretraining/") &&
    (params as { part: { of: number } }).part.of === 1 &&
    (params as { seed: number }).seed < 1_000
  );
  const bases = stagesOf("full").filter(({ kind }) =>
    kind.name === "pretraining"
  );
  assert.equal(sampled.length, bases.length);
});

Deno.test("cells of which nothing can be made are refused before they run", () => {
  const own = { ...experiment.profiles["own"]!, data: "data.jsonl" };
  const build = (kind: LowQualityKind, baseRatio: number) =>
    buildRecipe({
      ...experiment,
      profiles: {
        own: { ...own, grid: { ...own.grid, kind, baseRatios: [baseRatio] } },
      },
    }, "own");
  assert.throws(() => build("samples", 0.7), /base ratio 0\.7; set it to 0/);
  assert.throws(() => build("naive", 0.7), /only words are pronounced/);
  assert.ok(build("samples", 0).stages.length > 10);
});
