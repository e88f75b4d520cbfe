import assert from "node:assert/strict";
import fc from "fast-check";
import { compareCodePoints } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { branchesOf, shapesOf } from "./branches.ts";
import { type Lineage, traceDown, traceLineage } from "./graph.ts";
import { lineageJson } from "./json.ts";
import { Producers } from "./producers.ts";
import { digestOf, sketch, wordRecords } from "./testing/records.ts";

const records = [
  ...wordRecords(),
  sketch({
    stage: "sft/ratio=0.2",
    kind: "sft",
    inputs: { words: "words" },
    outputs: { policy: "sft policy" },
    params: { learningRate: 0.001, steps: 400, note: "a long ".repeat(12) },
    at: 20,
  }),
  sketch({
    stage: "report",
    inputs: { "policies/sft": "sft policy", words: "words", logo: "nobody's" },
    outputs: { report: "report" },
    at: 30,
  }),
];

Deno.test("the lineage of the last artifact reaches every execution once", () => {
  const lineage = traceLineage(new Producers(records), [{
    digest: digestOf("report"),
  }]);
  const stages = [...lineage.nodes.values()].map(({ record }) => record.stage);
  assert.deepEqual(stages, ["report", "sft/ratio=0.2", "clean", "source"]);
});

Deno.test("the JSON has an edge for each input, also for one nobody made", () => {
  const json = lineageJson(
    traceLineage(new Producers(records), [{ digest: digestOf("report") }]),
  );
  assert.equal(json.root, json.nodes[0]!.id);
  assert.equal(json.nodes.length, 4);
  assert.equal(json.edges.length, 5);
  const orphan = json.edges.find(({ input }) => input === "logo")!;
  assert.equal(orphan.from, null);
  assert.equal(orphan.digest, digestOf("nobody's"));
});

Deno.test("of several executions the newest before the consumer is its origin", () => {
  const made = [
    sketch({ stage: "a", key: "1", outputs: { x: "x" }, at: 0 }),
    sketch({ stage: "a", key: "2", outputs: { x: "x" }, at: 10 }),
    sketch({ stage: "a", key: "3", outputs: { x: "x" }, at: 50 }),
  ];
  const producers = new Producers(made);
  const at = (seconds: number) =>
    new Date(1_700_000_000_000 + seconds * 1000).toISOString();
  const x = digestOf("x");
  assert.equal(producers.origin(x, at(30))!.key, made[1]!.key);
  assert.equal(producers.origin(x, null)!.key, made[2]!.key);
  assert.equal(producers.origin(digestOf("y"), null), null);
});

Deno.test("an artifact that no record made has a lineage without executions", () => {
  const producers = new Producers(records);
  const lineage = traceLineage(producers, [{ digest: digestOf("other") }]);
  assert.deepEqual(lineage.roots, [{ digest: digestOf("other"), from: null }]);
  assert.equal(lineage.nodes.size, 0);
  const down = traceDown(producers, [{ digest: digestOf("nobody's") }]);
  const stages = [...down.nodes.values()].map(({ record }) => record.stage);
  assert.deepEqual(stages, ["report"], "who reads it is known all the same");
});

Deno.test("the way down from a source is what was made from it", () => {
  const producers = new Producers(records);
  const stagesFrom = (label: string) =>
    [...traceDown(producers, [{ digest: digestOf(label) }]).nodes.values()]
      .map(({ record }) => record.stage);
  assert.deepEqual(stagesFrom("entries"), [
    "source",
    "clean",
    "report",
    "sft/ratio=0.2",
  ]);
  assert.deepEqual(stagesFrom("sft policy"), ["sft/ratio=0.2", "report"]);
  const { nodes } = traceDown(producers, [{ digest: digestOf("sft policy") }]);
  const inputs = [...nodes.values()].map(({ inputs }) =>
    inputs.map(({ name }) => name)
  );
  assert.deepEqual(inputs, [[], ["policies/sft"]], "and only what leads there");
});

Deno.test("of a stage that made several things only one is followed down", () => {
  const producers = new Producers([
    sketch({ stage: "split", outputs: { train: "t", test: "e" } }),
    sketch({
      stage: "learn",
      inputs: { data: "t" },
      outputs: { m: "m" },
      at: 9,
    }),
    sketch({
      stage: "judge",
      inputs: { data: "e" },
      outputs: { j: "j" },
      at: 9,
    }),
  ]);
  const stages = (also: string[]) =>
    [
      ...traceDown(producers, [{
        digest: digestOf("t"),
        also: also.map(digestOf),
      }]).nodes.values(),
    ].map(({ record }) => record.stage);
  assert.deepEqual(stages([]), ["split", "learn"]);
  assert.deepEqual(stages(["e"]), ["split", "learn", "judge"]);
});

Deno.test("two executions of a key that gave different bytes are both there", () => {
  const producers = new Producers([
    sketch({ stage: "clock", key: "c", outputs: { now: "one" }, at: 0 }),
    sketch({ stage: "clock", key: "c", outputs: { now: "two" }, at: 10 }),
    sketch({ stage: "pair", inputs: { a: "one", b: "two" }, at: 20 }),
  ]);
  const pair = producers.records[2]!;
  const { nodes } = traceLineage(producers, [{
    digest: digestOf("pair"),
    made: pair,
  }]);
  assert.equal(nodes.size, 3);
  const ids = [...nodes.keys()];
  assert.equal(ids[2], `${ids[1]}@${producers.records[1]!.startedAt}`);
});

Deno.test("executions of a key that gave the same bytes are one", () => {
  const again = (at: number) =>
    sketch({ stage: "made", key: "m", outputs: { x: "x" }, at });
  const producers = new Producers([
    again(0),
    again(20),
    sketch({ stage: "old", inputs: { x: "x" }, outputs: { a: "a" }, at: 10 }),
    sketch({ stage: "new", inputs: { x: "x" }, outputs: { b: "b" }, at: 30 }),
    sketch({
      stage: "both",
      inputs: { a: "a", b: "b" },
      outputs: { c: "c" },
      at: 40,
    }),
  ]);
  const stagesOf = ({ nodes }: Lineage) =>
    [...nodes.values()].map(({ record }) => record.stage);
  const up = traceLineage(producers, [{ digest: digestOf("c") }]);
  assert.deepEqual(stagesOf(up), ["both", "old", "new", "made"]);
  const down = traceDown(producers, [{ digest: digestOf("x") }]);
  assert.deepEqual(stagesOf(down), ["made", "new", "old", "both"]);
});

Deno.test("a copy is not the origin of its input", () => {
  const producers = new Producers([
    sketch({ stage: "made", outputs: { x: "x" }, at: 0 }),
    sketch({ stage: "copy", inputs: { x: "x" }, outputs: { x: "x" }, at: 5 }),
    sketch({ stage: "copy", inputs: { x: "x" }, outputs: { x: "x" }, at: 9 }),
  ]);
  const { nodes } = traceLineage(producers, [{ digest: digestOf("x") }]);
  const stages = [...nodes.values()].map(({ record }) => record.stage);
  assert.deepEqual(stages, ["copy", "made"]);
});

/** The origin as the documentation says it, by looking at every record. */
function naiveOrigin(
  all: readonly ExecutionRecord[],
  reader: ExecutionRecord,
  digest: string,
): ExecutionRecord | null {
  const made = all.filter((one) =>
    one.key !== reader.key &&
    Object.values(one.outputs).some((output) => output.digest === digest)
  ).sort((a, b) =>
    compareCodePoints(b.startedAt, a.startedAt) ||
    compareCodePoints(a.key, b.key)
  );
  const start = Date.parse(reader.startedAt);
  return made.find((one) =>
    Date.parse(one.startedAt) + one.seconds * 1000 <= start
  ) ?? made.find((one) => one.startedAt < reader.startedAt) ?? made[0] ?? null;
}

/** Up to eight stages that read and make a few artifacts at any times. */
const anyRecords = fc.array(
  fc.record({
    inputs: fc.array(fc.constantFrom("a", "b", "c", "d", "e"), {
      maxLength: 3,
    }),
    output: fc.constantFrom("a", "b", "c", "d", "e"),
    at: fc.integer({ min: 0, max: 12 }),
  }),
  { maxLength: 8 },
).map((sketches) =>
  sketches.map(({ inputs, output, at }, i) =>
    sketch({
      stage: `stage ${i}`,
      inputs: Object.fromEntries(inputs.map((label) => [label, label])),
      outputs: { out: output },
      at,
    })
  )
);

Deno.test("both directions are the closure of who read what of whom", () => {
  fc.assert(fc.property(anyRecords, (all) => {
    const producers = new Producers(all);
    const from = new Map(all.map((reader) => [
      reader,
      new Set(
        Object.values(reader.preimage.inputs)
          .map((digest) => naiveOrigin(all, reader, digest))
          .filter((one) => one !== null),
      ),
    ]));
    const closure = (
      first: Iterable<ExecutionRecord>,
      next: (one: ExecutionRecord) => Iterable<ExecutionRecord>,
    ) => {
      const found = new Set(first);
      for (const one of found) for (const other of next(one)) found.add(other);
      return [...found].map(({ stage }) => stage).sort();
    };
    const stagesOf = ({ nodes }: Lineage) =>
      [...nodes.values()].map(({ record }) => record.stage).sort();
    for (const record of all) {
      const { digest } = record.outputs["out"]!;
      const up = traceLineage(producers, [{ digest, made: record }]);
      assert.deepEqual(
        stagesOf(up),
        closure([record], (one) => from.get(one)!),
      );

      const down = traceDown(producers, [{ digest, made: record }]);
      const readers = all.filter(({ preimage }) =>
        Object.values(preimage.inputs).includes(digest)
      );
      const below = closure(
        readers,
        (one) => all.filter((other) => from.get(other)!.has(one)),
      );
      const expected = new Set([record.stage, ...below]);
      assert.deepEqual(stagesOf(down), [...expected].sort());
    }
  }));
});

/** Counts of steps, not seconds: a machine may be slow, a search may not. */
Deno.test("a chain and a fan of ten thousand executions are followed", () => {
  const size = 10_000;
  const chain = Array.from({ length: size }, (_, i) =>
    sketch({
      stage: `link/${i}`,
      kind: "link",
      inputs: i === 0 ? {} : { before: `out ${i - 1}` },
      outputs: { out: `out ${i}` },
      at: 2 * i,
    }));
  const last = new Producers(chain);
  const up = traceLineage(last, [{ digest: digestOf(`out ${size - 1}`) }]);
  assert.equal(up.nodes.size, size);
  const down = traceDown(last, [{ digest: digestOf("out 0") }]);
  assert.equal(down.nodes.size, size);
  assert.equal(shapesOf(up, branchesOf(up), () => "").size, size);

  // All of them put out the same bytes, which one stage reads often.
  const alike = Array.from(
    { length: size },
    (_, i) =>
      sketch({
        stage: `leaf/${i}`,
        kind: "leaf",
        outputs: { out: "same" },
        at: i,
      }),
  );
  const inputs = Object.fromEntries(
    alike.map((_, i) => [`all/${i}`, "same"]),
  );
  const fan = sketch({
    stage: "fan",
    inputs,
    outputs: { all: "all" },
    at: 1e6,
  });
  const producers = new Producers([...alike, fan]);
  const wide = traceLineage(producers, [{ digest: digestOf("all") }], (
    _,
    input,
  ) => `leaf/${input.slice(4)}`);
  assert.equal(wide.nodes.size, size + 1);
  const [root, ...others] = shapesOf(wide, branchesOf(wide), () => "").values();
  assert.equal(new Set(others).size, 2, `${root}: one shape of leaves`);
});
