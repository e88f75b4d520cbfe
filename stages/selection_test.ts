import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { datasetColumns, scoresColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { selection, type SelectionSummary } from "./selection.ts";
import { execute, temporaryFolder } from "./testing/context.ts";

/** Selects from rows whose prompts are their numbers. */
async function select(
  scores: readonly number[],
  params: z.input<typeof selection.params>,
  scored = scores,
) {
  await using folder = await temporaryFolder();
  const demonstrations = `${folder.path}/demonstrations.parquet`;
  const path = `${folder.path}/scores.parquet`;
  const row = (i: number) => ({ prompt: `${i}`, response: "K" });
  await writeRows(demonstrations, datasetColumns, scores.map((_, i) => row(i)));
  await writeRows(
    path,
    scoresColumns,
    scored.map((score, i) => ({ ...row(i), score, spread: 0 })),
  );
  await using done = await execute(selection, {
    params,
    inputs: { demonstrations, scores: path },
  });
  const rows = await readRows(done.outputs.demonstrations, datasetColumns);
  const summary: SelectionSummary = JSON.parse(
    await Deno.readTextFile(done.outputs.summary),
  );
  return { kept: rows.map(({ prompt }) => Number(prompt)), summary };
}

Deno.test("the best share is kept in its order, the earlier of equal scores", async () => {
  const { kept, summary } = await select([1, 5, 3, 5, 3, 3], { keep: 0.5 });
  assert.deepEqual(kept, [1, 2, 3]);
  assert.deepEqual(summary, {
    version: 1,
    rule: "the best 0.5",
    rows: 6,
    kept: 3,
    lowest_kept: 3,
    highest_left_out: 3,
  });
  assert.deepEqual((await select([1, 5], { keep: 1 })).kept, [0, 1]);
});

Deno.test("all of at least a number are kept", async () => {
  const { kept, summary } = await select([0, -1, 2, 0.5], { least: 0 });
  // 0 is the strength of a demonstration that equals its own response.
  assert.deepEqual(kept, [0, 2, 3]);
  assert.equal(summary.rule, "at least 0");
  assert.equal(summary.lowest_kept, 0);
  assert.equal(summary.highest_left_out, -1);
});

Deno.test("no row that is left out scores higher than one that is kept", async () => {
  const scores = fc.array(fc.integer({ min: -4, max: 4 }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(scores, fc.integer({ min: 1, max: 12 }), async (s, n) => {
      const keep = Math.min(n, s.length) / s.length;
      const { kept } = await select(s, { keep });
      assert.equal(kept.length, Math.min(n, s.length));
      assert.deepEqual(kept, kept.toSorted((a, b) => a - b));
      const lowest = Math.min(...kept.map((i) => s[i]!));
      s.forEach((x, i) => kept.includes(i) || assert.ok(x <= lowest));
    }),
    { numRuns: 20 },
  );
});

Deno.test("a selection says what is wrong with its data", async () => {
  const refused = (message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof DataError);
    assert.match(error.message, message);
    return true;
  };
  await assert.rejects(
    select([1, 2], { least: 3 }),
    refused(
      /none of 2 is at least 3, and the highest score is 2; lower "least"/,
    ),
  );
  await assert.rejects(
    select([1, 2], { keep: 0.1 }),
    refused(/none of 2 is the best 0.1.*raise "keep"/),
  );
  await assert.rejects(
    select([1, 2], { keep: 1 }, [1]),
    refused(/there are 1 of them for 2 demonstrations/),
  );
  await assert.rejects(select([], { keep: 1 }), refused(/no demonstrations/));
  for (const params of [{}, { keep: 1, least: 1 }, { keep: 2 }]) {
    assert.equal(selection.params.safeParse(params).success, false);
  }
});
