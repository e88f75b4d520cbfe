import assert from "node:assert/strict";
import { checkOf } from "../testing/schema.ts";
import { tablesProject, targetOf } from "../testing/tables.ts";
import { damagedObject } from "../artifacts.ts";
import type { Dataset } from "./datasets.ts";
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

function tagsOf({ run }: RunEvent): Record<string, string> {
  const { tags } = run.facets["tags"] as {
    tags: { key: string; value: string }[];
  };
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

Deno.test("every event is one that OpenLineage's schemas accept", () => {
  // Two stages share an execution.
  assert.equal(events.length, 2 * (target.stages.length - 1));
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
  assert.equal(runs.size, target.stages.length - 1);
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

Deno.test("stages that share an execution are one run that writes under both names", () => {
  assert.deepEqual(ofStage("copy/again"), []);
  const [start, end] = ofStage("copy/a:b,@+_=-.1");
  assert.deepEqual(end!.outputs.map(({ name }) => name), [
    "copy/a:b,@+_=-.1.a note",
    "copy/a:b,@+_=-.1.words",
    "copy/again.a note",
    "copy/again.words",
  ]);
  assert.deepEqual(tagsOf(start!)["also"], "copy/again");
});

Deno.test("an input that was left unread is none, and what nobody observed says so", () => {
  const [, copied] = ofStage("copy/ratio=0.5");
  const inputOf = ({ facets }: Dataset) =>
    (facets["tags"] as { tags: unknown }).tags;
  assert.deepEqual(copied!.inputs.map(inputOf), [
    [{ key: "input", value: "words", source: "JUICE" }],
  ]);
  assert.equal(tagsOf(copied!)["unread"], "unread");
  const [, counted] = ofStage("count");
  assert.deepEqual(counted!.inputs.map(inputOf), [[
    { key: "input", value: "words", source: "JUICE" },
    { key: "observed", value: "no", source: "JUICE" },
  ]]);
});

Deno.test("a profile in which something is set otherwise is no namesake of itself", async () => {
  const [plain] = events;
  const altered = await eventsOf({ ...target, altered: ["words.0=fig"] });
  assert.equal(plain!.job.namespace, "Words/default");
  assert.match(altered[0]!.job.namespace, /^Words\/default\/set-[0-9a-f]{8}$/);
  assert.equal(tagsOf(altered[0]!)["set"], "words.0=fig");
  for (const { inputs, outputs, job } of altered) {
    for (const { namespace } of [...inputs, ...outputs]) {
      assert.equal(namespace, job.namespace);
    }
  }
});

Deno.test("a table that is damaged in the store is not described", async () => {
  const { store } = target.places;
  const { digest } = target.stages[0]!.record.outputs["words"]!;
  const path = store.pathOf(digest);
  const bytes = Deno.readFileSync(path);
  Deno.chmodSync(path, 0o644);
  try {
    Deno.writeFileSync(path, bytes.map((byte, i) => i === 4 ? ~byte : byte));
    await assert.rejects(eventsOf(target), { code: damagedObject });
  } finally {
    Deno.writeFileSync(path, bytes);
  }
});

Deno.test("a table has its columns and rows, parameters and keys are there", () => {
  const [, end] = ofStage("entries");
  const [words] = end!.outputs;
  const { schema } = words!.facets as Record<string, { fields: unknown }>;
  assert.deepEqual(schema!.fields, [
    { name: "word", type: "VARCHAR" },
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
