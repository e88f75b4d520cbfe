import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { checkThrown } from "../cli/testing/messages.ts";
import { sha256 } from "../identity/hash.ts";
import type { Json } from "../identity/preimage.ts";
import type { LockEntry } from "../lock.ts";
import { Producers } from "../lineage/mod.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { contentAt, contentOf, diffContents } from "./content.ts";
import { diffJson } from "./json.ts";
import { diffLocks } from "./locks.ts";
import { diffTables } from "./tables.ts";

type Source = Parameters<typeof parquetWriteBuffer>[0]["columnData"];

function write(path: string, bytes: Uint8Array | string) {
  Deno.writeFileSync(
    path,
    typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
  );
  return path;
}

const table = (columnData: Source) =>
  new Uint8Array(parquetWriteBuffer({ columnData }));

/** A safetensors file of F32 tensors of one dimension. */
function tensors(values: Readonly<Record<string, readonly number[]>>) {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(values).map(([name, { length }]) => [name, {
      dtype: "F32",
      shape: [length],
      data_offsets: [at, at += 4 * length],
    }]),
  );
  const head = new TextEncoder().encode(JSON.stringify(header));
  const data = new Float32Array(Object.values(values).flat());
  const bytes = new Uint8Array(8 + head.length + data.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(new Uint8Array(data.buffer), 8 + head.length);
  return bytes;
}

Deno.test("documents are compared leaf by leaf, lists by their places", () => {
  const a = { b: [1, 2, { "a b": null }], c: "x", gone: { deep: [1] } };
  const b = { b: [1, 5, { "a b": 0 }, 9], c: ["x"] };
  const { count, changes, groups } = diffJson(a, b);
  assert.deepEqual(
    changes.map(({ path, change, before, after }) => [
      path,
      change,
      before,
      after,
    ]),
    [
      ["b[1]", "changed", 2, 5],
      ['b[2]."a b"', "changed", null, 0],
      ["b[3]", "added", null, 9],
      ["c", "changed", "x", ["x"]],
      ["gone", "removed", { deep: [1] }, null],
    ],
  );
  assert.equal(count, 5);
  assert.deepEqual(groups[0], {
    path: "b[*]",
    count: 2,
    first: [changes[0], changes[2]],
    mean: null,
  });
  const many = diffJson(
    Array.from({ length: 5000 }, (_, i) => i),
    Array.from({ length: 5000 }, (_, i) => i + 2),
  );
  assert.deepEqual([many.count, many.changes.length], [5000, 1000]);
  assert.deepEqual(
    many.groups.map(({ path, count, mean }) => [
      path,
      count,
      mean,
    ]),
    [["[*]", 5000, { before: 2499.5, after: 2501.5 }]],
  );
});

Deno.test("two documents differ in as many leaves as were changed", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (x, y) => {
    const [a, b] = [x, y].map((one) => JSON.parse(JSON.stringify(one)) as Json);
    assert.equal(diffJson(a!, a!).count, 0);
    const isSame = fc.stringify(a) === fc.stringify(b) ||
      // Objects are the same whatever the order of their fields.
      (() => {
        try {
          assert.deepStrictEqual(a, b);
          return true;
        } catch {
          return false;
        }
      })();
    assert.equal(diffJson(a!, b!).count === 0, isSame);
  }));
});

Deno.test("tables are compared by the columns that tell rows apart", async () => {
  using place = makeTempStore();
  const at = (name: string) => join(place.folder, name);
  const words = ["a", "b", "c", "d"];
  const one = write(
    at("1"),
    table([
      { name: "score", data: [1, 2, 3, 4], type: "DOUBLE" },
      { name: "kind", data: ["x", "x", "y", "y"] },
      { name: "word", data: words },
      { name: "old", data: words },
    ]),
  );
  const two = write(
    at("2"),
    table([
      { name: "score", data: [1, 2.5, 3, 9], type: "DOUBLE" },
      { name: "kind", data: ["x", "z", "y", "y"] },
      { name: "word", data: ["a", "b", "c", "e"] },
      { name: "new", data: [1, 2, 3, 4], type: "INT32" },
    ]),
  );
  const diff = await diffTables(one, two);
  assert.deepEqual(diff.columns, [
    { name: "old", change: "removed", before: "VARCHAR", after: null },
    { name: "new", change: "added", before: null, after: "INTEGER" },
  ]);
  assert.deepEqual(diff.key, ["word"]);
  assert.deepEqual(diff.removed, { count: 1, first: [[4, "y", "d"]] });
  assert.deepEqual(diff.added, { count: 1, first: [[9, "y", "e"]] });
  assert.deepEqual(diff.changed, {
    count: 1,
    byColumn: [["score", 1], ["kind", 1]],
    first: [{
      key: ["b"],
      cells: [
        { column: "score", before: 2, after: 2.5 },
        { column: "kind", before: "x", after: "z" },
      ],
    }],
  });
  assert.deepEqual(diff.summary, [{
    column: "score",
    before: { mean: 2.5, least: 1, greatest: 4 },
    after: { mean: 3.875, least: 1, greatest: 9 },
  }]);
});

Deno.test("tables without a key are compared as rows, however often each is there", async () => {
  using place = makeTempStore();
  const at = (name: string) => join(place.folder, name);
  const of = (name: string, rows: readonly string[]) =>
    write(at(name), table([{ name: "word", data: [...rows] }]));
  const diff = await diffTables(
    of("1", ["a", "a", "b", "a"]),
    of("2", ["a", "b", "b"]),
  );
  assert.deepEqual([diff.key, diff.removed.count, diff.added.count], [
    [],
    2,
    1,
  ]);
  const again = await diffTables(
    of("1", ["a", "b", "c"]),
    of("2", ["c", "b", "a"]),
  );
  assert.equal(again.reordered, true);
  const pairs = (name: string, scores: number[]) =>
    write(
      at(name),
      table([
        { name: "a", data: [1, 1, 2], type: "INT32" },
        { name: "b", data: [1, 2, 1], type: "INT32" },
        { name: "score", data: scores, type: "DOUBLE" },
      ]),
    );
  const paired = await diffTables(pairs("1", [1, 1, 1]), pairs("2", [1, 1, 3]));
  assert.deepEqual(paired.key, ["a", "b"]);
  assert.deepEqual(paired.changed.first[0]!.key, [2, 1]);
});

Deno.test("folders are compared file by file, each by what it is", async () => {
  using place = makeTempStore();
  const { store, folder } = place;
  const put = (name: string, files: Record<string, Uint8Array | string>) => {
    // The store takes the files of a folder away.
    const [path, kept] = [join(folder, name), join(folder, `${name}-kept`)];
    for (const at of [path, kept]) {
      Deno.mkdirSync(at);
      for (const [file, bytes] of Object.entries(files)) {
        write(join(at, file), bytes);
      }
    }
    return [contentAt(path), store.putFolder(kept).digest] as const;
  };
  const [a, before] = put("a", {
    "model.safetensors": tensors({ w: [1, 2, 2], same: [1], shape: [1] }),
    "notes.txt": "one\ntwo\n",
    "config.json": '{"a":1}',
    "spaced.json": '{"a":1}',
    "raw.bin": new Uint8Array([0, 1]),
    "same": "same",
    "gone": "",
  });
  const [b, after] = put("b", {
    "model.safetensors": tensors({ w: [1, 2, 5], same: [1], shape: [1, 2] }),
    "notes.txt": "one\nthree\n",
    "config.json": '{"a":2}',
    "spaced.json": '{ "a": 1 }',
    "raw.bin": new Uint8Array([0, 1, 2]),
    "same": "same",
    "new": "",
  });
  const diff = await diffContents(a, b);
  assert(diff.type === "folder");
  assert.deepEqual(diff.added, ["new"]);
  assert.deepEqual(diff.removed, ["gone"]);
  assert.equal(diff.same, 1);
  const found = Object.fromEntries(
    diff.changed.map(({ path, diff }) => [path, diff]),
  );
  const rms = Math.sqrt(3);
  assert.deepEqual(found["model.safetensors"], {
    type: "tensors",
    same: 1,
    changes: [
      {
        name: "shape",
        change: "changed",
        before: "F32[1]",
        after: "F32[2]",
        values: null,
      },
      {
        name: "w",
        change: "changed",
        before: "F32[3]",
        after: "F32[3]",
        values: { maximum: 3, rms, rmsBefore: rms },
      },
    ],
    overall: { maximum: 3, rms: 1.5, rmsBefore: Math.sqrt(10 / 4) },
  });
  assert.deepEqual(found["notes.txt"], {
    type: "text",
    lines: ["@@ -1,2 +1,2 @@", " one", "-two", "+three"],
  });
  assert.equal(found["config.json"]!.type, "json");
  // The same values in other letters.
  assert.equal(found["spaced.json"]!.type, "text");
  assert.deepEqual(found["raw.bin"], { type: "bytes", before: 2, after: 3 });
  // What the store holds compares as what was put in.
  const kept = await diffContents(
    contentOf(store, before, "folder"),
    contentOf(store, after, "folder"),
  );
  assert.deepEqual(kept, diff);
  assert.deepEqual(await diffContents(a, a), { type: "same" });
  assert.equal(
    (await diffContents(a, contentAt(join(folder, "a/gone")))).type,
    "forms",
  );
});

Deno.test("a damaged table is told by its size, with what is wrong", async () => {
  using place = makeTempStore();
  const at = (name: string, text: string) =>
    contentAt(write(join(place.folder, name), text));
  const diff = await diffContents(at("a", "PAR1 one"), at("b", "PAR1 three"));
  assert(diff.type === "bytes");
  assert.deepEqual([diff.before, diff.after], [8, 10]);
  assert.match(diff.why!, /a": it is no Parquet file, or a damaged one/);
});

Deno.test("a table that claims to be endless keeps no comparison for ever", async () => {
  using place = makeTempStore();
  const bytes = table([{ name: "n", data: [1, 2, 3], type: "INT32" }]);
  const path = (name: string) => join(place.folder, name);
  const before = contentAt(write(path("a"), bytes));
  // The number of values in the first page's header goes on and on.
  bytes[12]! ^= 0x80;
  const after = contentAt(write(path("b"), bytes));
  const diff = await diffContents(before, after, { longest: 500 });
  assert(diff.type === "bytes");
  assert.match(diff.why!, /b": it was not done within 0.5 s; it is too large/);
});

Deno.test("locks are compared stage by stage, with where that begins", () => {
  const word = (text: string) => ({
    digest: sha256(text),
    size: 1,
    type: "json",
    form: "file",
  } as const);
  const first = (rate: number) =>
    makeRecord({ params: { rate } }, {
      stage: "train",
      outputs: { out: word(`train ${rate}`) },
      startedAt: "2026-01-02T03:00:00.000Z",
      metrics: { loss: rate },
    });
  const last = (rate: number) =>
    makeRecord({
      kind: "score",
      inputs: { in: first(rate).outputs.out!.digest },
    }, {
      stage: "a/score",
      outputs: { out: word(`score ${rate}`) },
      startedAt: "2026-01-02T03:30:00.000Z",
    });
  const records = [1, 2].flatMap((rate) => [first(rate), last(rate)]);
  const lockOf = (rate: number) => ({
    version: 1 as const,
    profiles: {
      default: Object.fromEntries(
        [first(rate), last(rate)].map((record): [string, LockEntry] => [
          record.stage,
          {
            key: record.key,
            experiment: sha256(record.key),
            kind: record.preimage.kind,
            determinism: "bitwise",
            outputs: { out: record.outputs.out!.digest },
            metrics: record.metrics,
          },
        ]),
      ),
      ...(rate === 2 ? { more: {} } : {}),
    },
  });
  const producers = new Producers(records);
  const recordOf = (key: string) =>
    records.find((record) => record.key === key) ?? null;
  const diff = diffLocks(lockOf(1), lockOf(2), producers, recordOf);
  assert.equal(
    diff.first,
    "train: param rate: 1 -> 2; everything after follows from it",
  );
  assert.deepEqual(
    diff.profiles.map(({ profile, change, stages }) => [
      profile,
      change,
      stages.map(({ stage }) => stage),
    ]),
    [["default", "changed", ["a/score", "train"]], ["more", "added", []]],
  );
  const unknown = diffLocks(lockOf(1), lockOf(2), producers, () => null);
  assert.deepEqual([unknown.first, unknown.unknown], [null, 2]);
  assert.deepEqual(
    diffLocks(lockOf(1), lockOf(1), producers, recordOf).profiles,
    [],
  );
});

Deno.test("what cannot be compared says why", async () => {
  using place = makeTempStore();
  const { store, folder } = place;
  const { digest } = store.putBytes(new TextEncoder().encode("text"));
  const path = write(join(folder, "t"), table([{ name: "a", data: ["x"] }]));
  await checkThrown(import.meta, "content", {
    "A damaged object": () => {
      Deno.chmodSync(store.pathOf(digest), 0o644);
      Deno.writeTextFileSync(store.pathOf(digest), "other");
      contentOf(store, digest, "file");
    },
    "A table that is too large": () => diffTables(path, path, { largest: 10 }),
    "A device": () => contentAt("/dev/null"),
  }, (text) => text.replaceAll(folder, "FOLDER"));
});
