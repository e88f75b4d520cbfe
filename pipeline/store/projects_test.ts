import assert from "node:assert/strict";
import { join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { makeTempStore } from "../testing/store.ts";
import { openStore } from "./store.ts";

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 0, 31);
const a = sha256("a") as string as Key, b = sha256("b") as string as Key;

Deno.test("each project is registered once, and found by its folder", () => {
  using temp = makeTempStore();
  const { projects } = temp.store;
  const roots = ["one", "two"].map((name) => join(temp.folder, name));
  for (const root of [...roots, ...roots]) {
    Deno.mkdirSync(root, { recursive: true });
    projects.register(root, join(root, "lock.json"));
  }
  const found = projects.list().projects.map(({ root }) => root).sort();
  assert.deepEqual(found, roots.map((root) => Deno.realPathSync(root)));
  projects.forget(
    projects.list().projects.find(({ root }) => root === found[0])!.id,
  );
  assert.deepEqual(projects.list().projects.map(({ root }) => root), [
    found[1],
  ]);
});

Deno.test("a project that is moved with the store in it stays known", () => {
  using temp = makeTempStore();
  const root = join(temp.folder, "project");
  Deno.mkdirSync(join(root, ".juice"), { recursive: true });
  openStore(join(root, ".juice")).projects.register(
    root,
    join(root, "lock.json"),
  );
  const moved = join(temp.folder, "moved");
  Deno.renameSync(root, moved);
  const { projects } = openStore(join(moved, ".juice"));
  projects.register(moved, join(moved, "lock.json"));
  assert.deepEqual(projects.list().projects.map(({ root }) => root), [
    Deno.realPathSync(moved),
  ]);
});

Deno.test("a registration that cannot be read is named, and made anew by its project", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const other = join(folder, "other");
  const lockPath = join(folder, "lock.json");
  store.projects.register(folder, lockPath);
  store.projects.register(other, join(other, "lock.json"));
  const before = store.projects.list();
  const { id } = before.projects.find(({ lockPaths }) =>
    lockPaths.includes(lockPath)
  )!;
  const place = join(store.root, "projects", id);
  const [lock = ""] = [...Deno.readDirSync(join(place, "locks"))]
    .map(({ name }) => join(place, "locks", name));
  for (const path of [join(place, "project.json"), lock]) {
    for (const text of ["", "{", "{}", "7"]) {
      Deno.writeTextFileSync(path, text);
      const { projects, faults } = store.projects.list();
      assert.deepEqual(faults.map((fault) => fault.id), [id], path);
      assert.equal(projects.length, 1);
      store.projects.register(folder, lockPath);
      assert.deepEqual(store.projects.list(), before);
    }
  }
  // What it has used says that it was there.
  store.projects.noteUse(folder, [a], now);
  Deno.removeSync(join(place, "project.json"));
  assert.equal(store.projects.list().faults[0]?.id, id);
  // A file of another tool is no project.
  Deno.writeTextFileSync(join(store.root, "projects", ".DS_Store"), "");
  assert.equal(store.projects.list().faults.length, 1);
  store.projects.clearUses(() => false);
});

Deno.test("a use is stamped, and again only on another day", () => {
  using temp = makeTempStore();
  const { folder, store: { projects } } = temp;
  projects.register(folder, join(folder, "lock.json"));
  const { id } = projects.list().projects[0]!;
  projects.noteUse(folder, [b, a, a], now);
  projects.noteUse(folder, [a, b], now + day / 2);
  assert.deepEqual([...projects.uses(id)].sort(), [[a, now], [b, now]].sort());
  projects.noteUse(folder, [a], now + day / 2);
  assert.equal(projects.uses(id).get(a), now + day / 2);
  projects.noteUse(folder, [a, b], now + 2 * day);
  assert.equal(projects.uses(id).get(b), now + 2 * day);
});

Deno.test("a clock that was set back does not make a use look old", () => {
  using temp = makeTempStore();
  const { folder, store: { projects } } = temp;
  projects.register(folder, join(folder, "lock.json"));
  const { id } = projects.list().projects[0]!;
  projects.noteUse(folder, [a], now);
  projects.noteUse(folder, [b], now - 400 * day);
  assert.equal(projects.uses(id).get(b), now);
  projects.noteUse(folder, [a], now - 400 * day);
  assert.equal(projects.uses(id).get(a), now);
});

Deno.test("uses of keys that are gone are cleared", () => {
  using temp = makeTempStore();
  const { folder, store: { projects } } = temp;
  projects.register(folder, join(folder, "lock.json"));
  const { id } = projects.list().projects[0]!;
  projects.noteUse(folder, [a], now);
  projects.noteUse(folder, [a, b], now);
  projects.clearUses((key) => key === b);
  assert.deepEqual([...projects.uses(id).keys()].sort(), [a, b].sort());
  projects.clearUses(() => false);
  assert.deepEqual([...projects.uses(id).keys()], []);
});
