/**
 * `--set` and `--data`: what they change, and what they leave as it is.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("a run with --set is another experiment, and says so", async () => {
  await using project = makeProject();
  const { run, json, root } = project;
  assert.equal((await run("reproduce", "--update-lock")).code, 0);
  const files = ["lock.json", "report/index.html"]
    .map((path) => join(root, path));
  const kept = files.map((path) => Deno.readTextFileSync(path));

  const set = ["--set", 'words=["pear","quince"]', "--set", "word/q*:text=fig"];
  await check(import.meta, project, "set-plan", await run("plan", ...set));
  const altered = await run("reproduce", "--jobs", "1", ...set);
  await check(import.meta, project, "set-reproduce", altered);
  assert.deepEqual(files.map((path) => Deno.readTextFileSync(path)), kept);
  const page = Deno.readTextFileSync(join(root, "altered.report/index.html"));
  assert.match(page, /quince/);

  const { code, value } = await json("reproduce", ...set);
  assert.deepEqual([code, value.lock], [0, "not compared"]);
  assert.deepEqual(
    value.stages.map((one: { verdict: string }) => one.verdict),
    value.stages.map(() => "new"),
  );
  const standing = await json("status", ...set);
  assert.equal(standing.value.lock, "not compared");
  // A command that is advised sets the same.
  const { stdout } = await run("status", "--set", "words.0=grape");
  assert.match(stdout, /reproduce .*--set words\.0=grape/);
  // Nothing else of the same name is taken for what was asked for.
  assert.equal((await run("lineage", "comparison", ...set)).code, 0);
  for (const command of [["lineage"], ["pin", "fruit"]]) {
    const asked = [...command, "comparison", "--set", "words.0=grape"];
    const { code, stderr } = await run(...asked);
    assert.equal(code, 1);
    assert.match(stderr, /it is not computed yet\n.*\n.*--set words\.0=grape/);
  }

  // What is left as it is has the same keys, and the lock still holds.
  const plain = await run("reproduce", "--frozen");
  assert.match(plain.stdout, /Lock: match, 6 stages/);
});

Deno.test("the recipe is told what is set, and its profile stays as it is", async () => {
  await using project = makeProject();
  project.write(
    "stages/own.ts",
    `
import { recipe } from "${new URL("../../recipe.ts", import.meta.url)}";
import { word } from "./word.ts";
const profile = { words: ["pear"], size: { letters: 4 } };
export default recipe({
  doc: "Says what is set.",
  profiles: { default: profile },
  build({ words, size }, add, { changed }) {
    add("given", word, { text: [...words, size.letters].join() }, {});
    add("kept", word, { text: JSON.stringify(profile) }, {});
    add("changed", word, { text: changed.join(" ") }, {});
    return {};
  },
});`,
  );
  const given = ["--recipe", join(project.root, "stages/own.ts")];
  const set = ["--set", "words.0=fig", "--set", "size.letters=3"];
  const outcome = await project.run("stage", "*", ...given, ...set);
  assert.equal(outcome.code, 0, outcome.stderr);
  const { value } = await project.json("explain", "*", ...given);
  const before = new Map<string, string>(
    value.stages.flatMap((
      one: { name: string; differences: { name: string; before: string }[] },
    ) => one.differences.map(({ before }) => [one.name, before])),
  );
  assert.equal(before.get("given"), "fig,3");
  assert.equal(before.get("changed"), 'words.0="fig" size.letters=3');
  // Its parameters are the same with and without.
  assert.equal(before.has("kept"), false);
});

Deno.test("--data gives the profile own a file, from where one stands", async () => {
  await using project = makeProject();
  project.write("words.txt", "fig");
  project.write(
    "stages/own.ts",
    `
import { recipe } from "${new URL("../../recipe.ts", import.meta.url)}";
import { anyFile } from "${new URL("../../artifact.ts", import.meta.url)}";
import { local } from "${new URL("../../kinds/local.ts", import.meta.url)}";
export default recipe({
  doc: "Takes a file.",
  profiles: { default: { data: null }, own: { data: "words.txt" } },
  build({ data }, add, { changed }) {
    if (data !== null) add("data", local(anyFile), { path: data }, {});
    if (changed.length > 0) throw new Error("own data are no change");
    return {};
  },
});`,
  );
  const given = ["--recipe", join(project.root, "stages/own.ts")];
  const file = join(project.root, "words.txt");
  const own = await project.json("reproduce", "--data", file, ...given);
  assert.deepEqual(
    [own.code, own.value.profile, own.value.lock],
    [0, "own", "not compared"],
  );
  const named = [...given, "--profile", "default"];
  const other = await project.json("reproduce", "--data", file, ...named);
  assert.equal(other.value.profile, "default");
  assert.deepEqual(other.value.stages[0].outputs, own.value.stages[0].outputs);
});
