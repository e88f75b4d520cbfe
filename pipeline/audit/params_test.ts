import assert from "node:assert/strict";
import type { Json } from "../identity/preimage.ts";
import type { Lock } from "../lock.ts";
import type { Stage } from "../recipe.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { audit } from "./audit.ts";
import { entryOf, put } from "./testing/chain.ts";

/** Stages with their parameters, and nothing between them. */
type Params = Readonly<Record<string, Json>>;

function stagesOf(params: Params): Stage[] {
  return Object.entries(params).map(([name, params]) => ({
    name,
    kind: { name: "kind" } as Stage["kind"],
    params,
    inputs: {},
  }));
}

Deno.test("a parameter that is another one in the recipe is a note", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const ran: Params = {
    "sft/seed=1": { rate: 0.001, seed: 1 },
    "sft/seed=2": { rate: 0.001, seed: 2 },
    table: {},
  };
  const records = Object.entries(ran).map(([stage, params]) => {
    const x = { ...put(store, stage), type: "json", form: "file" as const };
    const record = makeRecord({ params, inputs: {} }, {
      stage,
      outputs: { x },
    });
    store.writeRecord(record);
    return record;
  });
  const lock: Lock = {
    version: 1,
    profiles: {
      default: Object.fromEntries(
        records.map((record) => [record.stage, entryOf(record)]),
      ),
    },
  };
  const notes = (now: Params) =>
    audit(store, lock, () => {}, () => [], () => stagesOf(now)).findings
      .filter((one) => one.class === "params-changed")
      .map((one) => `${one.severity} ${one.subject}: ${one.message}`);
  assert.deepEqual(notes(ran), []);
  assert.deepEqual(notes({ ...ran, another: { rate: 1 } }), []);
  const what = "the recipe has another value than it ran with";
  assert.deepEqual(
    notes({
      "sft/seed=1": { rate: 0.002, seed: 1 },
      "sft/seed=2": { rate: 0.002, seed: 3 },
      table: {},
    }),
    [
      `note stage sft/seed=1 and 1 more: ${what}: param rate: 0.001 -> 0.002`,
      `note stage sft/seed=2: ${what}: param seed: 2 -> 3`,
    ],
  );
});
