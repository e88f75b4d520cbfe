import assert from "node:assert/strict";
import type { Lock } from "../lock.ts";
import type { Stage } from "../recipe.ts";
import type { Stored } from "../store/intake.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/mod.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { audit } from "./audit.ts";
import { entryOf, put } from "./testing/chain.ts";

/** Which stage each stage reads, all of them output `x`. */
type Wires = Readonly<Record<string, readonly string[]>>;

const wires: Wires = {
  good: [],
  bad: [],
  "eval/good": ["good"],
  "eval/bad": ["bad"],
  table: ["eval/good", "eval/bad"],
};

/** The stages of a recipe, as far as their inputs go. */
function recipe(wires: Wires): Stage[] {
  return Object.entries(wires).map(([name, reads]) => ({
    name,
    kind: { name: "kind" } as Stage["kind"],
    params: { stage: name },
    inputs: Object.fromEntries(
      reads.map((stage) => [`from/${stage}`, { stage, output: "x" }]),
    ) as unknown as Stage["inputs"],
  }));
}

/**
 * Runs the recipe, in a manner of speaking.
 *
 * @param written Whose output a record has, where it is not its own.
 */
function run(
  store: Store,
  written: Readonly<Record<string, string>> = {},
): Lock {
  const made: Record<string, Stored> = Object.fromEntries(
    Object.keys(wires).map((name) => [name, put(store, `of ${name}`)]),
  );
  const records = Object.entries(wires).map(([stage, reads]) => {
    const inputs = Object.fromEntries(
      reads.map((from) => [`from/${from}`, made[from]!.digest]),
    );
    const record: ExecutionRecord = makeRecord(
      { params: { stage }, inputs },
      {
        stage,
        outputs: {
          x: { ...made[written[stage] ?? stage]!, type: "json", form: "file" },
        },
        startedAt: `2026-01-02T0${reads.length * 2}:00:00.000Z`,
      },
    );
    store.writeRecord(record);
    return record;
  });
  const stages = Object.fromEntries(
    records.map((record) => [record.stage, entryOf(record)]),
  );
  return { version: 1, profiles: { default: stages } };
}

/** What an audit finds, but for the code, which made-up records do not have. */
function found(store: Store, lock: Lock, now: Wires): string[] {
  const stagesOf = () => recipe(now);
  return audit(store, lock, () => {}, () => [], stagesOf).findings
    .filter((one) => one.check !== "code" && one.class !== "made-later")
    .map((one) => `${one.severity} ${one.class}: ${one.subject}`);
}

Deno.test("stages that read what the recipe gives them are wired well", () => {
  using temp = makeTempStore();
  const lock = run(temp.store);
  assert.deepEqual(found(temp.store, lock, wires), []);
  assert.deepEqual(found(temp.store, lock, {}), []);
});

Deno.test("outputs that were exchanged in records and lock are named", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const lock = run(store, { good: "bad", bad: "good" });
  // Without the recipe nobody could tell.
  assert.deepEqual(found(store, lock, {}), []);
  assert.deepEqual(found(store, lock, wires), [
    "damage outputs-exchanged: lock default good",
    "damage outputs-exchanged: lock default bad",
  ]);
});

Deno.test("the last numbers before a table cannot be exchanged either", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const lock = run(store, { "eval/good": "eval/bad", "eval/bad": "eval/good" });
  assert.deepEqual(found(store, lock, wires), [
    "damage outputs-exchanged: lock default eval/good",
    "damage outputs-exchanged: lock default eval/bad",
  ]);
});

Deno.test("a recipe that was wired anew since it ran is a note", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const lock = run(store);
  const anew = { ...wires, "eval/good": ["bad"] };
  // Its input is called otherwise here, so that the two are not compared.
  assert.deepEqual(found(store, lock, anew), []);
  const stages = recipe(wires).map((stage) =>
    stage.name !== "eval/good" ? stage : {
      ...stage,
      inputs: {
        "from/good": { stage: "bad", output: "x" },
      } as unknown as Stage["inputs"],
    }
  );
  const { findings } = audit(store, lock, () => {}, () => [], () => stages);
  const [note, ...others] = findings.filter(({ check }) => check === "history");
  assert.deepEqual(others, []);
  assert.equal(note!.class, "input-rewired");
  assert.match(
    note!.message,
    /^the recipe gives it output "x" of "bad" as "from\/good", and it read \w+, which is output "x" of "good"$/,
  );
});
