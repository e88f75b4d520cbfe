import assert from "node:assert/strict";
import { assertFits, assertSnapshot } from "../testing/snapshot.ts";
import { Producers, traceLineage } from "./graph.ts";
import { lineageJson } from "./json.ts";
import { digestOf, sketch } from "./testing/records.ts";
import { renderLineage } from "./tree.ts";

const integrity = "sha512-" + "A".repeat(86) + "==";

const records = [
  sketch({
    stage: "source",
    outputs: { entries: "entries" },
    packages: { "cmu-pronouncing-dictionary@3.0.0": integrity },
    at: 0,
  }),
  sketch({
    stage: "clean",
    kind: "cleaning",
    inputs: { entries: "entries" },
    outputs: { words: "words" },
    params: { minimum: 2, language: "en" },
    at: 10,
  }),
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
  const lineage = traceLineage(new Producers(records), digestOf("report"));
  const stages = [...lineage.nodes.values()].map(({ record }) => record.stage);
  assert.deepEqual(stages, ["report", "sft/ratio=0.2", "clean", "source"]);
});

Deno.test("the tree draws what is shared once and ends at the packages", async () => {
  const lineage = traceLineage(new Producers(records), digestOf("report"));
  const text = renderLineage(lineage, 80).join("\n");
  assertFits(text.replace(integrity, ""));
  assert.ok(text.includes(integrity), "an integrity is never cut");
  await assertSnapshot(import.meta, "lineage-tree", text);
});

Deno.test("the JSON has an edge for each input, also for one nobody made", () => {
  const json = lineageJson(
    traceLineage(new Producers(records), digestOf("report")),
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
  const lineage = traceLineage(new Producers(records), digestOf("other"));
  assert.equal(lineage.root, null);
  assert.match(renderLineage(lineage, 80).join("\n"), /made by no record/);
});

Deno.test("files of the project are a source with their digest", () => {
  const taken = sketch({ stage: "days", outputs: { artifact: "csv" } });
  const source = digestOf("csv");
  const record = { ...taken, preimage: { ...taken.preimage, source } };
  const lineage = traceLineage(new Producers([record]), source);
  assert.deepEqual(renderLineage(lineage, 80).slice(-2), [
    "    files of the project",
    `      sha256-${source}`,
  ]);
});
