import assert from "node:assert/strict";
import fc from "fast-check";
import {
  referencesColumns,
  splitTextReferences,
  textsColumns,
} from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { reservedTokens } from "./learning/byte_tokenizer.ts";
import { execute, temporaryFolder } from "./testing/context.ts";
import { textCleaning, type TextCleaningSummary } from "./text_cleaning.ts";
import { anyCodePoint } from "../pipeline/testing/text.ts";

/** Cleans pairs of prompt and response. */
async function clean(
  pairs: readonly (readonly [string, string])[],
  context = 64,
) {
  await using folder = await temporaryFolder();
  const texts = `${folder.path}/texts.parquet`;
  await writeRows(
    texts,
    textsColumns,
    pairs.map(([prompt, response], i) => ({ row: i + 1, prompt, response })),
  );
  await using done = await execute(textCleaning, {
    params: { context },
    inputs: { texts },
  });
  const summary: TextCleaningSummary = JSON.parse(
    await Deno.readTextFile(done.outputs.summary),
  );
  return {
    rows: (await readRows(done.outputs.clean, referencesColumns))
      .map(({ prompt, response, references }) => [
        prompt,
        response,
        ...splitTextReferences(references),
      ]),
    summary,
    warnings: done.warnings,
  };
}

Deno.test("texts are normalised, gathered by prompt and kept in order", async () => {
  const { rows, summary, warnings } = await clean([
    ["z", " caf\u0065\u0301\r\nnoir \u00a0"],
    ["a", "one"],
    ["z", "tea"],
    ["\ufeffz\u0000", "caf\u00e9\nnoir"],
    ["b", "a  b\tc\u001fd"],
  ]);
  assert.deepEqual(rows, [
    ["z", "café\nnoir", "café\nnoir", "tea"],
    ["a", "one", "one"],
    ["b", "a  b\tcd", "a  b\tcd"],
  ]);
  assert.equal(summary.alternatives, 1);
  assert.deepEqual(warnings, ["1 of 5 rows are dropped: duplicate: 1 (row 4)"]);
});

Deno.test("every row that is dropped has its number and reason", async () => {
  const { rows, summary } = await clean([
    ["ok", "1234"],
    ["\u0001", "nothing"],
    ["nothing", "\u2003\n"],
    ["ok", "12345"],
    ["é", "1234"],
    ["éé", "1234"],
    ["ok", "1234"],
    ...reservedTokens.map((token) => ["x", token] as const),
  ], 8);
  assert.deepEqual(rows, [["ok", "1234", "1234"], ["é", "1234", "1234"]]);
  assert.deepEqual(summary.dropped, [
    { reason: "empty", rows: 2, numbers: [2, 3] },
    { reason: "reserved token", rows: 3, numbers: [8, 9, 10] },
    { reason: "too long", rows: 2, numbers: [4, 6] },
    { reason: "duplicate", rows: 1, numbers: [7] },
  ]);
});

Deno.test("any texts come out as a plain program would have them", async () => {
  const text = fc.oneof(
    fc.string({ unit: anyCodePoint, maxLength: 4 }),
    fc.constantFrom("a", "b", " a", "e\u0301", "\u00e9", "a\r\n", "\u007f"),
  ).filter((text) => text.isWellFormed());
  const pairs = fc.sample(fc.tuple(text, text), { numRuns: 2000, seed: 1 });
  const context = 10;
  const kept = new Map<string, Set<string>>();
  let alternatives = 0;
  for (const pair of pairs) {
    const [prompt, response] = pair.map((text) =>
      text.replace(/\r\n?/g, "\n")
        // deno-lint-ignore no-control-regex
        .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]/g, "")
        .normalize("NFC").replace(/^[\t\n \p{Z}]+|[\t\n \p{Z}]+$/gu, "")
    ) as [string, string];
    const bytes = new TextEncoder().encode(prompt + response).length;
    if (prompt === "" || response === "" || bytes + 2 > context) continue;
    const found = kept.get(prompt) ?? new Set();
    if (found.size > 0 && !found.has(response)) alternatives++;
    kept.set(prompt, found.add(response));
  }
  const { rows, summary } = await clean(pairs, context);
  assert.deepEqual(
    rows,
    [...kept].map(([prompt, found]) => [prompt, [...found][0], ...found]),
  );
  const lost = summary.dropped.reduce((sum, { rows }) => sum + rows, 0);
  assert.ok(alternatives > 5);
  assert.equal(summary.alternatives, alternatives);
  assert.equal(summary.rowsOut + summary.alternatives + lost, 2000);
});

Deno.test("texts of which none is left are refused with the reasons", async () => {
  await assert.rejects(
    () => clean([["a prompt", "and a response"]], 8),
    (error) =>
      error instanceof DataError &&
      /none of 1 rows is left \(too long: 1 \(row 1\)\); raise/
        .test(error.message),
  );
});
