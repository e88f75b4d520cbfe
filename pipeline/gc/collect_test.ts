import assert from "node:assert/strict";
import { join } from "node:path";
import type { Digest, Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { openStore } from "../store/store.ts";
import { makeRecord, makeTempStore, type TempStore } from "../testing/store.ts";
import { choose } from "./choose.ts";
import { collect } from "./collect.ts";
import { takeInventory } from "./inventory.ts";
import { mark } from "./mark.ts";
import { shares } from "./shares.ts";
import { makeRoots } from "../testing/values.ts";

/** How many records the store has. */
const records = 4;

/** Fills a store with records, each with a folder of two files and a file. */
function fill({ store, folder }: TempStore): void {
  for (let i = 0; i < records; i++) {
    const place = join(folder, `out${i}`);
    Deno.mkdirSync(place);
    Deno.writeTextFileSync(join(place, "own"), `own ${i}`);
    Deno.writeTextFileSync(join(place, "shared"), "shared");
    const made = store.putFolder(place);
    const file = store.putBytes(new TextEncoder().encode(`file ${i}`));
    store.writeRecord(makeRecord({ params: { i } }, {
      outputs: {
        all: { ...made, type: "all", form: "folder" },
        file: { ...file, type: "json", form: "file" },
      },
    }));
  }
}

/** What a process does that removes all but the first key's records. */
function program(root: string, keep: string, dieAt: number): string {
  const url = (path: string) => JSON.stringify(new URL(path, import.meta.url));
  return `
    import { choose, collect, mark, takeInventory } from ${url("mod.ts")};
    import { openStore } from ${url("../store/store.ts")};
    const store = openStore(${JSON.stringify(root)});
    const roots = { locked: new Set(["${keep}"]), keys: new Set(), digests: new Set(),
      uses: new Map(), gone: [] };
    const inventory = takeInventory(store);
    const choice = choose(inventory, roots, mark(inventory, roots),
      { olderThan: 0, maxSize: null, now: Date.now() + 1e6 });
    const remove = Deno.removeSync;
    let left = ${dieAt};
    Deno.removeSync = (...args) => {
      if (left-- === 0) Deno.kill(Deno.pid, "SIGKILL");
      return remove(...args);
    };
    collect(store, choice);
    console.log("done");`;
}

async function runGc(root: string, keep: string, dieAt: number) {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", program(root, keep, dieAt)],
    stderr: "inherit",
  }).output();
  return new TextDecoder().decode(stdout).trim() === "done";
}

Deno.test("killed at any removal, gc leaves no record without its objects", async () => {
  for (let dieAt = 0;; dieAt++) {
    using temp = makeTempStore();
    const { store } = temp;
    fill(temp);
    const keep = store.recordKeys()[0]!;
    const done = await runGc(store.root, keep, dieAt);
    const after = openStore(store.root);
    for (const record of after.allRecords()) {
      assert.equal(after.outputFault(record), null, `killed at ${dieAt}`);
    }
    assert.equal(after.recordsOfStage("a/stage").length, after.sizes().records);
    assert(after.latestRecord(keep) !== null);
    // Whatever was left is removed by the next one.
    assert(await runGc(store.root, keep, -1));
    assert.deepEqual(after.recordKeys(), [keep]);
    const tree = Object.values(after.latestRecord(keep)!.outputs)
      .flatMap(({ digest, form }) =>
        form === "file"
          ? [digest]
          : [digest, ...after.readTree(digest).map((e) => e.digest)]
      );
    assert.deepEqual([...after.listObjects()], tree.sort());
    if (done) {
      // Each record, and of each its own file, tree object and file.
      assert(dieAt > (records - 1) * 4, `only ${dieAt} removals`);
      return;
    }
  }
});

Deno.test("what a record names in its preimage is its own, folders included", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const code = store.putBytes(new TextEncoder().encode("export {};")).digest;
  Deno.mkdirSync(join(folder, "in"));
  Deno.writeTextFileSync(join(folder, "in/x"), "inner");
  const input = store.putFolder(join(folder, "in")).digest;
  const files = { "stages/kind.ts": code };
  store.writeRecord(makeRecord({
    code: { files, packages: {}, compilerOptions: {}, imports: {} },
    inputs: { x: input },
  }));
  const orphan = store.putBytes(new TextEncoder().encode("orphan")).digest;
  const inventory = takeInventory(store);
  assert.deepEqual(
    [...inventory.records[0]!.objects].sort(),
    [code, input, sha256("inner")].sort(),
  );
  const roots = makeRoots({
    locked: new Set(store.recordKeys()),
  });
  const policy = { olderThan: 0, maxSize: null, now: 0 };
  const choice = choose(inventory, roots, mark(inventory, roots), policy);
  assert.deepEqual(choice.objects, [orphan]);
  // A damaged record, and what can still be read in it, is left to the audit.
  const path = inventory.records[0]!.path;
  Deno.writeTextFileSync(path, Deno.readTextFileSync(path) + " ");
  const damaged = takeInventory(store);
  const none = { ...roots, locked: new Set<never>() };
  const again = choose(damaged, none, mark(damaged, none), policy);
  assert.deepEqual([again.remove, again.objects], [[], [orphan]]);
});

Deno.test("a log goes with the last record that names it, and not before", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const log = store.putBytes(new TextEncoder().encode("step 1\n"));
  const own = store.putBytes(new TextEncoder().encode("other\n"));
  const write = (seed: number, log: { digest: Digest; size: number }) => {
    const record = makeRecord({ params: { seed } }, { log });
    store.writeRecord(record);
    return record.key;
  };
  const kept = write(1, log);
  write(2, log);
  write(3, own);
  const chosen = (locked: readonly Key[]) => {
    const inventory = takeInventory(store);
    const roots = makeRoots({ locked: new Set(locked) });
    const policy = { olderThan: 0, maxSize: null, now: Date.now() + 1e6 };
    const choice = choose(inventory, roots, mark(inventory, roots), policy);
    const { of, unnamed } = shares(inventory, choice);
    return { choice, sum: [...of.values()].reduce((a, b) => a + b, unnamed) };
  };
  const { choice, sum } = chosen([kept]);
  assert.deepEqual(choice.objects, [own.digest]);
  assert.deepEqual([choice.bytes, sum, choice.keptBytes], [6, 6, 7]);
  collect(store, choice);
  assert.deepEqual([...store.listObjects()], [log.digest]);
  assert.deepEqual(chosen([]).choice.objects, [log.digest]);
});
