import assert from "node:assert/strict";
import { join } from "node:path";
import type { Lock } from "../lock.ts";
import { experimentOf } from "../identity/key.ts";
import { names } from "../store/objects.ts";
import type { Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { audit } from "./audit.ts";
import { isDamage } from "./finding.ts";
import { repair } from "./repair.ts";

/** Writes a record whose output `x` is a text, and gives it back. */
function add(store: Store, seed: number, text: string, second = 0) {
  const stored = store.putBytes(new TextEncoder().encode(text));
  const outputs = { x: { ...stored, type: "json", form: "file" as const } };
  const startedAt = `2026-01-01T00:00:0${second}.000Z`;
  const record = makeRecord({ params: { seed } }, { outputs, startedAt });
  store.writeRecord(record);
  return record;
}

function lockOf(record: ExecutionRecord): Lock {
  const { key, preimage, determinism } = record;
  const entry = {
    key,
    experiment: experimentOf(preimage),
    kind: preimage.kind,
    determinism,
    outputs: { x: record.outputs.x!.digest },
    metrics: {},
  };
  return { version: 1, profiles: { smoke: { "a/stage": entry } } };
}

/** What is wrong; the code of made-up records is nowhere, which is none. */
const faults = (store: Store, lock: Lock | null = null) =>
  audit(store, lock).findings.filter(isDamage);

const why = (store: Store, lock: Lock | null = null) =>
  repair(store, { locks: lock === null ? [] : [lock] }).map((
    { subject, why },
  ) => `${subject.split(" ")[0]}: ${why}`);

Deno.test("damage is moved aside with the records that need it, and kept", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const good = add(store, 1, "good");
  const spoilt = add(store, 2, "spoilt");
  const folder = add(store, 3, "a folder in its place");
  const torn = add(store, 4, "torn");
  for (const { outputs } of [spoilt, folder]) {
    Deno.removeSync(store.pathOf(outputs.x!.digest));
  }
  Deno.writeTextFileSync(store.pathOf(spoilt.outputs.x!.digest), "other");
  Deno.mkdirSync(store.pathOf(folder.outputs.x!.digest));
  Deno.truncateSync(store.recordPath(torn.key, 1), 10);
  assert.equal(faults(store).length > 0, true);

  assert.deepEqual(
    why(store).sort(),
    [
      "object: its bytes are other ones than its name says",
      "object: its bytes are other ones than its name says",
      "record: it is damaged",
      `record: output x: object ${
        folder.outputs.x!.digest.slice(0, 8)
      } is missing`,
      `record: output x: object ${
        spoilt.outputs.x!.digest.slice(0, 8)
      } is missing`,
    ].sort(),
  );
  assert.deepEqual(faults(store), []);
  assert.deepEqual(store.allRecords(), [good]);
  assert.deepEqual(store.recordsOfStage("a/stage"), [good]);
  assert.equal(names(join(store.root, "quarantine/objects")).length, 2);
  assert.equal(names(join(store.root, "quarantine/records")).length, 3);
  assert.deepEqual(why(store), []);
});

Deno.test("of records that disagree the lock's is kept", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const right = add(store, 1, "right", 1);
  add(store, 1, "wrong", 2);
  const lock = lockOf(right);
  assert.equal(faults(store, lock).length, 1);
  assert.deepEqual(why(store, lock), [
    "record: its outputs are not those that the lock has for its key",
  ]);
  assert.deepEqual(faults(store, lock), []);
  assert.deepEqual(store.allRecords(), [right]);
});

Deno.test("without a lock the newest record is kept", () => {
  using temp = makeTempStore();
  const { store } = temp;
  add(store, 1, "before", 1);
  const now = add(store, 1, "now", 2);
  assert.deepEqual(why(store), [
    "record: a later run of its key gave other bytes",
  ]);
  assert.deepEqual(faults(store), []);
  assert.deepEqual(store.allRecords(), [now]);
});

Deno.test("a damaged record is a note where another one of its key is there", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const record = add(store, 1, "x");
  Deno.truncateSync(store.recordPath(record.key, 1), 10);
  const found = () =>
    audit(store, null).findings.filter(({ check }) => check === "records")
      .map((f) => f.severity);
  assert.deepEqual(found(), ["damage"]);
  store.writeRecord(record);
  assert.deepEqual(found(), ["note"]);
  store.writeRecord(record);
  Deno.truncateSync(store.recordPath(record.key, 3), 10);
  assert.deepEqual(found(), ["note", "note"]);
});

Deno.test("what any recipe's lock vouches for stays", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const before = add(store, 1, "before", 1);
  add(store, 1, "now", 2);
  const other: Lock = { version: 1, profiles: {} };
  const moved = repair(store, { locks: [other, lockOf(before)] });
  assert.equal(moved.length, 1);
  assert.deepEqual(store.allRecords(), [before]);
});

Deno.test("what a pin names stays, and the others of its key go", () => {
  for (const lock of [true, false]) {
    using temp = makeTempStore();
    const { store } = temp;
    const before = add(store, 1, "before", 1);
    add(store, 1, "now", 2);
    const digests = [before.outputs.x!.digest];
    const pin = { name: "p", of: "x", lock, keys: [before.key], since: "0" };
    const loose = { locks: [], pins: [{ ...pin, digests: [] }] };
    assert.deepEqual(repair(store, loose), []);
    const moved = repair(store, { locks: [], pins: [{ ...pin, digests }] });
    assert.deepEqual(moved.map(({ why }) => why), [
      "its outputs are not those of its key that are pinned",
    ]);
    assert.deepEqual(store.allRecords(), [before]);
  }
});

Deno.test("where it is not known who vouches, no record is outvoted", () => {
  using temp = makeTempStore();
  const { store } = temp;
  add(store, 1, "before", 1);
  const { key } = add(store, 1, "now", 2);
  const isUnknown = (one: string) => one === key;
  assert.deepEqual(repair(store, { locks: [], isUnknown }), []);
  assert.equal(store.allRecords().length, 2);
});

Deno.test("each record that is moved is named by its own number", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const { key } = add(store, 1, "torn", 1);
  add(store, 1, "before", 2);
  const now = add(store, 1, "now", 3);
  Deno.truncateSync(store.recordPath(key, 1), 10);
  const moved = repair(store, { locks: [] });
  assert.deepEqual(
    moved.map(({ subject, from }) => [subject.replace(/\w{8}/, "KEY"), from]),
    [
      ["record KEY/1", store.recordPath(key, 1)],
      ["record KEY/2 of a/stage", store.recordPath(key, 2)],
    ],
  );
  assert.deepEqual(store.allRecords(), [now]);
});

Deno.test("files that others leave in the store are passed over", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const record = add(store, 1, "x");
  for (const folder of ["objects", "records"]) {
    Deno.writeTextFileSync(join(store.root, folder, ".DS_Store"), "");
  }
  assert.deepEqual(faults(store), []);
  assert.deepEqual(why(store), []);
  assert.deepEqual(store.allRecords(), [record]);
});
