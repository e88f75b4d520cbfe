import assert from "node:assert/strict";
import { datasetColumns, referencesColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";
import { textSplit } from "./text_split.ts";

const shares = {
  demonstrations: 0.4,
  validation: 0.1,
  test: 0.1,
  mostHeldOut: 1000,
  seed: 1,
};

/** Splits a number of prompts. */
async function split(count: number, params: Partial<typeof shares> = {}) {
  await using folder = await temporaryFolder();
  const clean = `${folder.path}/clean.parquet`;
  await writeRows(
    clean,
    referencesColumns,
    Array.from({ length: count }, (_, i) => ({
      prompt: `prompt ${i}`,
      response: `response ${i}`,
      references: `response ${i}\u001fother ${i}`,
    })),
  );
  await using done = await execute(textSplit, {
    params: { ...shares, ...params },
    inputs: { clean },
  });
  const { outputs } = done;
  const learned = (path: string) => readRows(path, datasetColumns);
  return {
    pretraining: await learned(outputs.pretraining),
    demonstrations: await learned(outputs.demonstrations),
    judging: await learned(outputs.judging),
    validation: await readRows(outputs.validation, referencesColumns),
    test: await readRows(outputs.test, referencesColumns),
    digests: Object.values(outputs).map(digestOf),
  };
}

Deno.test("every prompt is in one part, and parts have their shares", async () => {
  const parts = await split(201);
  const { pretraining, demonstrations, validation, test } = parts;
  assert.deepEqual(
    [pretraining, demonstrations, validation, test].map((p) => p.length),
    [81, 80, 20, 20],
  );
  const prompts = [...pretraining, ...demonstrations, ...validation, ...test]
    .map(({ prompt }) => prompt);
  assert.equal(new Set(prompts).size, 201);
  assert.notDeepEqual(prompts, prompts.toSorted());
});

Deno.test("a judge learns from the validation part, as a learner reads it", async () => {
  const { judging, validation } = await split(100);
  assert.deepEqual(
    judging.map((row) => ({ ...row })),
    validation.map(({ prompt, response }) => ({ prompt, response })),
  );
});

Deno.test("no more rows are held out than are asked for", async () => {
  const parts = await split(200, { mostHeldOut: 9 });
  assert.equal(parts.test.length, 9);
  assert.equal(parts.validation.length, 9);
  assert.equal(parts.demonstrations.length, 80);
  assert.equal(parts.pretraining.length, 102);
});

Deno.test("two runs give the same bytes, another seed gives others", async () => {
  const first = await split(100);
  assert.deepEqual((await split(100)).digests, first.digests);
  assert.notDeepEqual((await split(100, { seed: 2 })).digests, first.digests);
});

Deno.test("too few prompts are refused with the numbers", async () => {
  await assert.rejects(
    () => split(70),
    (error) =>
      error instanceof DataError &&
      /split 70 prompts: 7 are for test, 7 are for validation, and each part/
        .test(error.message),
  );
  await assert.rejects(() => split(100, { demonstrations: 0.9 }), {
    name: "ZodError",
  });
});
