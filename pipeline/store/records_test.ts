import assert from "node:assert/strict";
import { join } from "node:path";
import { StoreError } from "../errors.ts";
import { countCalls } from "../testing/count.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { openStore } from "./store.ts";

Deno.test("records of a key stand beside each other", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const first = makeRecord(), second = makeRecord({}, { seconds: 2 });
  assert.equal(store.writeRecord(first), 1);
  assert.equal(store.writeRecord(second), 2);
  assert.deepEqual(store.readRecords(first.key), [first, second]);
  assert.deepEqual(store.latestRecord(first.key), second);
  assert.deepEqual(store.allRecords(), [first, second]);
});

Deno.test("a flip of any byte of a record is noticed", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const record = makeRecord({ params: { lr: 0.1, name: "é" } });
  const path = store.recordPath(record.key, store.writeRecord(record));
  const whole = Deno.readFileSync(path);
  // Every byte would take long for nothing; the step is no divisor of a line.
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = whole.slice();
    damaged[at] = damaged[at]! ^ 1;
    Deno.writeFileSync(path, damaged);
    assert.equal(store.latestRecord(record.key), null, `byte ${at}`);
  }
  const [fault] = store.recordFaults(record.key);
  assert.equal(fault?.path, path);
  assert.equal(
    fault?.message,
    `record ${record.key.slice(0, 8)}/1 is damaged`,
  );
  Deno.writeFileSync(path, whole.subarray(0, 100));
  assert.equal(store.allRecordFaults().length, 1);
});

Deno.test("a damaged record is passed over for an older one", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const record = makeRecord();
  store.writeRecord(record);
  const n = store.writeRecord(makeRecord({}, { seconds: 9 }));
  Deno.writeTextFileSync(store.recordPath(record.key, n), "{}");
  assert.deepEqual(store.latestRecord(record.key), record);
});

Deno.test("a record under another key than its own is not believed", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const a = makeRecord({ kind: "a" }), b = makeRecord({ kind: "b" });
  store.writeRecord(a);
  store.writeRecord(b);
  Deno.copyFileSync(store.recordPath(a.key, 1), store.recordPath(b.key, 1));
  assert.equal(store.latestRecord(b.key), null);
  assert.throws(() => store.writeRecord({ ...a, key: b.key }), StoreError);
});

Deno.test("a stage's records are found by its name, in order of time", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const named = (stage: string, value: number) =>
    makeRecord({ params: { value } }, { stage });
  const records = [named("a b", 1), named("c", 2), named("a b", 3)];
  for (const record of records) store.writeRecord(record);
  assert.deepEqual(store.recordsOfStage("a b"), [records[0], records[2]]);
  assert.deepEqual(store.recordsOfStage("a b", 1), [records[2]]);
  assert.deepEqual(store.recordsOfStage("a"), []);
});

Deno.test("the history can be lost, cut off or made up", () => {
  using temp = makeTempStore();
  const at = (seconds: number) =>
    makeRecord({ params: { seconds } }, {
      startedAt: `2026-01-01T00:00:0${seconds}.000Z`,
    });
  const records = [at(1), at(2), at(3)];
  for (const record of records) temp.store.writeRecord(record);
  const path = join(temp.store.root, "history");
  const whole = Deno.readTextFileSync(path);
  const ghost = "0".repeat(64) + " 1 a/stage\n";
  for (const text of ["", whole.slice(0, -5), whole.slice(70), whole + ghost]) {
    Deno.writeTextFileSync(path, text);
    const reopened = openStore(temp.store.root);
    assert.deepEqual(reopened.recordsOfStage("a/stage"), records);
  }
  Deno.removeSync(path);
  assert.deepEqual(
    openStore(temp.store.root).recordsOfStage("a/stage"),
    records,
  );
});

Deno.test("a key without a record that can be read is looked at once", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const good = makeRecord({ kind: "good" }), bad = makeRecord({ kind: "bad" });
  store.writeRecord(good);
  store.writeRecord(bad);
  Deno.writeTextFileSync(store.recordPath(bad.key, 1), "{}");
  const empty = join(store.root, "records", "0".repeat(64));
  Deno.mkdirSync(empty);
  const history = join(store.root, "history");
  const inode = () => Deno.statSync(history).ino;
  assert.deepEqual(openStore(store.root).recordsOfStage("a/stage"), [good]);
  const made = inode();
  // Making the history anew replaces its file.
  assert.deepEqual(openStore(store.root).recordsOfStage("a/stage"), [good]);
  assert.equal(inode(), made);
  const later = makeRecord({ kind: "bad" }, { seconds: 9 });
  store.writeRecord(later);
  assert.deepEqual(openStore(store.root).recordsOfStage("a/stage"), [
    good,
    later,
  ]);
  Deno.removeSync(empty);
  assert.equal(openStore(store.root).recordsOfStage("a/stage").length, 2);
  assert.notEqual(inode(), made);
});

Deno.test("to ask for a stage's records costs the same in any store", async () => {
  const costs: number[] = [];
  for (const count of [8, 64]) {
    using temp = makeTempStore();
    const { store } = temp;
    const add = (number: number) =>
      store.writeRecord(makeRecord({ params: { number } }, {
        stage: `stage/${number}`,
      }));
    for (let i = 0; i < count; i++) add(i);
    store.recordsOfStage("stage/1");
    costs.push(
      await countCalls(() => {
        // As in a first run: others' records come between two questions.
        for (let i = 0; i < 4; i++) {
          add(count + i);
          assert.equal(store.recordsOfStage("stage/1").length, 1);
        }
      }),
    );
  }
  assert.equal(costs[0], costs[1]);
});

Deno.test("a folder in place of the history is replaced by the history", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const path = join(store.root, "history");
  const first = makeRecord({ params: { seed: 1 } });
  const second = makeRecord({ params: { seed: 2 } });
  const block = () => {
    Deno.removeSync(path, { recursive: true });
    Deno.mkdirSync(join(path, "inside"), { recursive: true });
  };
  store.writeRecord(first);
  block();
  assert.equal(openStore(store.root).recordsOfStage("a/stage").length, 1);
  block();
  // One that has read it before finds another file, and so does a writer.
  store.writeRecord(second);
  block();
  assert.equal(store.recordsOfStage("a/stage").length, 2);
  assert(Deno.statSync(path).isFile);
});

Deno.test("a file in place of a key's records is named by whoever reads them", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const { key } = makeRecord({});
  Deno.mkdirSync(join(store.root, "records"), { recursive: true });
  Deno.writeTextFileSync(join(store.root, "records", key), "");
  const named = /^Cannot read the records of \w{8}: a file is at .*records/;
  for (
    const read of [
      () => [...store.numberedRecords(key)],
      () => store.latestRecord(key),
      () => store.allRecords(),
      () => store.recordsOfStage("a/stage"),
    ]
  ) assert.throws(read, { name: "StoreError", message: named });
});
