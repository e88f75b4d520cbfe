/**
 * Which runs continue what an earlier one has left, and which must not.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { scratchStore } from "../audit/mod.ts";
import { buildRecipe } from "../build_recipe.ts";
import { planRecipe } from "../plan/mod.ts";
import type { PlanOptions } from "../plan/plan_recipe.ts";
import type { Project } from "../project.ts";
import { names } from "../store/objects.ts";
import { makeProgramProject, programTest } from "../testing/program.ts";
import {
  makeProject,
  runProfile,
  type TestProject,
  wasm,
} from "../testing/project.ts";

/**
 * Runs a stage that writes a checkpoint and hangs, and stops it then; where it
 * finds a checkpoint, it continues and ends.
 *
 * @returns What its log says.
 */
async function attempt(
  project: Project,
  options: PlanOptions = {},
  name = "trouble",
): Promise<{ status: string; log: string[] }> {
  const controller = new AbortController();
  const run = await runProfile(project, "continue", {
    only: [name],
    ...options,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === "stage-log" && event.line === "hanging") {
        controller.abort();
      }
    },
  });
  const log = run.events.flatMap((event) =>
    event.type === "stage-log" && event.name === name ? [event.line] : []
  );
  return { status: run.outcomes[name]!.status, log };
}

const hung = { status: "failed", log: ["about to continue", "hanging"] };
const continued = {
  status: "ran",
  log: ["about to continue", "continues from half"],
};

Deno.test("a stage that was stopped continues, one that is forced begins anew", async () => {
  using test = makeProject();
  const project = await test.open();
  assert.deepEqual(await attempt(project), hung);
  assert.deepEqual(await attempt(project), continued);
  assert.deepEqual(names(join(project.store.root, "scratch")), []);
  // Whoever forces a stage asks whether it repeats itself, all of it.
  assert.deepEqual(await attempt(project, { force: true }), hung);
  assert.deepEqual(await attempt(project, { force: true }), hung);
});

Deno.test("a repetition does not rest on what an earlier run has left", async () => {
  using test = makeProject();
  const project = await test.open();
  await attempt(project);
  await attempt(project);
  await attempt(project, { force: true });
  assert.equal(names(join(project.store.root, "scratch")).length, 1);
  const built = buildRecipe(project.recipe, "continue");
  const plan = await planRecipe(project, built, wasm, { only: ["trouble"] });
  using made = scratchStore(project.store, plan, new Set(["trouble"]));
  const { store } = made;
  assert.deepEqual(await attempt({ ...project, store }), hung);
});

programTest("a program continues only if it says that it does", [
  "namespaces",
  "none",
], async () => {
  const twice = async (edit: (test: TestProject) => void) => {
    using test = makeProgramProject("60");
    edit(test);
    const project = await test.open();
    assert.equal((await attempt(project, {}, "look")).status, "failed");
    return (await attempt(project, {}, "look")).log.includes("hanging");
  };
  assert.equal(await twice(() => {}), true);
  const declare = (test: TestProject) =>
    test.edit("stages/look.ts", "tools:", "resumes: true, tools:");
  assert.equal(await twice(declare), false);
});
