import assert from "node:assert/strict";
import { buildRecipe } from "../build_recipe.ts";
import { planRecipe } from "../plan/mod.ts";
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

const counted = [
  "lstatSync",
  "openSync",
  "readDirSync",
  "readFileSync",
  "readTextFileSync",
  "renameSync",
  "statSync",
] as const;

/**
 * Counts what goes to the file system. For a listed folder its entries count,
 * so that to list one that grows is not taken for one step.
 */
async function countCalls(run: () => Promise<unknown>): Promise<number> {
  let calls = 0;
  const own = Deno as unknown as Record<
    string,
    (...given: unknown[]) => unknown
  >;
  const before = counted.map((name) => own[name]!);
  for (const [i, name] of counted.entries()) {
    own[name] = (...given: unknown[]) => {
      calls++;
      const result = before[i]!(...given);
      if (name !== "readDirSync") return result;
      const entries = [...result as Iterable<Deno.DirEntry>];
      calls += entries.length;
      return entries;
    };
  }
  try {
    await run();
  } finally {
    for (const [i, name] of counted.entries()) own[name] = before[i]!;
  }
  return calls;
}

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
