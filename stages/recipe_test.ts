/**
 * The recipe's wiring: what each stage gets from which. A mistake here would
 * run, and the lock would keep it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { parseOverride } from "../pipeline/overrides/override.ts";
import { type Add, recipe, type Ref } from "../pipeline/recipe.ts";
import { assertSnapshot } from "../pipeline/testing/snapshot.ts";
import type * as artifacts from "./artifacts.ts";
import { injection } from "./injection.ts";
import experiment from "./recipe.ts";
import { pretraining } from "./pretraining.ts";
import { sft } from "./sft.ts";
import { source } from "./source.ts";
import { cleaning } from "./cleaning.ts";
import { split } from "./split.ts";
import { stagesOf } from "./testing/stages_of.ts";

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

Deno.test("every profile builds, and is data that a command can override", () => {
  for (const [name, profile] of Object.entries(experiment.profiles)) {
    assert.ok(stagesOf(name).length > 20, name);
    assert.equal(profile.name, name);
    assert.deepEqual(JSON.parse(JSON.stringify(profile)), profile);
  }
});

Deno.test("results of other settings say so, and what their names do not say", () => {
  const noticesOf = (...set: string[]) => {
    const { stages } = buildRecipe(experiment, "smoke", set.map(parseOverride));
    return stages.filter(({ name }) => ["comparison", "report"].includes(name))
      .map(({ params }) => (params as { notices: string[] }).notices.join(" "));
  };
  const names = /set for stages alone is neither in the arms' names/;
  for (const notices of noticesOf("seeds=[2]")) {
    assert.match(notices, /but with seeds=\[2\]/);
    assert.doesNotMatch(notices, names);
  }
  for (const notices of noticesOf("policy/*:beta=1", "seeds=[2]")) {
    assert.match(notices, /but with policy\/\*:beta=1, seeds=\[2\]/);
    assert.match(notices, names);
  }
  assert.doesNotMatch(noticesOf().join(" "), /but with/);
});

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
