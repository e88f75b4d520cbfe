import assert from "node:assert/strict";
import fc from "fast-check";
import { datasetColumns, referencesColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { split } from "./split.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";

interface Sizes {
  readonly pretraining: number;
  readonly demonstrations: number;
  readonly validation: number;
  readonly test: number;
}

/** Splits numbered words. */
async function splitOf(count: number, sizes: Sizes, seed: number) {
  await using folder = await temporaryFolder();
  const clean = `${folder.path}/clean.parquet`;
  await writeRows(
    clean,
    referencesColumns,
    Array.from({ length: count }, (_, i) => ({
      prompt: `word${i}`,
      response: `response${i}`,
      references: `response${i}|other${i}`,
    })),
  );
  await using done = await execute(split, {
    params: { ...sizes, seed },
    inputs: { clean },
  });
  const { pretraining, demonstrations, validation, test } = done.outputs;
  return {
    pretraining: await readRows(pretraining, datasetColumns),
    demonstrations: await readRows(demonstrations, datasetColumns),
    validation: await readRows(validation, referencesColumns),
    test: await readRows(test, referencesColumns),
    digests: Object.values(done.outputs).map(digestOf),
    unused: done.metrics.unused,
  };
}

const sizes = { pretraining: 5, demonstrations: 4, validation: 2, test: 3 };

Deno.test("any split has the sizes asked for and shares no word", async () => {
  const size = fc.integer({ min: 1, max: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        pretraining: size,
        demonstrations: size,
        validation: size,
        test: size,
      }),
      fc.nat(9),
      fc.nat(),
      async (given, spare, seed) => {
        const wanted = Object.values(given).reduce((a, b) => a + b);
        const parts = await splitOf(wanted + spare, { ...given }, seed);
        const prompts: string[] = [];
        for (const name of Object.keys(given) as (keyof Sizes)[]) {
          assert.equal(parts[name].length, given[name]);
          for (const { prompt, response } of parts[name]) {
            assert.equal(response, prompt.replace("word", "response"));
            prompts.push(prompt);
          }
        }
        assert.equal(new Set(prompts).size, wanted);
        assert.equal(parts.unused, spare);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("held-out parts keep every reference", async () => {
  const { test, validation } = await splitOf(20, sizes, 1);
  for (const { response, references } of [...test, ...validation]) {
    assert.equal(
      references,
      `${response}|${response.replace("response", "other")}`,
    );
  }
});

Deno.test("the seed alone decides who goes where", async () => {
  const first = await splitOf(200, sizes, 1);
  assert.deepEqual((await splitOf(200, sizes, 1)).digests, first.digests);
  assert.notDeepEqual((await splitOf(200, sizes, 2)).digests, first.digests);
});

Deno.test("all rows can be asked for, and not one more", async () => {
  assert.equal((await splitOf(14, sizes, 1)).unused, 0);
  for (const count of [13, 0]) {
    await assert.rejects(() => splitOf(count, sizes, 1), (error) => {
      assert(error instanceof DataError);
      assert.match(
        error.message,
        new RegExp(
          `^Cannot split ${count} rows into 5 for pretraining, 4 for ` +
            `demonstrations, 2 for validation, 3 for test: 14 are needed`,
        ),
      );
      return true;
    });
  }
});

Deno.test("a part without rows is refused", async () => {
  await assert.rejects(() => splitOf(20, { ...sizes, test: 0 }, 1), /test/);
});
