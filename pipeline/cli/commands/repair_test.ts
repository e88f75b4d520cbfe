import assert from "node:assert/strict";
import { join } from "node:path";
import { type CommandProject, makeProject } from "../testing/project.ts";

const restless = ["--profile", "restless"];

/** Gives the one stage that gives other bytes each time two records. */
async function disagree(project: CommandProject, ...recipe: string[]) {
  const { code } = await project.run(
    "reproduce",
    ...restless,
    "--update-lock",
    ...recipe,
  );
  assert.equal(code, 0);
  await project.run("stage", "word/pear", "--force", ...restless, ...recipe);
}

async function repaired(project: CommandProject, ...args: string[]) {
  const { value } = await project.json("audit", "--repair", ...args);
  return value.moved.map(({ why }: { why: string }) => why);
}

Deno.test("a repair keeps what another project's lock vouches for", async () => {
  await using project = makeProject();
  await using other = makeProject();
  const shared = ["--recipe", other.recipe];
  await disagree(project, ...shared);
  assert.deepEqual(await repaired(project), [
    "its outputs are not those that the lock has for its key",
  ]);
  const again = ["reproduce", ...restless, ...shared];
  const { value } = await project.json(...again);
  assert.equal(value.lock, "match");
});

Deno.test("a repair does not outvote what a project out of reach may name", async () => {
  await using project = makeProject();
  await using other = makeProject();
  await disagree(project, "--recipe", other.recipe);
  const config = join(other.root, "deno.json");
  const text = Deno.readTextFileSync(config);
  Deno.removeSync(config);
  assert.deepEqual(await repaired(project), []);
  const { stdout } = await project.run("audit", "--repair");
  assert(stdout.includes(`unless --forget names it:\n  ${other.root}\n`));
  assert.deepEqual(await repaired(project, "--forget", other.root), [
    "a later run of its key gave other bytes",
  ]);
  Deno.writeTextFileSync(config, text);
});

Deno.test("a repair takes nothing away while a lock cannot be read", async () => {
  await using project = makeProject();
  await using other = makeProject();
  await disagree(project, "--recipe", other.recipe);
  const lock = join(other.root, "lock.json");
  Deno.writeTextFileSync(lock, Deno.readTextFileSync(lock).slice(0, 300));
  const { code, stderr } = await project.run("audit", "--repair");
  assert.equal(code, 1);
  assert.match(stderr, /^Error: Cannot move anything aside: /);
  assert(stderr.replace(/\s+/g, " ").includes(`--forget ${lock}`), stderr);
  assert.deepEqual(await repaired(project, "--forget", lock), [
    "a later run of its key gave other bytes",
  ]);
  const alone = await project.run("audit", "--forget", lock);
  assert.equal(alone.code, 2);
  assert.match(alone.stderr, /Cannot forget anything without --repair/);
});
