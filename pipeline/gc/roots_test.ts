import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../identity/hash.ts";
import type { Digest, Key } from "../identity/digest.ts";
import { lockText } from "../lock.ts";
import { commitAll, git, gitTest, initRepository } from "../testing/git.ts";
import { makeProject, runProfile } from "../testing/project.ts";
import { makeTempStore, type TempStore } from "../testing/store.ts";
import { findRoots } from "./roots.ts";

const keyOf = (name: string) => sha256(name) as string as Key;

/** A lock that names one key. */
function lockOf(name: string): string {
  const entry = {
    key: keyOf(name),
    experiment: sha256(name),
    kind: "kind",
    determinism: "bitwise" as const,
    outputs: { x: sha256(name) as string as Digest },
    metrics: {},
  };
  return lockText({ version: 1, profiles: { plain: { "a/stage": entry } } });
}

/** A project in a folder of a test, with a lock that names a key like it. */
function addProject({ folder, store }: TempStore, name: string) {
  const root = join(Deno.realPathSync(folder), name);
  const lockPath = join(root, "lock.json");
  Deno.mkdirSync(root);
  Deno.writeTextFileSync(join(root, "deno.json"), "{}");
  Deno.writeTextFileSync(lockPath, lockOf(name));
  store.projects.register(root, lockPath);
  return { root, lockPath };
}

Deno.test("a project whose disk is not mounted is gone, not without locks", async () => {
  using temp = makeTempStore();
  const own = addProject(temp, "own");
  const other = addProject(temp, "other");
  temp.store.projects.noteUse(other.root, [keyOf("other")], Date.now());
  // What is left of it is the place where the disk was mounted.
  Deno.renameSync(other.root, `${other.root}-disk`);
  Deno.mkdirSync(other.root);
  const roots = await findRoots(temp.store, own, new Set());
  assert.deepEqual(roots.gone.map(({ root }) => root), [other.root]);
  assert.deepEqual([...roots.keys], [keyOf("other")]);
  const forgotten = await findRoots(temp.store, own, new Set([other.root]));
  assert.deepEqual([forgotten.gone, [...forgotten.keys]], [[], []]);
});

Deno.test("a lock that is a link is found; one that leads nowhere is a fault", async () => {
  using temp = makeTempStore();
  const own = addProject(temp, "own");
  const target = join(own.root, "elsewhere");
  Deno.renameSync(own.lockPath, target);
  Deno.symlinkSync(target, own.lockPath);
  const linked = await findRoots(temp.store, own, new Set());
  assert.deepEqual([...linked.locked], [keyOf("own")]);
  assert.deepEqual(linked.faults, []);
  Deno.removeSync(target);
  const { faults } = await findRoots(temp.store, own, new Set());
  assert.deepEqual(faults.map(({ name }) => name), [own.lockPath]);
  const without = await findRoots(temp.store, own, new Set([own.lockPath]));
  assert.deepEqual(without.faults, []);
});

Deno.test("a lock that is a folder, or that may not be read, is a fault where it is known", async () => {
  using temp = makeTempStore();
  const own = addProject(temp, "own");
  const other = addProject(temp, "other");
  Deno.removeSync(other.lockPath);
  assert.deepEqual(
    (await findRoots(temp.store, own, new Set())).faults,
    [],
  );
  Deno.mkdirSync(other.lockPath);
  const { faults } = await findRoots(temp.store, own, new Set());
  assert.deepEqual(faults.map(({ name }) => name), [other.lockPath]);
});

Deno.test("the lock of a recipe below a linked folder is known from its run", async () => {
  using temp = makeTempStore();
  const own = addProject(temp, "own");
  const other = addProject(temp, "other");
  const disk = join(temp.folder, "disk");
  Deno.mkdirSync(disk);
  Deno.symlinkSync(disk, join(other.root, "linked"));
  const lockPath = join(other.root, "linked", "small.lock.json");
  Deno.writeTextFileSync(lockPath, lockOf("small"));
  const before = await findRoots(temp.store, own, new Set());
  assert(!before.locked.has(keyOf("small")));
  temp.store.projects.register(other.root, lockPath);
  const after = await findRoots(temp.store, own, new Set());
  assert(after.locked.has(keyOf("small")));
  assert.deepEqual(after.faults, []);
  Deno.removeSync(disk, { recursive: true });
  const { faults } = await findRoots(temp.store, own, new Set());
  assert.deepEqual(faults.map(({ name }) => name), [lockPath]);
});

Deno.test("a project that is run by the library is known, and what it used", async () => {
  using temp = makeTempStore();
  using project = makeProject();
  const { store } = temp;
  const opened = { ...await project.open(), store };
  const { outcomes } = await runProfile(opened, "plain");
  const [registered] = store.projects.list().projects;
  assert.equal(registered?.root, project.root);
  assert.deepEqual(registered.lockPaths, [join(project.root, "lock.json")]);
  assert.deepEqual(
    [...store.projects.uses(registered.id).keys()].sort(),
    Object.values(outcomes).map(({ record }) => record!.key).sort(),
  );
});

gitTest("branches of the same name in two repositories are two", async () => {
  using temp = makeTempStore();
  const own = addProject(temp, "own");
  const other = addProject(temp, "other");
  const wanted = [];
  for (const [name, { root, lockPath }] of Object.entries({ own, other })) {
    initRepository(root);
    git(root, "checkout", "-q", "-b", "feature");
    Deno.writeTextFileSync(lockPath, lockOf(`${name} feature`));
    commitAll(root, "Go on");
    wanted.push(keyOf(name), keyOf(`${name} feature`));
  }
  // A second worktree is of the same repository, and its locks are no others.
  const second = join(Deno.realPathSync(temp.folder), "second");
  git(other.root, "worktree", "add", "-q", "--detach", second);
  temp.store.projects.register(second, join(second, "lock.json"));
  const roots = await findRoots(temp.store, own);
  assert.deepEqual([...roots.locked].sort(), wanted.sort());
  const names = roots.locks.map(({ name }) => name);
  assert.ok(names.includes("refs/heads/main:lock.json"));
  assert.ok(names.includes(`${other.root} refs/heads/main:lock.json`));
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.every((name) => !name.startsWith(second + " ")));
});

gitTest(
  "damaged locks of two repositories are forgotten one by one",
  async () => {
    using temp = makeTempStore();
    const own = addProject(temp, "own");
    const other = addProject(temp, "other");
    for (const { root, lockPath } of [own, other]) {
      const good = Deno.readTextFileSync(lockPath);
      Deno.writeTextFileSync(lockPath, good.slice(0, -9));
      initRepository(root);
      Deno.writeTextFileSync(lockPath, good);
      commitAll(root, "Mend it");
      git(root, "branch", "broken", "HEAD~1");
    }
    const faultsWithout = async (...given: string[]) =>
      (await findRoots(temp.store, own, given)).faults.map(({ name }) => name);
    const mine = "refs/heads/broken:lock.json";
    const theirs = `${other.root} ${mine}`;
    assert.deepEqual(await faultsWithout(), [mine, theirs]);
    assert.deepEqual(await faultsWithout(mine), [theirs]);
    assert.deepEqual(await faultsWithout(theirs), [mine]);
    git(own.root, "branch", "-q", "-D", "broken");
    assert.deepEqual(await faultsWithout(), [theirs]);
    assert.deepEqual(await faultsWithout(mine), []);
  },
);

gitTest("what a stash has of the index is found beside its files", async () => {
  using temp = makeTempStore();
  const own = addProject(temp, "own");
  const { root, lockPath } = own;
  initRepository(root);
  Deno.writeTextFileSync(lockPath, lockOf("staged"));
  git(root, "add", "lock.json");
  Deno.writeTextFileSync(lockPath, lockOf("unstaged"));
  git(root, "stash", "-q");
  const { locked } = await findRoots(temp.store, own);
  assert.deepEqual(
    [...locked].sort(),
    ["own", "staged", "unstaged"].map(keyOf).sort(),
  );
});
