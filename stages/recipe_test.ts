/**
 * The recipe's wiring: what each stage gets from which. A mistake here would
 * run, and the lock would keep it.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { z } from "zod";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { type Add, recipe, type Ref, type Stage } from "../pipeline/recipe.ts";
import { assertSnapshot } from "../pipeline/testing/snapshot.ts";
import type * as artifacts from "./artifacts.ts";
import { cellLabel } from "./cell_label.ts";
import { evaluation } from "./evaluation.ts";
import { injection } from "./injection.ts";
import experiment from "./recipe.ts";
import { pretraining } from "./pretraining.ts";
import { sft } from "./sft.ts";
import { source } from "./source.ts";
import { cleaning } from "./cleaning.ts";
import { split } from "./split.ts";

/** A profile's DAG as text: stages, parameters, edges. */
function outline(profile: string): string {
  return buildRecipe(experiment, profile).stages.map((stage) => {
    const params = JSON.stringify(stage.params);
    const edges = Object.entries(stage.inputs).map(([input, ref]) =>
      `  ${input} <- ${ref.stage}.${ref.output}`
    );
    return [`${stage.name} (${stage.kind.name}) ${params}`, ...edges]
      .join("\n");
  }).join("\n") + "\n";
}

Deno.test("the smoke profile is wired as it is written down", async () => {
  await assertSnapshot(import.meta, "recipe-smoke", outline("smoke"));
});

const built = new Map<string, readonly Stage[]>();

/** The stages of a profile. One over texts is given a file. */
function stagesOf(profile: string): readonly Stage[] {
  const one = experiment.profiles[profile]!;
  const given = "texts" in one ? { ...one, data: "data.jsonl" } : one;
  const stages = built.get(profile) ?? buildRecipe(
    { ...experiment, profiles: { [profile]: given } },
    profile,
  ).stages;
  built.set(profile, stages);
  return stages;
}

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

Deno.test("every profile builds, and is data that a command can override", () => {
  for (const [name, profile] of Object.entries(experiment.profiles)) {
    assert.ok(stagesOf(name).length > 20, name);
    assert.equal(profile.name, name);
    assert.deepEqual(JSON.parse(JSON.stringify(profile)), profile);
  }
});

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

Deno.test("what is marked reaches analysis and nothing that learns", () => {
  for (const profile of Object.keys(experiment.profiles)) {
    const reached = new Map<string, string>();
    for (const { name, kind, inputs } of stagesOf(profile)) {
      const from = Object.values(inputs).find(({ stage, type }) =>
        type.name === "marks" || reached.has(stage)
      );
      if (from !== undefined) reached.set(name, kind.name);
    }
    assert.ok(reached.size > 0, profile);
    assert.deepEqual(
      [...new Set(reached.values())].filter((kind) =>
        !["calibration", "report"].includes(kind)
      ),
      [],
    );
  }
});

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

/** Builds a recipe that leads some table to a learner. */
function wire(
  from: (add: Add, injected: {
    readonly demonstrations: Ref<typeof artifacts.dataset>;
    readonly marks: Ref<typeof artifacts.marks>;
  }) => Ref,
) {
  return () =>
    buildRecipe(
      recipe({
        doc: "A learner and what it reads.",
        profiles: { only: null },
        build(_profile, add) {
          const { entries } = add("source", source, { name: "cmudict" }, {});
          const { clean } = add("cleaning", cleaning, {}, { entries });
          const parts = add("split", split, {
            pretraining: 1,
            demonstrations: 1,
            validation: 1,
            test: 1,
            seed: 1,
          }, { clean });
          const injected = add("injection", injection, {
            kind: "truncated",
            ratio: 0.5,
            seed: 1,
          }, { demonstrations: parts.demonstrations });
          const { policy } = add("pretraining", pretraining, {
            layers: 1,
            width: 8,
            heads: 1,
            context: 8,
            batch: 1,
            steps: 1,
            rate: 1,
            seed: 1,
          }, { data: parts.pretraining });
          const table = from(add, injected);
          add("sft", sft, { batch: 1, steps: 1, rate: 1, seed: 1 }, {
            base: policy,
            // The compiler refuses the marks as well; a recipe in JavaScript
            // has no compiler.
            demonstrations: table as Ref<typeof artifacts.dataset>,
          });
          return {};
        },
      }),
      "only",
    );
}

Deno.test("a recipe that gives a learner the marks is refused", () => {
  assert.doesNotThrow(wire((_add, { demonstrations }) => demonstrations));
  assert.throws(
    wire((_add, { marks }) => marks),
    /"sft".*demonstrations.*marks/s,
  );
});

Deno.test("a ratio outside [0, 1] is refused, with stage, parameter and value", () => {
  const smoke = experiment.profiles["smoke"]!;
  for (const ratio of [-0.1, 1.5, NaN]) {
    const grid = { ...smoke.grid, ratios: [ratio] };
    const profiles = { bad: { ...smoke, grid } };
    assert.throws(
      () => buildRecipe({ ...experiment, profiles }, "bad"),
      /ratio/,
    );
  }
});
