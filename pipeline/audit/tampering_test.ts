import assert from "node:assert/strict";
import type { Digest, Key } from "../identity/digest.ts";
import { keyOf } from "../identity/key.ts";
import type { Lock, LockEntry } from "../lock.ts";
import { encodeTree } from "../store/tree.ts";
import { audit } from "./audit.ts";
import type { KnownParams } from "./forgery.ts";
import { repair } from "./repair.ts";
import { type Chain, flip, makeChain, put, rewrite } from "./testing/chain.ts";
import { faults, notes } from "./testing/findings.ts";

/** The lock with an entry changed. */
function changed(
  { lock }: Chain,
  stage: string,
  fields: Partial<LockEntry>,
): Lock {
  const stages = lock.profiles.default!;
  const entry = { ...stages[stage]!, ...fields };
  return { ...lock, profiles: { default: { ...stages, [stage]: entry } } };
}

/** Another digest, by its first digit. */
function other<Name extends string>(digest: Name): Name {
  return ((digest[0] === "0" ? "1" : "0") + digest.slice(1)) as Name;
}

Deno.test("a chain that nobody touched is clean, and complete", () => {
  using chain = makeChain();
  const { findings, checked, reaches } = audit(chain.store, chain.lock);
  assert.deepEqual(findings, []);
  assert.deepEqual(
    [checked.records, checked.withCode, checked.logs, checked.inputs],
    [3, 3, 3, 2],
  );
  assert.deepEqual(reaches, [{
    profile: "default",
    stages: 3,
    computed: 3,
    executions: 3,
    sources: 1,
    breaks: [],
  }]);
});

Deno.test("a byte of an output, of code and of a log are told apart", () => {
  using chain = makeChain();
  const { store, records } = chain;
  const { model } = records;
  flip(store.pathOf(model.outputs.x!.digest));
  assert.deepEqual(faults(chain), ["object-damaged: object #"]);
  flip(store.pathOf(model.outputs.x!.digest));
  flip(store.pathOf(model.log!.digest));
  assert.deepEqual(faults(chain), ["log-damaged: object #"]);
  flip(store.pathOf(model.log!.digest));
  flip(store.pathOf(model.preimage.code.files["stages/model.ts"]!));
  assert.deepEqual(faults(chain), ["code-damaged: object #"]);
});

Deno.test("a log is moved aside by a repair, and then missed without harm", () => {
  using chain = makeChain();
  const { store, records, lock } = chain;
  flip(store.pathOf(records.model.log!.digest));
  const moved = repair(store, { locks: [lock] });
  assert.equal(moved.length, 1);
  assert.match(moved[0]!.subject, /^object /);
  assert.deepEqual(faults(chain), []);
  assert.deepEqual(notes(chain), ["log-missing"]);
});

Deno.test("a byte of a record is one fault, whatever was made from it", () => {
  using chain = makeChain();
  const { store, records } = chain;
  flip(store.recordPath(records.corpus.key, 1));
  assert.deepEqual(faults(chain), ['record-damaged: record # of "corpus"']);
  const [reach] = audit(store, chain.lock).reaches;
  assert.deepEqual(
    reach!.breaks.map(({ stage, input }) => [stage, input]),
    [["model", "from"]],
  );
});

Deno.test("a parameter that was changed with the checksum is named", () => {
  using chain = makeChain();
  const { store, records, lock } = chain;
  const { preimage } = records.model;
  rewrite(store, records.model, {
    preimage: { ...preimage, params: { steps: 10, rate: 3 } },
  });
  assert.deepEqual(faults(chain), ['key-differs: record # of "model"']);
  const said = (known: KnownParams) =>
    audit(store, lock, () => {}, known).findings[0]!.message;
  assert.match(
    said(() => [{ steps: 10, rate: 1 }]),
    /^was changed after it was written: its parameters, inputs, code or device/,
  );
  assert.match(
    said(() => [{ steps: 9, rate: 2 }, { steps: 10, rate: 2 }]),
    /^was changed after it was written: param rate: 2 -> 3 \(/,
  );
  const [moved] = repair(store, { locks: [lock] });
  assert.match(moved!.why, /its key is not the hash of what it says/);
});

Deno.test("a parameter that was changed with checksum and key leaves the lock's key", () => {
  using chain = makeChain();
  const { store, records } = chain;
  const { model } = records;
  Deno.removeSync(store.recordPath(model.key, 1));
  const preimage = { ...model.preimage, params: { steps: 10, rate: 3 } };
  store.writeRecord({ ...model, preimage, key: keyOf(preimage) });
  assert.deepEqual(faults(chain), []);
  assert.deepEqual(notes(chain), ["lock-elsewhere"]);
});

Deno.test("an output, a metric and an input that were changed in a record are named", () => {
  using chain = makeChain();
  const { store, records } = chain;
  const { model } = records;
  const stored = put(store, "better");
  rewrite(store, model, { outputs: { x: { ...model.outputs.x, ...stored } } });
  assert.deepEqual(faults(chain), [
    // What was made from the true output has lost its origin.
    "input-unmade: input #",
    "lock-entry: lock default model",
  ]);
  rewrite(store, model, { metrics: { size: 9 } });
  assert.deepEqual(faults(chain), ["lock-metric: lock default model"]);
  const inputs = { from: stored.digest };
  rewrite(store, model, { preimage: { ...model.preimage, inputs } });
  assert.deepEqual(faults(chain), ['key-differs: record # of "model"']);
  assert.match(
    audit(store, chain.lock).findings[0]!.message,
    /: input from: \w+\.* -> \w+/,
  );
  const size = { x: { ...model.outputs.x, size: 1 } };
  rewrite(store, model, { outputs: size });
  assert.deepEqual(faults(chain), ["output-size: record #"]);
});

Deno.test("the size of a folder and of a log that were changed are named", () => {
  using chain = makeChain();
  const { store, records } = chain;
  const { corpus } = records;
  const file = { path: "a/b.txt", ...put(store, "six is") };
  const folder = store.putBytes(encodeTree([file]));
  const of = (size: number) => ({
    outputs: {
      ...corpus.outputs,
      y: { digest: folder.digest, size, type: "files", form: "folder" },
    },
  });
  const locked = changed(chain, "corpus", {
    outputs: { x: corpus.outputs.x!.digest, y: folder.digest },
  });
  rewrite(store, corpus, of(6));
  assert.deepEqual(faults(chain, locked), []);
  rewrite(store, corpus, of(7));
  assert.deepEqual(faults(chain, locked), ["output-size: record #"]);
  rewrite(store, corpus, { log: { ...corpus.log, size: 1 } });
  assert.deepEqual(faults(chain), ['log-size: record # of "corpus"']);
});

Deno.test("a file that a record calls a folder is named", () => {
  using chain = makeChain();
  const { store, records } = chain;
  const { model } = records;
  rewrite(store, model, {
    outputs: { x: { ...model.outputs.x, form: "folder" } },
  });
  assert.deepEqual(faults(chain), ["folder-unreadable: object #"]);
});

Deno.test("a record of another shape is named, and nothing else fails for it", () => {
  using chain = makeChain();
  const { store, records } = chain;
  for (
    const wrong of [
      { outputs: null },
      { preimage: { ...records.model.preimage, inputs: ["x"] } },
      { seconds: "1" },
      { seconds: -1 },
      { startedAt: "yesterday" },
      { threads: "two" },
      { machine: null },
      { log: { digest: "../../etc/passwd", size: 1 } },
    ]
  ) {
    rewrite(store, records.model, wrong);
    // Only a record that names no outputs any more leaves others alone.
    const orphans = "outputs" in wrong ? ["input-unmade: input #"] : [];
    assert.deepEqual(faults(chain), ["record-shape: record #/1", ...orphans]);
  }
});

Deno.test("each field of the lock that was changed is named", () => {
  using chain = makeChain();
  const { key, experiment, outputs } = chain.lock.profiles.default!.model!;
  const of = (fields: Partial<LockEntry>) =>
    faults(chain, changed(chain, "model", fields));
  assert.deepEqual(of({ key: other<Key>(key) }), [
    "lock-key: lock default model",
  ]);
  const entry = ["lock-entry: lock default model"];
  assert.deepEqual(of({ experiment: other<Digest>(experiment) }), entry);
  assert.deepEqual(of({ kind: "sft" }), entry);
  assert.deepEqual(of({ determinism: "none" }), entry);
  assert.deepEqual(of({ outputs: { x: other<Digest>(outputs.x!) } }), entry);
  assert.deepEqual(of({ metrics: { size: 7.5 } }), [
    "lock-metric: lock default model",
  ]);
});
