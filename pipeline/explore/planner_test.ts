import assert from "node:assert/strict";
import { join } from "node:path";
import { checkThrown } from "../cli/testing/messages.ts";
import { removeIfThere } from "../store/files.ts";
import { isAlive, until } from "../testing/engine.ts";
import { Explorer } from "./explorer.ts";
import { PlanError, planInProcess } from "./planner.ts";
import { planHere } from "./testing/plan_here.ts";
import { makeShown } from "./testing/shown.ts";

const never = new AbortController().signal;

Deno.test("an edited recipe is followed, and a broken one told of until it is mended", async () => {
  using shown = await makeShown(false);
  using explorer = await Explorer.open(shown.subject);
  const recipe = "stages/recipe.ts", adds = "return { results, report };";
  const settle = async () => {
    await explorer.look(true);
    await explorer.settled;
    return await explorer.graph();
  };
  const first = explorer.revision;
  shown.files.edit(
    recipe,
    adds,
    `add("more", result, { source: "" }, { samples: made.samples }); ${adds}`,
  );
  shown.files.edit(recipe, `"note":"`, `"note":"edited: `);
  const edited = await settle();
  assert.deepEqual(
    edited.stages.map(({ name, status }) => [name, status]),
    [["show/all", "to run"], ["result", "waiting"], ["page", "waiting"], [
      "more",
      "waiting",
    ]],
  );
  const { note } = edited.stages[0]!.params as { note: string };
  assert.match(note, /^edited: /);
  assert.equal(edited.problem, null);
  assert.equal((await explorer.changesSince(first))?.reload, true);
  assert.equal((await explorer.stage("more"))?.kind, "result");

  // What throws says so, and what was known stays.
  shown.files.edit(
    recipe,
    `build(params, add) {`,
    `build(params, add) {\n    throw new Error("no rate is given");`,
  );
  const broken = explorer.revision;
  const kept = await settle();
  assert.equal(kept.stages.length, 4);
  assert.match(kept.problem?.message ?? "", /no rate is given$/);
  assert.match(kept.problem?.place ?? "", /^stages\/recipe\.ts:\d+$/);
  assert.equal((await explorer.changesSince(broken))?.reload, true);

  shown.files.edit(recipe, `throw new Error("no rate is given");`, "");
  shown.files.edit(recipe, `add("more",`, `add("other",`);
  const mended = await settle();
  assert.equal(mended.problem, null);
  assert.deepEqual(mended.stages.at(-1)?.name, "other");
  assert.equal(await explorer.stage("more"), null);
});

Deno.test("what cannot be parsed is told with its place", async () => {
  using shown = await makeShown(false);
  shown.files.edit("stages/result.ts", "export const result =", "export =");
  const error = await planInProcess(shown.subject, never).then(
    () => assert.fail("it was planned"),
    (error) => error,
  );
  assert(error instanceof PlanError);
  assert.match(error.message, /^Cannot load the recipe ".*recipe\.ts": /);
  assert.match(error.problem.place ?? "", /^stages\/result\.ts:\d+$/);
  const edited = join(shown.files.root, "stages/result.ts");
  assert(error.files.includes(edited), "it is watched");
});

Deno.test("a recipe that ends its process is told of", async () => {
  using shown = await makeShown(false);
  shown.files.edit(
    "stages/recipe.ts",
    "export default",
    // Neither is what it prints taken for an answer.
    'console.log("\\x1e{");\nDeno.exit(3);\nexport default',
  );
  await checkThrown(import.meta, "ended", {
    "A recipe that ends its process": () => planInProcess(shown.subject, never),
  }, (text) => text.replaceAll(shown.files.root, "ROOT"));
});

Deno.test({
  name: "a program that a recipe leaves running keeps no plan from coming",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using shown = await makeShown(false);
    const path = join(shown.files.root, "left");
    shown.files.edit(
      "stages/recipe.ts",
      "export default",
      `const left = new Deno.Command("sleep", { args: ["600"] }).spawn();
left.unref();
Deno.writeTextFileSync(${JSON.stringify(path)}, String(left.pid));
export default`,
    );
    try {
      const { type } = await planInProcess(shown.subject, never);
      assert.equal(type, "plan");
    } finally {
      Deno.kill(Number(Deno.readTextFileSync(path)), "SIGKILL");
    }
  },
});

Deno.test("edits in a burst are not planned until none has come for a while", async () => {
  using shown = await makeShown(false);
  const plan = planHere(shown.subject);
  const waits: number[] = [];
  let editedAt = 0;
  using explorer = await Explorer.open(shown.subject, {
    plan: (subject, signal) => {
      waits.push(performance.now() - editedAt);
      return plan(subject, signal);
    },
  });
  let text = "Writes what";
  for (let i = 0; i < 8; i++) {
    shown.files.edit("stages/show.ts", text, text = `Writes ${i} what`);
    editedAt = performance.now();
    // Who asks meanwhile notices the edit, and must not take it from who waits.
    await explorer.look(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await explorer.settled;
  assert(waits.length > 0);
  // A timer may be early by a little.
  assert(waits.every((wait) => wait > 240), String(waits));
});

/** A recipe that writes the number of its process, and never ends. */
function makeEndless(root: string): () => number | null {
  const path = join(root, "pid");
  const recipe = join(root, "stages/recipe.ts");
  Deno.writeTextFileSync(
    recipe,
    `Deno.writeTextFileSync(${JSON.stringify(path)}, String(Deno.pid));\n` +
      "while (true);\n",
  );
  return () => {
    try {
      return Number(Deno.readTextFileSync(path)) || null;
    } catch {
      return null;
    }
  };
}

Deno.test({
  name: "a recipe that never ends is given up, and ends with the explorer",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using shown = await makeShown(false);
    const pid = makeEndless(shown.files.root);
    // It is given up after a time.
    await assert.rejects(
      planInProcess(shown.subject, never, 100),
      /recipe\.ts": it was not done within 0\.1 s/,
    );
    // Who closes the explorer ends it: another process, with its own number.
    removeIfThere(join(shown.files.root, "pid"));
    const closing = new AbortController();
    const closed = planInProcess(shown.subject, closing.signal);
    await until(() => pid() !== null);
    const first = pid()!;
    closing.abort();
    await assert.rejects(closed);
    assert(!isAlive(first));
    // So does the end of the explorer's process, however that came.
    removeIfThere(join(shown.files.root, "pid"));
    const { project: { root, recipePath, store } } = shown.subject;
    const subject = {
      project: { root, recipePath, store: { root: store.root } },
      built: { profile: "default", overrides: [] },
      device: shown.subject.device,
    };
    const planner = new URL("./planner.ts", import.meta.url).href;
    const parent = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { planInProcess } from ${JSON.stringify(planner)};
         await planInProcess(${JSON.stringify(subject)},
           new AbortController().signal);`,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await until(() => pid() !== null);
    parent.kill("SIGKILL");
    await parent.status;
    await until(() => !isAlive(pid()!));
  },
});
