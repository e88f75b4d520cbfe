import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import {
  datasetColumns,
  marksColumns,
  samplesColumns,
} from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { phonemes } from "./data/phonemes.ts";
import { injection, type InjectionSummary } from "./injection.ts";
import type { Demonstration } from "./injection/replacement.ts";
import { editDistance } from "./metrics/error_rate.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";

type Params = z.input<typeof injection.params>;
type Said = Readonly<Record<string, string>>;

/** Injects into rows. */
async function inject(
  rows: readonly Demonstration[],
  params: Params,
  said?: Said,
) {
  await using folder = await temporaryFolder();
  const demonstrations = `${folder.path}/demonstrations.parquet`;
  await writeRows(demonstrations, datasetColumns, rows);
  const samples = said && `${folder.path}/samples.parquet`;
  if (samples !== undefined) {
    await writeRows(
      samples,
      samplesColumns,
      Object.entries(said!).map(([prompt, response]) => ({
        prompt,
        response,
        log_probability: -1,
      })),
    );
  }
  await using done = await execute(injection, {
    params,
    inputs: { demonstrations, samples },
  });
  const summary: InjectionSummary = JSON.parse(
    await Deno.readTextFile(done.outputs.summary),
  );
  return {
    rows: await readRows(done.outputs.demonstrations, datasetColumns),
    marks: await readRows(done.outputs.marks, marksColumns),
    summary,
    metrics: done.metrics,
    warnings: done.warnings,
    bytes: await Deno.readFile(done.outputs.demonstrations),
    given: await Deno.readFile(demonstrations),
    digests: Object.values(done.outputs).map(digestOf),
  };
}

const response = fc
  .array(fc.constantFrom(...phonemes), { minLength: 2, maxLength: 9 })
  .map((said) => said.join(" "));

/** Words with pronunciations of two phonemes or more, no two alike. */
const demonstrations: fc.Arbitrary<Demonstration[]> = fc
  .uniqueArray(response, { minLength: 2, maxLength: 30 })
  .map((responses) =>
    responses.map((response, i) => ({ prompt: `word${i}`, response }))
  );

const kinds = [
  "another",
  "garbled",
  "mixed",
  "samples",
  "truncated",
] as const;
const ratio = fc.integer({ min: 0, max: 100 }).map((share) => share / 100);

/** A base policy that always says the same. */
const sayingAlways = (rows: readonly Demonstration[], response: string): Said =>
  Object.fromEntries(rows.map(({ prompt }) => [prompt, response]));

/** Forty words for tests by example. */
const words: readonly Demonstration[] = Array.from({ length: 40 }, (_, i) => ({
  prompt: `word${i}`,
  response: [0, 1, 2, 3].map((j) => phonemes[(i * 7 + j * 11) % 39]!).join(" "),
}));

Deno.test("the ratio is met to the row, and the rest stays as it was", async () => {
  await fc.assert(
    fc.asyncProperty(
      demonstrations,
      fc.constantFrom(...kinds),
      ratio,
      fc.nat(),
      async (given, kind, ratio, seed) => {
        const said = sayingAlways(given, "");
        const done = await inject(given, { kind, ratio, seed }, said);
        const expected = Math.round(ratio * given.length);
        const marked = done.marks.filter((row) => row.low_quality);
        assert.equal(marked.length, expected);
        assert.equal(done.metrics.injected, expected);
        assert.equal(done.summary.injected, expected);
        assert.equal(done.summary.seed, seed);
        done.marks.forEach((mark, i) => {
          assert.equal(mark.prompt, given[i]!.prompt);
          assert.equal(mark.original, given[i]!.response);
          assert.equal(mark.response !== mark.original, mark.low_quality);
          assert.equal(done.rows[i]!.prompt, mark.prompt);
          assert.equal(done.rows[i]!.response, mark.response);
        });
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("rows at a ratio are replaced alike at every greater one", async () => {
  await fc.assert(
    fc.asyncProperty(
      demonstrations,
      fc.constantFrom(...kinds),
      fc.tuple(ratio, ratio).map(([a, b]) => a < b ? [a, b] : [b, a]),
      fc.nat(),
      async (given, kind, [less, more], seed) => {
        const said = sayingAlways(given, "K");
        const few = await inject(given, { kind, ratio: less!, seed }, said);
        const many = await inject(given, { kind, ratio: more!, seed }, said);
        few.marks.forEach((mark, i) => {
          if (mark.low_quality) assert.deepEqual(many.marks[i], mark);
        });
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("each kind replaces as it says", async () => {
  await fc.assert(
    fc.asyncProperty(demonstrations, fc.nat(), async (given, seed) => {
      const all = async (kind: Params["kind"]) =>
        (await inject(given, { kind, ratio: 1, seed })).marks
          .map(({ response, original }) => ({
            response,
            original,
            said: response.split(" "),
            right: original.split(" "),
          }));
      for (const { response, original } of await all("another")) {
        assert.notEqual(response, original);
        assert(given.some((row) => row.response === response));
      }
      for (const { said, right } of await all("garbled")) {
        assert.equal(said.length, right.length);
        assert(said.every((phoneme) => phonemes.includes(phoneme)));
        const replaced = said.filter((phoneme, i) => phoneme !== right[i]);
        assert.equal(replaced.length, Math.ceil(right.length / 2));
        assert(editDistance(said, right) > 0);
      }
      for (const { said, right } of await all("truncated")) {
        assert.deepEqual(said, right.slice(0, Math.ceil(right.length / 2)));
        assert(said.length < right.length);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("nothing in the dataset tells replaced rows apart", async () => {
  await using folder = await temporaryFolder();
  const plain = `${folder.path}/plain.parquet`;
  for (const kind of kinds) {
    const done = await inject(
      words,
      { kind, ratio: 0.5, seed: 3 },
      sayingAlways(words, "K AE T"),
    );
    // The bytes are those of the same rows written by somebody who knows
    // nothing of marks: no column, order or metadata can hold a trace.
    await writeRows(
      plain,
      datasetColumns,
      done.rows.map((row) => ({ ...row })),
    );
    assert.deepEqual(done.bytes, await Deno.readFile(plain));
    assert.deepEqual(
      done.rows.map((row) => row.prompt),
      words.map((row) => row.prompt),
    );
    // And where they are follows no order: both halves have some.
    const marked = done.marks.map((row) => row.low_quality);
    assert(marked.slice(0, 20).includes(true));
    assert(marked.slice(20).includes(true));
    assert(marked.slice(0, 20).includes(false));
    assert(marked.slice(20).includes(false));
  }
});

Deno.test("at ratio 0 the dataset is the given one, byte for byte", async () => {
  for (const kind of kinds) {
    const said = sayingAlways(words, "");
    const done = await inject(words, { kind, ratio: 0, seed: 1 }, said);
    assert.deepEqual(done.bytes, done.given);
    assert.equal(done.metrics.injected, 0);
    assert(done.marks.every((mark) => !mark.low_quality));
  }
});

Deno.test("two runs give the same bytes, another seed gives others", async () => {
  for (const kind of ["another", "garbled", "truncated"] as const) {
    const params = { kind, ratio: 0.35, seed: 7 };
    const first = await inject(words, params);
    assert.deepEqual((await inject(words, params)).digests, first.digests);
    const other = await inject(words, { ...params, seed: 8 });
    assert.notDeepEqual(other.bytes, first.bytes);
  }
});

Deno.test("rows that cannot be truncated are passed over", async () => {
  const single = words.map((row, i) =>
    i % 2 === 0 ? { ...row, response: "K" } : row
  );
  const half = await inject(single, { kind: "truncated", ratio: 0.5, seed: 1 });
  assert.equal(half.summary.injected, 20);
  assert(half.marks.every((mark, i) => mark.low_quality === (i % 2 === 1)));
  const all = await inject(single, { kind: "truncated", ratio: 1, seed: 1 });
  assert.equal(all.summary.wanted, 40);
  assert.equal(all.summary.injected, 20);
  // Whoever reads the ratio has to know that it is another one.
  assert.deepEqual(half.warnings, []);
  assert.match(
    all.warnings.join("\n"),
    /^20 rows are low-quality and not 40: .* the ratio is 0\.50 and not 1$/,
  );
});

Deno.test("rows that are injected and not recognised are warned of", async () => {
  // Two answers that are alike in most of their letters.
  const alike = words.map((row, i) => ({
    ...row,
    response: i % 2 === 0 ? "The answer: A" : "The answer: B",
  }));
  const params: Params = { kind: "another", ratio: 0.5, seed: 1 };
  const done = await inject(alike, { ...params, units: "characters" });
  assert.equal(done.summary.injected, 20);
  assert.equal(done.summary.detected, 0);
  assert.match(
    done.warnings.join("\n"),
    /^the detector of the kind "another" recognises 0 of 20 injected rows: /,
  );
});

Deno.test("another prompt's response is never an identical one", async () => {
  const alike = words.map((row, i) => i < 39 ? { ...row, response: "K" } : row);
  const done = await inject(alike, { kind: "another", ratio: 1, seed: 1 });
  const last = alike[39]!.response;
  assert.equal(done.summary.injected, 40);
  assert.equal(done.rows[39]!.response, "K");
  assert(done.rows.slice(0, 39).every((row) => row.response === last));
});

Deno.test("an injection that could replace nothing is refused", async () => {
  const single = words.map((row) => ({ ...row, response: "K" }));
  for (const kind of ["another", "truncated"] as const) {
    await assert.rejects(
      () => inject(single, { kind, ratio: 0.5, seed: 1 }),
      (error) =>
        error instanceof DataError &&
        error.message.startsWith(`Cannot inject the kind "${kind}": it has`),
    );
    const none = await inject(single, { kind, ratio: 0, seed: 1 });
    assert.equal(none.summary.injected, 0);
  }
});

Deno.test("samples are taken as the base policy says them", async () => {
  const said: Record<string, string> = { ...sayingAlways(words, "K AE T") };
  said.word3 = "";
  said.word5 = words[5]!.response;
  said.unasked = "T";
  const done = await inject(
    words,
    { kind: "samples", ratio: 1, seed: 1 },
    said,
  );
  assert.deepEqual(
    done.rows.map((row) => row.response),
    words.map((row) => said[row.prompt]),
  );
  assert.equal(done.summary.injected, 40);
  assert.equal(done.summary.unchanged, 1);
});

Deno.test("missing samples are refused with the first prompt", async () => {
  const params: Params = { kind: "samples", ratio: 0.1, seed: 1 };
  await assert.rejects(
    () => inject(words, params),
    (error) =>
      error instanceof DataError &&
      /input "samples" is missing; connect it/.test(error.message),
  );
  const { word7: _, word9: __, ...said } = sayingAlways(words, "K");
  await assert.rejects(
    () => inject(words, params, said),
    (error) =>
      error instanceof DataError &&
      /2 of 40 prompts have none, the first is "word7"/.test(error.message),
  );
});

Deno.test("bad parameters and data without rows are refused", async () => {
  const params: Params = { kind: "garbled", ratio: 0.5, seed: 1 };
  for (
    const wrong of [
      { ...params, ratio: 1.01 },
      { ...params, ratio: -0.01 },
      { ...params, ratio: NaN },
      { ...params, kind: "polite" as "garbled" },
      { ...params, seed: -1 },
      { ...params, typo: 1 },
    ]
  ) {
    await assert.rejects(() => inject(words, wrong), { name: "ZodError" });
  }
  await assert.rejects(
    () => inject([], params),
    (error) =>
      error instanceof DataError && /it has no rows/.test(error.message),
  );
});

Deno.test("a dataset that has the marks in it is refused", async () => {
  await using folder = await temporaryFolder();
  const demonstrations = `${folder.path}/marks.parquet`;
  await writeRows(demonstrations, marksColumns, [{
    prompt: "cat",
    response: "K AE",
    original: "K AE T",
    low_quality: true,
  }]);
  await assert.rejects(
    () =>
      execute(injection, {
        params: { kind: "garbled", ratio: 0.5, seed: 1 },
        inputs: { demonstrations, samples: undefined },
      }),
    /column "original" is not declared/,
  );
});
