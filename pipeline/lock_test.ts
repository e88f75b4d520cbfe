import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { json } from "./artifact.ts";
import { LockError } from "./errors.ts";
import type { Digest } from "./identity/digest.ts";
import { sha256 } from "./identity/hash.ts";
import type { Preimage } from "./identity/preimage.ts";
import { readLock, updateLock, writeLock } from "./lock.ts";
import { verdictOf } from "./verdict.ts";
import type { StageOutcome } from "./run/event.ts";
import { stage } from "./stage.ts";
import type { ExecutionRecord } from "./store/record.ts";
import { makeRecord, makeTempStore } from "./testing/store.ts";

const kind = stage({ url: "file:///p/stages/kind.ts" }, {
  doc: "",
  params: z.object({}),
  inputs: {},
  outputs: { out: json },
  determinism: "bitwise",
  accelerated: true,
  tolerance: { per: { absolute: 0.01 }, loss: { relative: 0.1 } },
  run() {},
});

const out = (digest: Digest) => ({
  out: { digest, size: 1, type: "json", form: "file" as const },
});
const a = sha256("a"), b = sha256("b");

function outcome(record: ExecutionRecord): StageOutcome {
  return {
    name: record.stage,
    kind: record.preimage.kind,
    status: "ran",
    seconds: 1,
    verdict: null,
    record,
    failure: null,
  };
}

Deno.test("a lock is read back as written, sorted and without times", async () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "lock.json");
  assert.equal(await readLock(path), null);
  const records = ["b", "a"].map((name) =>
    makeRecord({}, { stage: name, outputs: out(a), metrics: { z: 1, y: 2 } })
  );
  const lock = updateLock(null, "smoke", records.map(outcome));
  writeLock(path, lock);
  assert.deepEqual(await readLock(path), lock);
  const text = Deno.readTextFileSync(path);
  assert(text.indexOf('"a"') < text.indexOf('"b"'));
  assert(text.indexOf('"y"') < text.indexOf('"z"'));
  assert(!text.includes("2026"));
  writeLock(
    path,
    updateLock(lock, "smoke", [...records].reverse().map(outcome)),
  );
  assert.equal(Deno.readTextFileSync(path), text);
});

Deno.test("an update replaces its profile and leaves the others", () => {
  const one = outcome(makeRecord({}, { stage: "one" }));
  const two = outcome(makeRecord({}, { stage: "two" }));
  const lock = updateLock(updateLock(null, "a", [one]), "b", [one]);
  const updated = updateLock(lock, "b", [two]);
  assert.deepEqual(Object.keys(updated.profiles.a!), ["one"]);
  assert.deepEqual(Object.keys(updated.profiles.b!), ["two"]);
});

Deno.test("a damaged lock is refused with its line or field", async () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "lock.json");
  const good = updateLock(null, "smoke", [outcome(makeRecord())]);
  writeLock(path, good);
  const text = Deno.readTextFileSync(path);
  const cases: [string, RegExp][] = [
    [text.slice(0, 80), /line \d+: it is not JSON/],
    [text.replace('"kind"', '"kind'), /line \d+: it is not JSON/],
    ["[]", /it is not an object/],
    [text.replace('"version": 1', '"version": 2'), /"version" is 2, not 1/],
    [text.replace(/"key": "./, '"key": "x'), /"a\/stage".*"key"/],
    [text.replace(/"experiment": "\w+", /, ""), /"a\/stage".*"experiment"/],
    [text.replace('"bitwise"', '"always"'), /"determinism" "always"/],
    [text.replace('"stage": "a/stage"', '"stage": "b"'), /block of "b"/],
    ["{\n<<<<<<< ours\n}", /line 2: a merge conflict/],
  ];
  for (const [damaged, message] of cases) {
    Deno.writeTextFileSync(path, damaged);
    await assert.rejects(
      readLock(path),
      (error) => error instanceof LockError && message.test(error.message),
      String(message),
    );
  }
});

Deno.test("the verdict on the same key is about bytes", () => {
  using temp = makeTempStore();
  const record = makeRecord({}, { outputs: out(a) });
  const lock = updateLock(null, "smoke", [outcome(record)]);
  const judge = (found: ExecutionRecord, profile = "smoke") =>
    verdictOf(
      lock,
      profile,
      { name: found.stage, kind, record: found, onAdapter: false },
      temp.store,
    );
  assert.deepEqual(judge(record), { type: "identical" });
  assert.deepEqual(judge(record, "full"), { type: "new" });
  assert.deepEqual(judge({ ...record, outputs: out(b) }), {
    type: "drifted",
    what: `output out: ${a.slice(0, 8)} -> ${b.slice(0, 8)}`,
  });
});

Deno.test("the verdict on another key says what changed", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const before = makeRecord({ params: { lr: 1 } }, { outputs: out(a) });
  const after = makeRecord({ params: { lr: 2 } }, { outputs: out(b) });
  const lock = updateLock(null, "smoke", [outcome(before)]);
  const subject = { name: after.stage, kind, record: after, onAdapter: false };
  assert.deepEqual(verdictOf(lock, "smoke", subject, store), {
    type: "changed",
    what: "code or parameters differ from the lock's",
  });
  store.writeRecord(before);
  assert.deepEqual(verdictOf(lock, "smoke", subject, store), {
    type: "changed",
    what: "param lr: 1 -> 2",
  });
});

Deno.test("another adapter is measured by the declared tolerances", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const on = (device: "wasm" | "webgpu:x", per: number, loss: number) =>
    makeRecord({ device }, {
      outputs: out(sha256(`${device} ${per} ${loss}`)),
      metrics: { per, loss, steps: per },
    });
  const locked = on("wasm", 0.5, 2);
  const lock = updateLock(null, "smoke", [outcome(locked)]);
  const judge = (record: ExecutionRecord, onAdapter = true) =>
    verdictOf(
      lock,
      "smoke",
      { name: record.stage, kind, record, onAdapter },
      store,
    );
  const near = on("webgpu:x", 0.505, 2.1);
  assert.deepEqual(judge(near), { type: "within tolerance" });
  assert.deepEqual(judge(on("webgpu:x", 0.52, 2)), {
    type: "changed",
    what: "metric per: 0.5 -> 0.52, outside the tolerance",
  });
  assert.equal(judge(near, false).type, "changed");
  const other = makeRecord({ device: "webgpu:x", params: { lr: 1 } }, {
    metrics: near.metrics,
  });
  // A store that has the lock's record can say what differs; any knows that.
  assert.deepEqual(judge(other), {
    type: "changed",
    what: "code or parameters differ from the lock's",
  });
  store.writeRecord(locked);
  assert.deepEqual(judge(other), {
    type: "changed",
    what: "param lr: none -> 1, and 1 more",
  });
  assert.deepEqual(judge(near), { type: "within tolerance" });
});

Deno.test("no tolerance hides another experiment on the adapter", () => {
  using temp = makeTempStore();
  const on = (fields: Partial<Preimage>) =>
    makeRecord({ device: "webgpu:x", inputs: { x: a }, ...fields }, {
      outputs: out(b),
    });
  const locked = makeRecord({ device: "wasm", inputs: { x: b } }, {
    outputs: out(a),
  });
  const lock = updateLock(null, "smoke", [outcome(locked)]);
  const judge = (record: ExecutionRecord) =>
    verdictOf(
      lock,
      "smoke",
      { name: record.stage, kind, record, onAdapter: true },
      temp.store,
    ).type;
  const { code } = locked.preimage;
  assert.equal(judge(on({})), "within tolerance");
  assert.equal(judge(on({ params: { lr: 9 } })), "changed");
  assert.equal(judge(on({ kind: "other" })), "changed");
  assert.equal(judge(on({ deno: "3.0.0" })), "changed");
  assert.equal(judge(on({ inputs: { y: a } })), "changed");
  const files = { "stages/kind.ts": sha256("other code") };
  assert.equal(judge(on({ code: { ...code, files } })), "changed");
});
