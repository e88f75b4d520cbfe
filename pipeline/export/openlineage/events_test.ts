import assert from "node:assert/strict";
import { checkOf } from "../testing/schema.ts";
import { tablesProject, targetOf } from "../testing/tables.ts";
import { eventsOf, type RunEvent } from "./events.ts";
import { runEventSchema } from "./testing/schema.ts";

const faultOf = checkOf(runEventSchema);

const project = await tablesProject();
Deno.test.afterAll(() => project[Symbol.dispose]());
const target = await targetOf(project);
const events = await eventsOf(target);

function ofStage(name: string): RunEvent[] {
  return events.filter(({ job }) => job.name === name);
}

Deno.test("every event is one that OpenLineage's schemas accept", () => {
  assert.equal(events.length, 2 * target.stages.length);
  for (const event of events) assert.equal(faultOf(event), "");
});

Deno.test("the check of events finds what is missing or wrong", () => {
  const broken: ((event: Record<string, unknown>) => void)[] = [
    (event) => delete event.run,
    (event) => delete event.job,
    (event) => delete event.eventTime,
    (event) => delete event.producer,
    (event) => delete event.schemaURL,
    (event) => event.eventTime = "yesterday",
    (event) => event.eventType = "DONE",
    (event) => event.producer = "not an address",
    (event) => (event.run as Record<string, unknown>).runId = "1",
    (event) => (event.job as Record<string, unknown>).name = 7,
    (event) => event.inputs = [{ name: "no namespace" }],
  ];
  for (const breakIt of broken) {
    const event = structuredClone(events.at(-1)!) as unknown as Record<
      string,
      unknown
    >;
    breakIt(event);
    assert.notEqual(faultOf(event), "", String(breakIt));
  }
  const { facets } = structuredClone(events.at(-1)!.run);
  for (const name of Object.keys(facets)) {
    for (const field of ["_producer", "_schemaURL"]) {
      const event = structuredClone(events.at(-1)!);
      delete (event.run.facets[name] as Record<string, unknown>)[field];
      assert.match(faultOf(event), new RegExp(`${name}.*${field}`));
    }
  }
});

Deno.test("each execution starts and completes once, in this order", () => {
  const runs = Map.groupBy(events, ({ run }) => run.runId);
  assert.equal(runs.size, target.stages.length);
  for (const [, [start, end, ...others]] of runs) {
    assert.equal(start!.eventType, "START");
    assert.equal(end!.eventType, "COMPLETE");
    assert.ok(start!.eventTime <= end!.eventTime);
    assert.deepEqual(others, []);
  }
  const times = events.map(({ eventTime }) => eventTime);
  assert.deepEqual(times, [...times].sort());
});

Deno.test("what a stage reads has the name and version under which it was written", () => {
  const written = new Map(
    events.flatMap(({ outputs }) => outputs)
      .map(({ name, facets }) => [name, facets.version]),
  );
  const read = events.flatMap(({ inputs }) => inputs);
  assert.ok(read.length > 0);
  for (const { name, facets } of read) {
    assert.deepEqual(facets.version, written.get(name), name);
  }
});

Deno.test("a table has its columns and rows, parameters and keys are there", () => {
  const [, end] = ofStage("entries");
  const [words] = end!.outputs;
  const { schema } = words!.facets as Record<string, { fields: unknown }>;
  assert.deepEqual(schema!.fields, [
    { name: "word", type: "UTF8" },
    { name: "length", type: "DOUBLE" },
  ]);
  const statistics = words!.outputFacets!.outputStatistics as {
    rowCount: number;
  };
  assert.equal(statistics.rowCount, 2);
  const { jobRunParameters, tags } = end!.run.facets as Record<
    string,
    { parameters: unknown; tags: { key: string; value: string }[] }
  >;
  assert.deepEqual(jobRunParameters!.parameters, [
    { key: "words", value: ["pear", "plum"] },
  ]);
  const key = tags!.tags.find((tag) => tag.key === "key")!.value;
  assert.equal(key, target.stages[0]!.record.key);
});

Deno.test("the same records give the same events", async () => {
  assert.deepEqual(await eventsOf(await targetOf(project)), events);
});
