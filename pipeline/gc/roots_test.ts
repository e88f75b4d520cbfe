import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../identity/hash.ts";
import type { Digest, Key } from "../identity/digest.ts";
import { lockText } from "../lock.ts";
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
