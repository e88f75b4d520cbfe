import assert from "node:assert/strict";
import { join } from "node:path";
import { ProjectError } from "./errors.ts";
import { openProject } from "./project.ts";
import { removeIfThere } from "./store/files.ts";
import { makeProject } from "./testing/project.ts";

Deno.test("a project is found from its recipe", async () => {
  using test = makeProject();
  const recipe = join(test.root, "stages", "recipe.ts");
  const project = await openProject({ recipe });
  assert.equal(project.root, test.root);
  assert.equal(project.lockPath, join(test.root, "lock.json"));
  assert(Object.hasOwn(project.recipe.profiles, "plain"));
  assert.equal((await project.graph).root, test.root);
});

Deno.test("another recipe has a lock and a report of its own", async () => {
  using test = makeProject();
  const text = Deno.readTextFileSync(join(test.root, "stages/recipe.ts"));
  const places = async (recipe: string) => {
    Deno.writeTextFileSync(join(test.root, recipe), text);
    const project = await openProject({ recipe: join(test.root, recipe) });
    await project.graph;
    return [project.lockPath, project.reportPath]
      .map((path) => path.slice(test.root.length));
  };
  assert.deepEqual(await places("stages/recipe.ts"), [
    "/lock.json",
    "/report",
  ]);
  assert.deepEqual(await places("stages/mine.ts"), [
    "/stages/mine.lock.json",
    "/stages/mine.report",
  ]);
});

Deno.test("the store is where JUICE_STORE says; an empty one says nothing", async () => {
  using test = makeProject();
  const before = Deno.env.get("JUICE_STORE");
  const storeWith = async (variable: string) => {
    Deno.env.set("JUICE_STORE", variable);
    const project = await openProject({ root: test.root });
    await project.graph;
    return project.store.root;
  };
  try {
    const elsewhere = join(test.root, "elsewhere");
    assert.equal(await storeWith(elsewhere), elsewhere);
    assert.equal(await storeWith(""), join(test.root, ".juice"));
  } finally {
    if (before === undefined) Deno.env.delete("JUICE_STORE");
    else Deno.env.set("JUICE_STORE", before);
  }
});

Deno.test("a recipe that cannot be used is refused in plain words", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const recipe = join(folder, "recipe.ts");
    const refuses = (message: RegExp) =>
      assert.rejects(
        openProject({ recipe }),
        (error) => error instanceof ProjectError && message.test(error.message),
      );
    await refuses(/Cannot find the project: .*"deno\.json"/);
    // What it says to write is enough.
    const config = await openProject({ recipe }).catch(({ message }) =>
      message.split("\n").at(-1).trim()
    );
    assert.match(JSON.parse(config).imports.zod, /^npm:zod@\d/);
    Deno.writeTextFileSync(join(folder, "deno.json"), config);
    await refuses(/^There is no recipe at ".*recipe\.ts"$/);
    Deno.writeTextFileSync(recipe, "export default 1;");
    await refuses(/its default export is not one; write "export default/);
    const broken = join(folder, "broken.ts");
    Deno.writeTextFileSync(broken, "throw new Error('no such profile');");
    await assert.rejects(
      openProject({ recipe: broken }),
      /^ProjectError: Cannot load the recipe ".*": no such profile$/,
    );
    await assert.rejects(openProject({ root: folder }), /name one with/);
  } finally {
    removeIfThere(folder);
  }
});

Deno.test({
  name: "a store below /dev is refused, also by a link to it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using test = makeProject();
    const link = join(test.root, "memory");
    Deno.symlinkSync("/dev/shm", link);
    for (const store of ["/dev/shm/juice", `${link}/juice`, "/dev"]) {
      await assert.rejects(
        openProject({ root: test.root, store }),
        (error) =>
          error instanceof ProjectError &&
          /^Cannot use ".*" as the store: it is below "\/dev"/
            .test(error.message),
      );
    }
  },
});
