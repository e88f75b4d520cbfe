import assert from "node:assert/strict";
import { makeProject, runProfile, statuses } from "../testing/project.ts";

const engine = new URL("../", import.meta.url).href;

/** The same stage twice, under two names. */
const recipeText = `
import { recipe } from "${engine}recipe.ts";
import { number } from "./number.ts";
import { trouble } from "./trouble.ts";
export default recipe({
  doc: "Twins.",
  profiles: { twins: "", throw: "throw" },
  build(how, add) {
    for (const name of ["one", "two", "three"]) {
      if (how === "") add(name, number, { value: 1 }, {});
      else add(name, trouble, { how }, {});
    }
    return {};
  },
});`;

Deno.test("of stages of one run that are the same, one runs", async () => {
  using test = makeProject({ "stages/recipe.ts": recipeText });
  const run = await runProfile(await test.open(), "twins", { jobs: 2 });
  assert.deepEqual(statuses(run), ["one: ran", "two: cached", "three: cached"]);
  const waited = run.events.flatMap((event) =>
    event.type === "stage-waiting" ? `${event.name}: ${event.holder}` : []
  );
  const holder = 'stage "one" of this run, which is the same';
  assert.deepEqual(waited, [`two: ${holder}`, `three: ${holder}`]);
  const ended = run.events.filter(({ type }) => type === "stage-ended");
  assert.equal(ended.length, 3);
});

Deno.test("what waits for a stage that fails tries it itself", async () => {
  using test = makeProject({ "stages/recipe.ts": recipeText });
  const run = await runProfile(await test.open(), "throw", { jobs: 2 });
  assert.deepEqual(statuses(run), [
    "one: failed",
    "two: failed",
    "three: failed",
  ]);
  const started = run.events.filter(({ type }) => type === "stage-started");
  assert.equal(started.length, 3);
});

Deno.test("a run that is stopped ends what waits for a twin, once", async () => {
  using test = makeProject({ "stages/recipe.ts": recipeText });
  const stop = new AbortController();
  const run = await runProfile(await test.open(), "twins", {
    jobs: 2,
    signal: stop.signal,
    onEvent: ({ type }) => {
      if (type === "stage-waiting") stop.abort();
    },
  });
  const reasons = Object.values(run.outcomes).map(({ failure }) =>
    failure?.reason
  );
  assert.deepEqual(reasons, ["interrupted", "interrupted", "interrupted"]);
  const ended = run.events.filter(({ type }) => type === "stage-ended");
  assert.equal(ended.length, 3);
});
