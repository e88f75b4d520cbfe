import assert from "node:assert/strict";
import { join } from "node:path";
import { readLock } from "../../lock.ts";
import { git, gitTest, initRepository } from "../../testing/git.ts";
import { check } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

Deno.test("an update says what it changes, and both of two at once land", async () => {
  await using project = makeProject();
  const update = ["reproduce", "--update-lock", "--jobs", "1"];
  await project.run(...update);
  project.write("stages/letters.ts", "export const weight = 2;");
  const changed = await project.run(...update);
  await check(import.meta, project, "update-changed", changed);
  project.write("stages/letters.ts", "export const weight = 3 - 1;");
  const { value } = await project.json(...update);
  assert.equal(value.lock, "updated");
  assert.deepEqual(value.changes, [
    {
      stage: "count/pear",
      change: "changed",
      fields: ["experiment", "key"],
      otherBytes: false,
      metrics: [],
    },
    {
      stage: "count/plum",
      change: "changed",
      fields: ["experiment", "key"],
      otherBytes: false,
      metrics: [],
    },
  ]);

  Deno.removeSync(join(project.root, "lock.json"));
  const profiles = ["default", "smoke"];
  const results = await Promise.all(
    profiles.map((one) => project.run(...update, "--profile", one)),
  );
  assert.deepEqual(results.map(({ code }) => code), [0, 0]);
  const lock = await readLock(join(project.root, "lock.json"));
  assert.deepEqual(Object.keys(lock!.profiles), profiles);
});

Deno.test("lock check tells whether the lock belongs to the recipe", async () => {
  await using project = makeProject();
  const checked = () => project.run("lock", "check");
  assert.match((await checked()).stdout, /^Lock: absent\n$/);
  await project.run("reproduce", "--update-lock");
  await project.run("reproduce", "--update-lock", "--profile", "smoke");
  await check(import.meta, project, "lock-belongs", await checked());

  project.write("stages/letters.ts", "export const weight = 2;");
  await check(import.meta, project, "lock-differs", await checked());
  // Without the lock's records, the store cannot say what it is.
  Deno.removeSync(join(project.root, ".juice", "records"), { recursive: true });
  const blind = await project.json("lock", "check");
  assert.equal(blind.code, 1);
  assert.match(blind.value.differences[0].what, /^another experiment: code/);
  project.write("stages/letters.ts", "export const weight = 1;");
  assert.equal((await checked()).code, 0);

  const other = join(project.root, "stages/other.ts");
  const text = Deno.readTextFileSync(project.recipe)
    .replace('["fig"]', '["quince"]').replace("default: {", "usual: {");
  Deno.writeTextFileSync(other, text);
  Deno.copyFileSync(
    join(project.root, "lock.json"),
    join(project.root, "stages/other.lock.json"),
  );
  const { code, value } = await project.json(
    "lock",
    "check",
    "--recipe",
    other,
  );
  assert.equal(code, 1);
  const said = value.differences.map((
    d: { profile: string; stage: string | null; what: string },
  ) => `${d.profile} ${d.stage}: ${d.what}`);
  assert.deepEqual(said, [
    "default null: in the lock, but not in the recipe",
    "smoke word/quince: in the recipe, but not in the lock",
    "smoke count/quince: in the recipe, but not in the lock",
    said[3],
    "smoke count/fig: in the lock, but not in the recipe",
    "smoke word/fig: in the lock, but not in the recipe",
  ]);
  assert.match(said[3], /^smoke comparison: .*input/);
});

Deno.test("an edit of a local file is no longer the lock's experiment", async () => {
  await using project = makeProject();
  const engine = new URL("../../", import.meta.url);
  project.write("words.txt", "pear");
  project.write(
    "stages/mine.ts",
    `import { file } from "${engine}artifact.ts";
    import { local } from "${engine}kinds/local.ts";
    import { recipe } from "${engine}recipe.ts";
    const words = local(file("words", ".txt"));
    export default recipe({
      doc: "", profiles: { default: {} },
      build: (_, add) => (add("words", words, { path: "words.txt" }, {}), {}),
    });`,
  );
  const mine = ["--recipe", join(project.root, "stages/mine.ts")];
  const made = await project.run("reproduce", "--update-lock", ...mine);
  assert.equal(made.code, 0, made.stderr);
  assert.equal((await project.run("lock", "check", ...mine)).code, 0);
  project.write("words.txt", "plum");
  const { value } = await project.json("lock", "check", ...mine);
  const [{ stage, what }] = value.differences;
  assert.equal(stage, "words");
  assert.equal(what, "source: changed");
});

/** Two branches of a project, on which git cannot merge the lock by itself. */
async function makeConflict(project: CommandProject): Promise<void> {
  const { root } = project;
  const update = (profile: string) =>
    project.run("reproduce", "--update-lock", "--profile", profile);
  await update("default");
  await update("smoke");
  initRepository(root);
  const lock = await readLock(join(root, "lock.json"));
  const change = (branch: string, metric: number, more: string) => {
    git(root, "checkout", "-q", "-b", branch, "main");
    const text = JSON.stringify(lock).replaceAll(
      '"metrics":{}',
      `"metrics":{"${more}":${metric}}`,
    );
    Deno.writeTextFileSync(join(root, "lock.json"), text);
    git(root, "commit", "-q", "-a", "-m", branch);
  };
  change("ours", 1, "a");
  change("theirs", 2, "b");
  git(root, "checkout", "-q", "ours");
}

gitTest(
  "lock merge resolves what git could not, and says what is open",
  async () => {
    await using project = makeProject();
    const { root } = project;
    await makeConflict(project);
    const none = await project.run("lock", "merge");
    await check(import.meta, project, "lock-merge-none", none);
    assert.throws(() => git(root, "merge", "-q", "theirs"), /merge/);
    const broken = await project.run("plan");
    assert.match(
      broken.stderr,
      /a\s+merge conflict is not resolved\nTo .*\n {2}deno task lock merge/,
    );
    const merged = await project.run("lock", "merge");
    await check(import.meta, project, "lock-merge-open", merged);
    const lock = await readLock(join(root, "lock.json"));
    const metrics = Object.values(lock!.profiles.default!).map((e) =>
      e.metrics
    );
    assert(metrics.every((one) => one.a === 1));
  },
);

gitTest("as git's merge driver it merges what lines cannot", async () => {
  await using project = makeProject();
  const { root } = project;
  await project.run("reproduce", "--update-lock", "--profile", "smoke");
  Deno.writeTextFileSync(
    join(root, ".gitattributes"),
    "lock.json merge=juice-lock\n",
  );
  initRepository(root);
  const path = join(root, "lock.json");
  const base = Deno.readTextFileSync(path);
  const entry = (await readLock(path))!.profiles.smoke!["word/fig"]!;
  const add = (branch: string, name: string) => {
    git(root, "checkout", "-q", "-b", branch, "main");
    const lock = JSON.parse(base);
    lock.profiles.smoke[name] = entry;
    Deno.writeTextFileSync(path, JSON.stringify(lock));
    git(root, "commit", "-q", "-a", "-m", branch);
  };
  add("a", "word/a");
  add("b", "word/b");
  // The attribute does no harm where the driver is not set up.
  assert.throws(() => git(root, "merge", "-q", "a"), /CONFLICT|merge/i);
  git(root, "merge", "--abort");

  const main = new URL("../main.ts", import.meta.url).pathname;
  const driver = `${Deno.execPath()} run -A ${main} lock merge %O %A %B`;
  git(root, "config", "merge.juice-lock.driver", driver);
  git(root, "merge", "-q", "-m", "merge", "a");
  const names = Object.keys((await readLock(path))!.profiles.smoke!);
  assert.deepEqual(names.filter((n) => n.startsWith("word/")), [
    "word/a",
    "word/b",
    "word/fig",
  ]);
});

gitTest("lock merge says what it cannot merge", async () => {
  await using project = makeProject();
  const { root } = project;
  const merge = async (name: string, ...files: string[]) =>
    await check(
      import.meta,
      project,
      `lock-merge-${name}`,
      await project.run("lock", "merge", ...files),
    );
  await merge("one", "one");
  await merge("missing", join(root, "a"), join(root, "b"), join(root, "c"));
  Deno.writeTextFileSync(join(root, ".git"), "no repository");
  await merge("no-git");
  const { code } = await project.run("lock", "mrege");
  assert.equal(code, 2);
});
