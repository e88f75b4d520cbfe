import assert from "node:assert/strict";
import { buildRecipe } from "../build_recipe.ts";
import { planRecipe } from "../plan/mod.ts";
import { countCalls } from "../testing/count.ts";
import { makeProject, runProfile, statuses, wasm } from "../testing/project.ts";

const engine = new URL("../", import.meta.url).href;

/** Stages that the engine runs itself, so that a test can run hundreds. */
const recipeText = `
import { anyFile } from "${engine}artifact.ts";
import { local } from "${engine}kinds/local.ts";
import { recipe } from "${engine}recipe.ts";
export default recipe({
  doc: "Many files.",
  profiles: { few: 8, some: 32, many: 128 },
  build(count, add) {
    for (let i = 0; i < count; i++) {
      add("file/" + i, local(anyFile), { path: "data/" + i }, {});
    }
    return {};
  },
});`;

Deno.test("a first run, a plan and a run without work cost what they are long", async () => {
  const data = Object.fromEntries(
    Array.from({ length: 128 }, (_, i) => [`data/${i}`, `file ${i}`]),
  );
  const perStage: Record<string, number[]> = { first: [], plan: [], none: [] };
  for (const [profile, count] of [["few", 8], ["some", 32], ["many", 128]]) {
    using test = makeProject({ "stages/recipe.ts": recipeText, ...data });
    const run = async () =>
      await runProfile(await test.open(), profile as string);
    const costs = {
      first: await countCalls(run),
      none: await countCalls(async () => {
        assert(statuses(await run()).every((s) => s.endsWith(": cached")));
      }),
      plan: await countCalls(async () => {
        const project = await test.open();
        const built = buildRecipe(project.recipe, profile as string);
        const plan = await planRecipe(project, built, wasm);
        assert.equal(plan.stages.length, count);
      }),
    };
    for (const [name, calls] of Object.entries(costs)) {
      perStage[name]!.push(calls / (count as number));
    }
  }
  for (const [what, [few, some, many]] of Object.entries(perStage)) {
    // What does not depend on the stages weighs less the more there are.
    assert(many! <= some! && some! <= few!, `${what}: ${perStage[what]}`);
  }
});
