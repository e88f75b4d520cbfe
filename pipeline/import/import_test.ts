import assert from "node:assert/strict";
import { join } from "node:path";
import { rocrate } from "../export/rocrate/export.ts";
import {
  wordsProject,
  wordsTarget,
} from "../export/rocrate/testing/project.ts";
import { sha256 } from "../identity/hash.ts";
import { removeIfThere } from "../store/files.ts";
import { openStore } from "../store/store.ts";
import { listFiles } from "../store/tree.ts";
import { assertSnapshot } from "../testing/snapshot.ts";
import { CrateError, readCrate, writeCrate } from "./mod.ts";

const room = Deno.makeTempDirSync({ prefix: "juice-" });
Deno.test.afterAll(() => removeIfThere(room));
const folder = join(room, "crate");
Deno.mkdirSync(folder);
const { stages } = await (async () => {
  using project = await wordsProject();
  const target = await wordsTarget(project);
  await rocrate(target, folder, { files: true });
  return target;
})();

function storeAt(name: string) {
  return openStore(join(room, name));
}

Deno.test("everything that records name is in the store: artifacts, logs and code", async () => {
  const store = storeAt("whole");
  // What an import that was killed has left.
  const left = join(store.workFolder, `${sha256("killed")}.import`);
  Deno.mkdirSync(left, { recursive: true });
  Deno.writeTextFileSync(join(left, "0"), "half");
  const crate = await readCrate(folder);
  const imported = await writeCrate(store, crate);
  assert.equal(crate.profile, "default");
  // Two stages do the same, and so share a record.
  const records = { added: 4, present: 0, superseding: 0 };
  assert.deepEqual(imported.records, records);
  assert.equal(imported.objects.added, [...store.listObjects()].length);
  let logs = 0, folders = 0;
  for (const { record } of stages) {
    assert.deepEqual(store.latestRecord(record.key), record);
    for (const { digest, form, size } of Object.values(record.outputs)) {
      if (form === "folder") folders++;
      assert.equal(store.verify(digest, form, { deep: true, size }), null);
    }
    const { log } = record;
    if (log !== undefined) {
      logs++;
      assert.equal(store.verify(log.digest, "file", { deep: true }), null);
    }
    for (const digest of Object.values(record.preimage.code.files)) {
      assert.equal(store.verify(digest, "file", { deep: true }), null);
    }
  }
  assert.deepEqual([logs, folders], [3, 1]);
  // Nothing is left over.
  assert.deepEqual([...Deno.readDirSync(store.workFolder)], []);
});

Deno.test("the crate itself stays as it is", async () => {
  const before = listFiles(folder).map((path) => [
    path,
    Deno.statSync(join(folder, path)).mtime,
  ]);
  await writeCrate(storeAt("apart"), await readCrate(folder));
  const after = listFiles(folder).map((path) => [
    path,
    Deno.statSync(join(folder, path)).mtime,
  ]);
  assert.deepEqual(after, before);
});

Deno.test("damaged and missing objects of the store are made good", async () => {
  const store = storeAt("damaged");
  const crate = await readCrate(folder);
  await writeCrate(store, crate);
  const [gone, damaged] = [...crate.files.keys()];
  const [tree] = [...crate.trees.keys()];
  Deno.removeSync(store.pathOf(gone!));
  for (const digest of [damaged!, tree!]) {
    const path = store.pathOf(digest);
    Deno.chmodSync(path, 0o644);
    const bytes = Deno.readFileSync(path);
    bytes[0]! ^= 1;
    Deno.writeFileSync(path, bytes);
  }
  const again = await writeCrate(store, crate);
  assert.equal(again.objects.added, 3);
  assert.equal(again.records.added, 0);
  for (const digest of [...crate.files.keys(), ...crate.trees.keys()]) {
    assert.equal(store.verify(digest, "file", { deep: true }), null);
  }
});

Deno.test("a file that changes after it was checked leaves no record behind", async () => {
  const store = storeAt("changed");
  const copy = join(room, "copy");
  for (const path of listFiles(folder)) {
    Deno.mkdirSync(join(copy, path, ".."), { recursive: true });
    Deno.copyFileSync(join(folder, path), join(copy, path));
  }
  const crate = await readCrate(copy);
  Deno.writeTextFileSync(join(copy, "artifacts/words/pear/words.json"), "[1]");
  const error = await writeCrate(store, crate).then(
    () => assert.fail("it was imported"),
    (error) => error,
  );
  assert.ok(error instanceof CrateError);
  assert.deepEqual(store.allRecords(), []);
  await assertSnapshot(
    import.meta,
    "changed",
    error.message.replaceAll(copy, "CRATE"),
  );
});

Deno.test("who hashes is told how far it is", async () => {
  const told: number[] = [];
  let all = 0;
  await readCrate(folder, (done, { bytes }) => {
    told.push(done.bytes);
    all = bytes;
  });
  assert.deepEqual(told, [...told].sort((a, b) => a - b));
  assert.equal(told.at(-1), all);
});
