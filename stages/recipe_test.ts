/**
 * The recipe's wiring: what each stage gets from which. A mistake here would
 * run, and the lock would keep it.
 *
 * @module
 */

import assert from "node:assert/strict";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { parseOverride } from "../pipeline/overrides/override.ts";
import { assertSnapshot } from "../pipeline/testing/snapshot.ts";
import experiment from "./recipe.ts";
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

Deno.test("what arms are judged on reaches nothing that learns or chooses", () => {
  for (const profile of Object.keys(experiment.profiles)) {
    const { evaluatedOn } = experiment.profiles[profile]!;
    const readers = new Map<string, Set<string>>();
    for (const { kind, inputs } of stagesOf(profile)) {
      for (const { stage, output } of Object.values(inputs)) {
        if (!stage.startsWith("split/")) continue;
        readers.set(output, (readers.get(output) ?? new Set()).add(kind.name));
      }
    }
    const reading = (output: string) => [...readers.get(output) ?? []].sort();
    const judges = ["calibration", "evaluation", "text_evaluation"];
    // Alphas are chosen on validation words alone, and so are settings.
    if (evaluatedOn === "test") {
      assert.deepEqual(reading("validation"), ["interpolation"], profile);
    } else {
      judges.push("interpolation");
      assert.deepEqual(reading("test"), [], profile);
    }
    for (const kind of reading(evaluatedOn)) {
      assert.ok(judges.includes(kind), `${profile}: ${kind}`);
    }
  }
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
