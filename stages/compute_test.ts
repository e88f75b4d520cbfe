/**
 * The control of compute: by the FLOPs that the lock has for every stage, SFT
 * with more compute takes at least what the costliest arm of its cell does.
 *
 * @module
 */

import assert from "node:assert/strict";
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { readLock } from "../pipeline/lock.ts";
import { evaluation } from "./evaluation.ts";
import experiment from "./recipe.ts";

const path = new URL("../lock.json", import.meta.url).pathname;

Deno.test("no arm takes more FLOPs than SFT with more compute", async () => {
  const lock = await readLock(path);
  for (const profile of ["smoke", "default"]) {
    const locked = lock!.profiles[profile]!;
    const flops = new Map<string, number>();
    for (
      const { name, kind, inputs } of buildRecipe(experiment, profile).stages
    ) {
      if (kind !== evaluation) continue;
      const behind = Object.entries(inputs)
        .filter(([input]) => input.startsWith("accounts/"))
        .map(([, { stage }]) => {
          const counted = locked[stage]?.metrics["flops"];
          assert.ok(counted, `the lock has no FLOPs of "${stage}"`);
          return counted;
        });
      flops.set(name, behind.reduce((sum, one) => sum + one, 0));
    }
    let controls = 0;
    for (const [control, most] of flops) {
      const [, cell] = control.split("evaluation/sft/compute/");
      if (cell === undefined) continue;
      controls++;
      for (const [name, taken] of flops) {
        if (name.endsWith(`/${cell}`)) assert.ok(taken <= most, name);
      }
    }
    assert.ok(controls > 0);
  }
});
