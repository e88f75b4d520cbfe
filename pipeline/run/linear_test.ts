import assert from "node:assert/strict";
import { buildRecipe } from "../build_recipe.ts";
import { planRecipe } from "../plan/mod.ts";
import { countCalls } from "../testing/count.ts";
import {
  header,
  makeProject,
  runProfile,
  statuses,
  wasm,
} from "../testing/project.ts";
import { countSteps } from "../testing/steps.ts";
import { scheduleOf } from "./options.ts";

const engine = new URL("../", import.meta.url).href;

/** Stages that the engine runs itself, so that a test can run hundreds. */
const localRecipe = `
import { anyFile } from "${engine}artifact.ts";
import { local } from "${engine}kinds/local.ts";
import { recipe } from "${engine}recipe.ts";
export default recipe({
  doc: "Many files.",
  profiles: { few: 20, some: 80, many: 320 },
  build(count, add) {
    for (let i = 0; i < count; i++) {
      add("file/" + i, local(anyFile), { path: "data/" + i }, {});
    }
    return {};
  },
});`;

/** Rows of ten stages, each made from two of the row before. */
const rowsRecipe = `${header}
import { recipe } from "${engine}recipe.ts";
import { number } from "./number.ts";
import { sum } from "./sum.ts";
export default recipe({
  doc: "Many rows.",
  profiles: { few: 100, some: 400, many: 1600 },
  build(count, add) {
    const made = [];
    for (let i = 0; i < count; i++) {
      made.push(i < 10
        ? add("number/" + i, number, { value: i }, {})
        : add("number/" + i, sum, {}, {
          a: made[i - 10].number, b: made[i - 1 - i % 10].number }));
    }
    return {};
  },
});`;

const sumText = `${header}
export const sum = stage(import.meta, {
  doc: "Adds two numbers.", params: z.object({}),
  inputs: { a: json, b: json }, outputs: { number: json },
  determinism: "bitwise", async run() {},
});`;

/**
 * Fails unless stages that are added to a long recipe cost what they cost when
 * added to a short one. A term that grows with the square of the stages makes
 * them cost up to four times as much; a sort, which is of n log n, a fifth more.
 */
function assertLinear(what: string, costs: readonly (readonly number[])[]) {
  const [few, some, many] = costs;
  const each = (
    [n0 = 0, before = 0]: readonly number[],
    [n1 = 0, after = 0]: readonly number[],
  ) => (after - before) / (n1 - n0);
  const early = each(few!, some!), late = each(some!, many!);
  assert(early > 0, `${what}: nothing was counted`);
  assert(late < early * 1.25, `${what}: ${early}, then ${late} for a stage`);
}

const profiles = ["few", "some", "many"];

Deno.test("a first run and one without work cost what they are long", async () => {
  const data = Object.fromEntries(
    Array.from({ length: 320 }, (_, i) => [`data/${i}`, `file ${i}`]),
  );
  const costs: Record<string, (readonly number[])[]> = {};
  for (const [counted, count] of Object.entries({ countCalls, countSteps })) {
    for (const profile of profiles) {
      using test = makeProject({ "stages/recipe.ts": localRecipe, ...data });
      let stages = 0;
      const run = async () => {
        const found = statuses(await runProfile(await test.open(), profile));
        stages = found.length;
        return found;
      };
      const first = await count(run);
      const none = await count(async () => {
        assert((await run()).every((s) => s.endsWith(": cached")));
      });
      for (const [what, cost] of Object.entries({ first, none })) {
        (costs[`${counted}, ${what}`] ??= []).push([stages, cost]);
      }
    }
  }
  for (const [what, found] of Object.entries(costs)) assertLinear(what, found);
});

Deno.test("a plan of stages that wait, and their order, cost what they are long", async () => {
  const costs: Record<string, (readonly number[])[]> = {};
  using test = makeProject({
    "stages/recipe.ts": rowsRecipe,
    "stages/sum.ts": sumText,
  });
  const project = await test.open();
  await project.graph;
  for (const profile of profiles) {
    const planned = async () =>
      await planRecipe(
        project,
        buildRecipe(project.recipe, profile),
        wasm,
      );
    const plan = await planned();
    const schedule = () => {
      const order = scheduleOf(plan, { device: wasm, jobs: 4 });
      let ended = 0;
      while (order.left > 0) {
        for (let one; (one = order.takeArrived()) !== undefined;) {
          order.makeReady(one);
        }
        for (const task of order.takeStarting()) {
          order.end(task);
          ended++;
        }
      }
      assert.equal(ended, plan.stages.length);
    };
    const found = {
      "calls of a plan": await countCalls(planned),
      "steps of a plan": await countSteps(planned),
      "steps of the order": await countSteps(schedule),
    };
    for (const [what, cost] of Object.entries(found)) {
      (costs[what] ??= []).push([plan.stages.length, cost]);
    }
  }
  for (const [what, found] of Object.entries(costs)) assertLinear(what, found);
});
