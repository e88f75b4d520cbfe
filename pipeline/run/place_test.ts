import assert from "node:assert/strict";
import { join } from "node:path";
import { makeProject, runProfile } from "../testing/project.ts";
import { placeOf } from "./place.ts";

Deno.test("what a stage throws is told with its place in the project", async () => {
  using test = makeProject();
  const lines = Deno.readTextFileSync(join(test.root, "stages/trouble.ts"))
    .split("\n");
  const cases = {
    throw: "the rate is negative",
    reject: "nobody caught this",
    env: 'env access to "SECRET"',
  };
  for (const [how, words] of Object.entries(cases)) {
    const run = await runProfile(await test.open(), how);
    const { message } = run.outcomes.trouble!.failure!;
    const [said] = message.split("\n");
    const row = lines.findIndex((line) =>
      line.includes(how === "reject" ? "nobody caught" : `how === "${how}"`)
    ) + 1;
    assert(said!.endsWith(`${words} (stages/trouble.ts:${row})`), message);
  }
});

const engine = new URL("./child.ts", import.meta.url).href;
const place = (message: string, ...last: string[]) =>
  placeOf({ last }, message, "/p q", "/p q/.juice");

Deno.test("the first frame of the project's own is the place", () => {
  assert.equal(
    place(
      "boom",
      "Error: boom",
      "    at Array.map (<anonymous>)",
      `    at metric (${engine}:83:15)`,
      "    at parse (file:///p%20q/node_modules/a/index.js:2:2)",
      "    at file:///elsewhere/other.ts:9:1",
      "    at async Object.run (file:///p%20q/lib/months.ts:25:11)",
      "    at file:///p%20q/stages/months.ts:3:5",
    ),
    "lib/months.ts:25",
  );
  assert.equal(
    place("boom", "Error: boom", "    at async file:///p%20q/a.ts:3:5"),
    "a.ts:3",
  );
});

Deno.test("without a frame of the project's own there is no place", () => {
  assert.equal(place("boom"), null);
  assert.equal(place("boom", "boom"), null);
  assert.equal(
    place(
      "boom",
      "Error: boom",
      `    at metric (${engine}:83:15)`,
      "    at file:///p%20q/.juice/work/1/main.js:3:1",
      "    at file:///p%2:3:1",
    ),
    null,
  );
});

Deno.test("a stack that was printed earlier is none of the error's", () => {
  const earlier = ["Error: no", "    at file:///p%20q/earlier.ts:1:1"];
  const stack = ["Error: e", "    at file:///p%20q/a.ts:3:5"];
  assert.equal(place("e", ...earlier, ...stack), "a.ts:3");
  assert.equal(place("no", ...earlier, "Error: e"), "earlier.ts:1");
  // The cause of what is on the stack.
  assert.equal(place("cause", ...earlier, "x", ...stack, "bye"), "a.ts:3");
});
