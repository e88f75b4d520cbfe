import assert from "node:assert/strict";
import { join } from "node:path";
import { makeProject } from "./testing/project.ts";
import { givenPath } from "./given_path.ts";

/** Runs something as if `deno task` had been called in a project's folder. */
async function calledIn<T>(
  root: string,
  folder: string,
  run: () => Promise<T> | T,
) {
  const before = Deno.env.get("INIT_CWD"), cwd = Deno.cwd();
  Deno.env.set("INIT_CWD", folder);
  Deno.chdir(root);
  try {
    return await run();
  } finally {
    Deno.chdir(cwd);
    if (before === undefined) Deno.env.delete("INIT_CWD");
    else Deno.env.set("INIT_CWD", before);
  }
}

Deno.test("paths are taken from where deno task was called", async () => {
  await using project = makeProject();
  const root = Deno.realPathSync(project.root);
  const folder = join(root, "stages");
  await calledIn(root, folder, () => {
    assert.equal(givenPath("../lock.json"), join(root, "lock.json"));
    assert.equal(givenPath("recipe.ts"), join(folder, "recipe.ts"));
    assert.equal(givenPath("/a/b"), "/a/b");
    // Nothing is there, but from the folder that the process is in there is.
    assert.equal(givenPath("deno.json"), "deno.json");
  });
  assert.equal(await calledIn(root, root, () => givenPath("a/b")), "a/b");
  // An outer task was called above, and went down into this project.
  assert.equal(await calledIn(folder, root, () => givenPath("a/b")), "a/b");
});

Deno.test("recipes, locks and artifacts may be named from a subfolder", async () => {
  await using project = makeProject();
  const { code } = await project.run("reproduce", "--update-lock");
  assert.equal(code, 0);
  await calledIn(project.root, join(project.root, "stages"), async () => {
    const typed = async (...args: string[]) => {
      const result = await project.run(...args);
      assert.equal(result.code, 0, result.stderr);
      return result.stdout;
    };
    const index = await typed("lineage", "../report/index.html");
    assert.match(index, /^file "index\.html" of page\./);
    const pinned = await typed("pin", "z", "--lock", "../lock.json");
    assert.ok(pinned.includes(`the lock "${project.root}/lock.json"`), pinned);
    const plan = await typed("plan", "--recipe", "recipe.ts");
    assert.match(plan, /0 stages to run/);
  });
});
