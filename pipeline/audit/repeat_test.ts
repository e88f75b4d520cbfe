import assert from "node:assert/strict";
import { buildRecipe } from "../build_recipe.ts";
import { planRecipe } from "../plan/mod.ts";
import { makeProject, runProfile, wasm } from "../testing/project.ts";
import { scratchStore } from "./repeat.ts";

Deno.test("a repetition is given nothing that rotted while its time stayed", async () => {
  using test = makeProject();
  await runProfile(await test.open(), "plain");
  const project = await test.open();
  const { store } = project;
  const plan = await planRecipe(
    project,
    buildRecipe(project.recipe, "plain"),
    wasm,
  );
  const wanted = new Set(["collect"]);
  scratchStore(store, plan, wanted)[Symbol.dispose]();
  const [number] = plan.stages;
  const { digest } = number!.record!.outputs.number!;
  const path = store.pathOf(digest);
  const { mtime } = Deno.statSync(path);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "8");
  Deno.utimeSync(path, mtime!, mtime!);
  assert.throws(
    () => scratchStore(store, plan, wanted),
    /Cannot repeat stages: object \w{8} is damaged/,
  );
  assert.deepEqual([...Deno.readDirSync(store.workFolder)], []);
});
