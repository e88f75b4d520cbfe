import assert from "node:assert/strict";
import type { Lock } from "../lock.ts";
import { makeChain, rewrite } from "./testing/chain.ts";
import { faults, notes } from "./testing/findings.ts";

Deno.test("an input that nobody made is damage where a lock needs it", () => {
  using chain = makeChain();
  const { store, records, lock } = chain;
  Deno.removeSync(store.recordPath(records.corpus.key, 1));
  assert.deepEqual(faults(chain), ["input-unmade: input #"]);
  const { model: _, results: __, ...others } = lock.profiles.default!;
  const without: Lock = { version: 1, profiles: { default: others } };
  assert.deepEqual(faults(chain, without), []);
  assert.deepEqual(notes(chain, without), ["input-unmade"]);
});

Deno.test("a damaged record that another one stands for hides nothing", () => {
  using chain = makeChain();
  const { store, records } = chain;
  Deno.removeSync(store.recordPath(records.corpus.key, 1));
  Deno.writeTextFileSync(
    store.recordPath(records.model.key, 2),
    `spoilt ${records.corpus.outputs.x!.digest}`,
  );
  assert.deepEqual(faults(chain), ["input-unmade: input #"]);
  assert.deepEqual(notes(chain), ["record-superseded"]);
});

Deno.test("an input that was made after it was read is a note", () => {
  using chain = makeChain();
  const { store, records } = chain;
  rewrite(store, records.corpus, { startedAt: "2026-02-01T00:00:00.000Z" });
  assert.deepEqual(faults(chain), []);
  assert.deepEqual(notes(chain), ["made-later"]);
  // Another record of the same bytes that was there in time explains it.
  store.writeRecord(records.corpus);
  assert.deepEqual(notes(chain), []);
});

Deno.test("records of before code and logs were kept are no fault", () => {
  using chain = makeChain();
  const { store, records } = chain;
  const { log: _, ...without } = records.model;
  rewrite(store, without, {});
  for (const { log, preimage } of Object.values(records)) {
    const [code] = Object.values(preimage.code.files);
    for (const digest of [log!.digest, code!]) {
      const path = store.pathOf(digest);
      if (store.has(digest)) Deno.removeSync(path);
    }
  }
  assert.deepEqual(faults(chain), []);
  assert.deepEqual(notes(chain).sort(), [
    ...["code-missing", "code-missing", "code-missing"],
    ...["log-missing", "log-missing"],
  ]);
});
