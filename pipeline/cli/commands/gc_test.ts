import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../store/mod.ts";
import { check as checkAsIs } from "../testing/check.ts";
import { commitAll, git, gitTest, initRepository } from "../../testing/git.ts";
import {
  type CommandProject,
  type CommandResult,
  makeProject,
} from "../testing/project.ts";

const all = ["gc", "--older-than", "0d"];

/** Compares with a snapshot, but for days and for the sizes of code. */
async function check(
  meta: { readonly url: string },
  project: CommandProject,
  name: string,
  result: CommandResult,
): Promise<void> {
  const stdout = result.stdout.replace(/\d{4}-\d\d-\d\d/g, "2026-01-01")
    .replace(/^((?:Needed|Recent|Unneeded|Removed).*?)[\d.]+ k?B$/gm, "$1SIZE")
    .replace(/^(What has to be kept .*): [\d.]+ k?B$/gm, "$1: SIZE")
    .replace(/\d+ objects/g, "N objects");
  await checkAsIs(meta, project, name, { ...result, stdout });
}

/** Makes another experiment of the project: its keys and bytes are others. */
function setWeight(folder: string, weight: number): void {
  const text = `export const weight = ${weight};`;
  Deno.writeTextFileSync(join(folder, "stages/letters.ts"), text);
}

/** Reproduces in a folder, by default the project's own. */
async function reproduce(
  project: CommandProject,
  folder = project.root,
  ...args: string[]
) {
  const recipe = ["--recipe", join(folder, "stages/recipe.ts")];
  return await project.json("reproduce", ...recipe, ...args);
}

/** Fails unless everything in a folder is cached and as its lock says. */
async function assertCached(project: CommandProject, folder: string) {
  const { value } = await reproduce(project, folder);
  const ran = value.stages.filter((s: { status: string }) =>
    s.status !== "cached"
  );
  assert.deepEqual(ran, [], folder);
  assert.equal(value.lock, "match", folder);
}

gitTest(
  "gc keeps what the lock of any branch, tag, index, worktree or stash names",
  async () => {
    await using project = makeProject();
    const { root } = project;
    const lock = async (weight: number, folder = root) => {
      setWeight(folder, weight);
      const { code } = await reproduce(project, folder, "--update-lock");
      assert.equal(code, 0);
    };
    initRepository(root);
    await lock(1);
    commitAll(root, "main");
    git(root, "checkout", "-q", "-b", "side");
    await lock(2);
    commitAll(root, "side");
    await lock(3);
    commitAll(root, "tagged");
    git(root, "tag", "-a", "v1", "-m", "v1");
    git(root, "reset", "-q", "--hard", "HEAD~1");
    git(root, "checkout", "-q", "main");
    await lock(4);
    git(root, "stash", "-q");
    await lock(5);
    git(root, "stash", "-q");
    const tree = join(root, ".juice-tree");
    git(root, "worktree", "add", "-q", "-b", "other", tree);
    await lock(6, tree);
    await lock(7);
    git(root, "add", "-A", "--", "lock.json", "stages");
    await lock(8);
    setWeight(root, 9);
    await reproduce(project);
    const unneeded = (await project.json("plan")).value.stages
      .map((stage: { key: string }) => stage.key);
    setWeight(root, 8);

    await check(import.meta, project, "gc-dry", await project.run(...all));
    const store = openStore(join(root, ".juice"));
    assert(store.latestRecord(unneeded.at(-1)) !== null);
    const deleted = await project.run(...all, "--delete");
    await check(import.meta, project, "gc-delete", deleted);
    assert.equal(store.latestRecord(unneeded.at(-1)), null);
    await check(import.meta, project, "gc-nothing", await project.run(...all));

    await assertCached(project, root);
    await assertCached(project, tree);
    const stashed = git(root, "stash", "list", "--format=%H").trim().split(
      "\n",
    );
    assert.equal(stashed.length, 2);
    const index = git(root, "write-tree").trim();
    const staged = git(root, "commit-tree", "-m", "staged", index).trim();
    const commits = ["main", "side", "v1", ...stashed, staged];
    for (const [i, commit] of commits.entries()) {
      const place = join(root, `.juice-${i}`);
      git(root, "worktree", "add", "-q", "--detach", place, commit);
      await assertCached(project, place);
    }
    const audited = await project.run("audit");
    assert.equal(audited.code, 0, audited.stdout);
  },
);

gitTest(
  "a lock that cannot be read keeps gc from deleting, and is named",
  async () => {
    await using project = makeProject();
    const { root } = project;
    await project.run("reproduce", "--update-lock");
    const path = join(root, "lock.json");
    const good = Deno.readTextFileSync(path);
    initRepository(root);
    git(root, "checkout", "-q", "-b", "broken");
    Deno.writeTextFileSync(path, good.slice(0, 300));
    commitAll(root, "break");
    git(root, "checkout", "-q", "main");
    // A file of another tool, which has the name by chance.
    project.write("stages/lock.json", '{ "packages": {} }');
    setWeight(root, 2);
    await project.run("reproduce");

    await check(import.meta, project, "gc-fault", await project.run(...all));
    const refused = await project.run(...all, "--delete");
    await check(import.meta, project, "gc-refused", refused);
    Deno.writeTextFileSync(path, good.slice(0, 400));
    const twice = await project.run(...all, "--delete");
    await check(import.meta, project, "gc-refused-twice", twice);
    Deno.writeTextFileSync(path, good);
    const forget = ["--forget", "refs/heads/broken:lock.json"];
    const { code, value } = await project.json(...all, "--delete", ...forget);
    assert.deepEqual([code, value.deleted, value.faults], [0, true, []]);
    assert(value.remove.records.length > 0);
    setWeight(root, 1);
    await assertCached(project, root);
  },
);

Deno.test("what keeps gc from working is named", async () => {
  await using project = makeProject();
  const none = await project.run("gc");
  await check(import.meta, project, "gc-no-store", none);
  await project.run("reproduce");
  const store = join(project.root, ".juice");
  Deno.mkdirSync(join(store, "pins"));
  Deno.writeTextFileSync(join(store, "pins", "paper.json"), "{");
  await check(import.meta, project, "gc-bad-pin", await project.run("gc"));
  Deno.removeSync(join(store, "pins"), { recursive: true });
  const [project1 = ""] = [...Deno.readDirSync(join(store, "projects"))]
    .map(({ name }) => join(store, "projects", name, "project.json"));
  Deno.writeTextFileSync(project1, "{");
  const result = await project.run("gc");
  const stdout = result.stdout.replaceAll(/[0-9a-f]{16}(?=[/"\n])/g, "PROJECT");
  const bad = { ...result, stdout: stdout.replaceAll(project.root, "ROOT") };
  await check(import.meta, project, "gc-bad-project", bad);
});

Deno.test("gc goes on without a damaged pin or registration that is named", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const store = join(project.root, ".juice");
  Deno.mkdirSync(join(store, "pins"));
  Deno.writeTextFileSync(join(store, "pins", "my%20paper.json"), "{");
  const [{ name: id } = { name: "" }] = Deno.readDirSync(
    join(store, "projects"),
  );
  const registration = join(store, "projects", id, "project.json");
  const good = Deno.readTextFileSync(registration);
  Deno.writeTextFileSync(registration, "");
  const audited = await project.json("audit");
  assert.equal(audited.code, 1);
  assert.deepEqual(
    audited.value.findings.map((one: { severity: string; subject: string }) => [
      one.severity,
      one.subject,
    ]),
    [["damage", "pin my paper"], ["note", `projects/${id}`]],
  );
  const { stdout } = await project.run("audit");
  assert.doesNotMatch(stdout, /--repair/);

  // Another run makes the registration anew; the pin is left.
  await project.run("reproduce");
  assert.equal(Deno.readTextFileSync(registration), good);
  Deno.writeTextFileSync(registration, "");
  assert.equal((await project.run(...all, "--delete")).code, 1);
  const forget = ["--forget", "my paper", "--forget", id];
  const dry = await project.json(...all, ...forget);
  assert.deepEqual([dry.code, dry.value.faults], [0, []]);
  assert(dry.value.remove.records.length > 0);
  const deleted = await project.json(...all, ...forget, "--delete");
  assert.deepEqual([deleted.code, deleted.value.deleted], [0, true]);
  assert.throws(() => Deno.statSync(registration), Deno.errors.NotFound);
});

Deno.test("a name to forget is of something, with or without its folder", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const nothing = await project.run("gc", "--forget", "nope");
  await check(import.meta, project, "gc-forget-nothing", nothing);
  project.write("my.lock.json", "{");
  project.write("stages/a.lock.json", "{");
  Deno.mkdirSync(join(project.root, "more"));
  project.write("more/a.lock.json", "{");
  const mistyped = await project.run("gc", "--forget", "nope");
  await check(import.meta, project, "gc-forget-mistyped", mistyped);
  const several = await project.run("gc", "--forget", "a.lock.json");
  await check(import.meta, project, "gc-forget-several", several);
  const repair = ["audit", "--repair", "--forget"];
  assert.equal((await project.run(...repair, "nope")).code, 2);
  const forget = ["my.lock.json", "stages/a.lock.json", "more/a.lock.json"]
    .flatMap((name) => ["--forget", name]);
  const { code, value } = await project.json(...all, ...forget, "--delete");
  assert.deepEqual([code, value.faults], [0, []]);
});

Deno.test("without a repository only the working tree's locks are known", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  await project.run("reproduce", "--profile", "smoke");
  const dry = await project.run(...all, "--max-size", "1B");
  await check(import.meta, project, "gc-plain", dry);
  const young = await project.json("gc");
  assert.equal(young.value.remove.records.length, 0);
  assert(young.value.keep.recent.records > 0);
  await project.run(...all, "--delete");
  await assertCached(project, project.root);
  const { value } = await project.json("reproduce", "--profile", "smoke");
  const ran = value.stages.filter((s: { status: string }) =>
    s.status === "ran"
  );
  assert(ran.length > 0);
});

Deno.test("projects that share a store keep each other's results", async () => {
  await using project = makeProject();
  await using other = makeProject();
  setWeight(other.root, 5);
  await project.run("reproduce", "--update-lock");
  const shared = ["--recipe", other.recipe];
  assert.equal((await project.run("reproduce", ...shared)).code, 0);
  // Without a lock, what it used is all that is known of it, and is young.
  await project.json("reproduce", ...shared, "--update-lock");
  await project.run(...all, "--delete");
  await assertCached(project, other.root);

  const away = `${other.root}-away`;
  Deno.renameSync(other.root, away);
  try {
    const dry = await project.run(...all);
    const named = dry.stdout.replaceAll(other.root, "OTHER");
    await check(import.meta, project, "gc-gone", { ...dry, stdout: named });
    await project.run(...all, "--delete");
    Deno.renameSync(away, other.root);
    await assertCached(project, other.root);
    Deno.renameSync(other.root, away);
    const forget = ["--forget", other.root];
    const { value } = await project.json(...all, "--delete", ...forget);
    assert(value.remove.records.length > 0);
    assert.deepEqual(value.roots.gone, []);
    const after = await project.json(...all);
    assert.deepEqual(after.value.roots.gone, []);
  } finally {
    Deno.renameSync(away, other.root);
  }
  await assertCached(project, project.root);
});

Deno.test("gc waits for a run, and takes nothing from it", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const main = new URL("../main.ts", import.meta.url).pathname;
  const hanging = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", main, "reproduce", "--profile", "hanging"].concat(
      ["--recipe", project.recipe, "--store", join(project.root, ".juice")],
      ["--device", "wasm"],
    ),
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = hanging.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("started");) {
    text += (await said.read()).value ?? "";
  }
  const deleting = project.run(...all, "--delete");
  // A dry run needs no wait, and does not let go of what others hold.
  assert.equal((await project.run(...all)).code, 0);
  assert.equal(
    await Promise.race([deleting.then(() => "ended"), pause(500)]),
    "waits",
  );
  hanging.kill("SIGKILL");
  await hanging.status;
  await said.cancel();
  const { code, stderr } = await deleting;
  assert.equal(code, 0);
  assert.match(
    stderr,
    new RegExp(`^gc waits for reproduce, process ${hanging.pid} on \\S+\n$`),
  );
});

function pause(milliseconds: number): Promise<string> {
  return new Promise((done) => setTimeout(() => done("waits"), milliseconds));
}
