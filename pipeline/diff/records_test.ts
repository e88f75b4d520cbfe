import assert from "node:assert/strict";
import { sha256 } from "../identity/hash.ts";
import { Producers } from "../lineage/mod.ts";
import { type RecordSketch, sketch } from "../lineage/testing/records.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { makePreimage, makeRecord, makeTempStore } from "../testing/store.ts";
import { compareRecords } from "./records.ts";

/** When a stage of a made-up run started. */
const at = (minute: number) =>
  `2026-01-02T03:${String(minute).padStart(2, "0")}:00.000Z`;

/** A chain `source -> train -> score`, of which some things can be set. */
function chain(
  start: number,
  { seed = 1, rate = 0.1, code = "code", noise = "" } = {},
): ExecutionRecord[] {
  const output = (name: string) => ({
    [name]: {
      digest: sha256(
        `${name} ${name === "scores" ? seed : 0} ${rate} ${code} ${noise}`,
      ),
      size: 1,
      type: "json",
      form: "file",
    } as const,
  });
  const source = makeRecord({ kind: "source", params: { seed: 0 } }, {
    stage: "source",
    startedAt: at(start),
    outputs: { words: { ...output("words").words!, digest: sha256("words") } },
  });
  const train = makeRecord({
    kind: "train",
    params: { rate, model: { width: 8 } },
    inputs: { words: source.outputs.words!.digest },
    code: {
      ...makePreimage().code,
      files: { "stages/train.ts": sha256(code) },
    },
  }, {
    stage: "train",
    startedAt: at(start + 1),
    outputs: output("model"),
    metrics: { loss: rate * 2 },
  });
  const score = makeRecord({
    kind: "score",
    params: { seed },
    inputs: { model: train.outputs.model!.digest },
  }, {
    stage: "score",
    startedAt: at(start + 2),
    outputs: output("scores"),
    metrics: { per: rate * 4 },
  });
  return [source, train, score];
}

function compared(
  before: readonly ExecutionRecord[],
  after: readonly ExecutionRecord[],
) {
  using place = makeTempStore();
  const { store } = place;
  store.putBytes(new TextEncoder().encode("code"));
  store.putBytes(new TextEncoder().encode("other\ncode"));
  for (const record of [...before, ...after]) store.writeRecord(record);
  return compareRecords(store, before.at(-1)!, after.at(-1)!);
}

Deno.test("the first difference is where two lineages part", () => {
  const { first, causes, differences } = compared(
    chain(0),
    chain(10, { rate: 0.2 }),
  );
  assert.equal(
    first,
    "train: param rate: 0.1 -> 0.2; everything after follows from it",
  );
  assert.deepEqual(causes.map(({ a }) => a.stage), ["train"]);
  assert.deepEqual(differences.map(({ field, name }) => [field, name]), [
    ["inputs", "model"],
    ["outputs", "scores"],
    ["metrics", "per"],
  ]);
  assert.equal(
    differences.at(-1)!.line,
    "metric per: 0.4 -> 0.8 (+0.4, +100.0%)",
  );
});

Deno.test("what differs later on as well is counted", () => {
  const { first } = compared(chain(0), chain(10, { rate: 0.2, seed: 2 }));
  assert.equal(
    first,
    "train: param rate: 0.1 -> 0.2; 1 other stage differs in something else " +
      "as well",
  );
});

/** What is said of two lineages whose last stages are compared. */
function firstOf(
  before: readonly RecordSketch[],
  after: readonly RecordSketch[],
): string | null {
  const [a, b] = [before, after].map((sketches, side) =>
    sketches.map((one, i) =>
      sketch({ key: `${side} ${one.stage}`, ...one, at: 100 * side + 2 * i })
    )
  );
  using place = makeTempStore();
  const producers = new Producers([...a!, ...b!]);
  return compareRecords(place.store, a!.at(-1)!, b!.at(-1)!, producers).first;
}

Deno.test("a stage that stands in between in one of two lineages is named", () => {
  const source = { stage: "source", key: "source", outputs: { corpus: "raw" } };
  const clean = (raw = "raw", corpus = "clean", out = "corpus") => ({
    stage: "clean",
    key: `clean ${raw}`,
    inputs: { corpus: raw },
    outputs: { [out]: corpus },
  });
  const filter = (corpus = "clean") => ({
    stage: "filter",
    inputs: { corpus },
    outputs: { corpus: "kept" },
  });
  const train = (corpus: string) => ({
    stage: "train",
    inputs: { corpus },
    outputs: { model: `of ${corpus}` },
  });
  const short = [source, clean(), train("clean")];
  const long = [source, clean(), filter(), train("kept")];
  const put = "train: input corpus: filter stands between clean and train";
  assert.equal(firstOf(short, long), put);
  assert.equal(
    firstOf(long, short),
    "train: input corpus: filter no longer stands between clean and train",
  );
  // The same where its output has another name.
  const named = [source, clean("raw", "clean", "texts"), train("clean")];
  assert.equal(firstOf(named, long), put);
  // What differs before it comes first.
  const other = { ...source, key: "other", params: { size: 2 } };
  const changed = [
    { ...other, outputs: { corpus: "more" } },
    clean("more", "cleaner"),
    filter("cleaner"),
    train("kept"),
  ];
  assert.equal(
    firstOf(short, changed),
    "source: param size: none -> 2; 1 other stage differs in something else " +
      "as well",
  );
  // One stage in the place of another is no stage in between.
  const instead = [source, { ...filter("raw"), key: "x" }, train("kept")];
  assert.match(firstOf(short, instead)!, /^clean -> filter: kind: clean -> fi/);
});

Deno.test("a difference of the last stage alone is all there is to say", () => {
  const { first } = compared(chain(0), chain(10, { seed: 2 }));
  assert.equal(first, "score: param seed: 1 -> 2");
});

Deno.test("changed code is shown line by line", () => {
  const [before, after] = [
    chain(0),
    chain(10, { code: "other\ncode" }),
  ];
  const { differences } = compared(before.slice(0, 2), after.slice(0, 2));
  assert.equal(differences[0]!.field, "code");
  assert.equal(
    differences[0]!.diff,
    "@@ -1 +1,2 @@\n+other\n code",
  );
});

Deno.test("one key that gave other bytes is what differs first", () => {
  const { first } = compared(chain(0), chain(10, { noise: "!" }));
  assert.match(first!, /^train: output model: .* -> .* from the same key; ev/);
});

Deno.test("of two executions of one key with the same bytes nothing differs", () => {
  const again = chain(10).map((record) => ({ ...record, threads: 2 }));
  const { first, causes, differences } = compared(chain(0), again);
  assert.deepEqual([first, causes], [null, []]);
  assert.deepEqual(differences.map(({ line }) => line), [
    "machine threads: 1 -> 2",
  ]);
});

Deno.test("two lineages of a great depth are walked without recursion", () => {
  const long = (seed: number, start: number) => {
    const records: ExecutionRecord[] = [];
    for (let i = 0; i < 3000; i++) {
      const before = records.at(-1)?.outputs.out?.digest;
      records.push(makeRecord(
        {
          params: { seed: i === 0 ? seed : 0 },
          inputs: before === undefined ? {} : { in: before },
        },
        {
          stage: `stage/${i}`,
          startedAt: new Date(start + i).toISOString(),
          seconds: 0,
          outputs: {
            out: {
              digest: sha256(`${seed} ${i}`),
              size: 1,
              type: "json",
              form: "file",
            },
          },
        },
      ));
    }
    return records;
  };
  const [a, b] = [long(1, 0), long(2, 1e6)];
  using place = makeTempStore();
  const { causes } = compareRecords(
    place.store,
    a.at(-1)!,
    b.at(-1)!,
    new Producers([...a, ...b]),
  );
  assert.deepEqual(causes.map((cause) => cause.a.stage), ["stage/0"]);
});
