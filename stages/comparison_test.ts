import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { comparison } from "./comparison.ts";
import { DataError } from "./data/error.ts";
import type { Evaluation } from "./evaluation_file.ts";
import { predictedLowRate } from "./law/odds.ts";
import { type Results, resultsSchema } from "./results_file.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";
import { evaluationOf } from "./testing/evaluations.ts";

/** Compares evaluations, or whatever text stands in their place. */
async function compare(
  given: Readonly<Record<string, Evaluation | string>>,
  summaries: Readonly<Record<string, unknown>> = {},
  params: z.input<typeof comparison.params> = {},
) {
  await using folder = await temporaryFolder();
  let files = 0;
  const write = async (content: unknown) => {
    const path = `${folder.path}/${files++}.json`;
    await Deno.writeTextFile(
      path,
      typeof content === "string" ? content : JSON.stringify(content),
    );
    return path;
  };
  const evaluations: Record<string, string> = {};
  for (const [label, content] of Object.entries(given)) {
    evaluations[label] = await write(content);
  }
  const injections: Record<string, string> = {};
  for (const [label, content] of Object.entries(summaries)) {
    injections[label] = await write(content);
  }
  const sources = Object.fromEntries(
    Object.entries(evaluations).map(([label, path]) => [label, digestOf(path)]),
  );
  await using done = await execute(comparison, {
    params,
    inputs: { evaluations, injections },
  });
  const text = await Deno.readTextFile(done.outputs.results);
  const results: Results = resultsSchema.parse(JSON.parse(text));
  return { results, text, sources, metrics: done.metrics };
}

Deno.test("every number keeps the digest of where it came from", async () => {
  const sft = evaluationOf({ metrics: { per_greedy: 0.125 } });
  const { results, sources } = await compare({
    "sft/ratio=0.2": sft,
    "base": evaluationOf({ method: "base" }),
  });
  assert.deepEqual(
    results.results.map((result) => [result.method, result.source]),
    [["base", sources.base], ["sft", sources["sft/ratio=0.2"]]],
  );
  assert.deepEqual(results.results[1]!.metrics, sft.metrics);
  assert.deepEqual(results.results[1]!.compute, sft.compute);
});

Deno.test("results are by kind, base ratio, arm, ratio and seed", async () => {
  const wanted: [Evaluation["kind"], number, string, number | null, number][] =
    [
      ["garbled", 0.7, "sft", 0, 1],
      ["truncated", 0, "base", null, 1],
      ["truncated", 0, "base", null, 2],
      ["truncated", 0.7, "base", null, 1],
      ["truncated", 0.7, "sft", 0, 1],
      ["truncated", 0.7, "sft", 0, 2],
      ["truncated", 0.7, "sft", 0.35, 1],
      ["truncated", 0.7, "sft/compute", 0, 1],
      ["truncated", 0.7, "interpolation", 0, 1],
      ["truncated", 0.7, "irft/rounds=2", 0, 1],
      ["truncated", 0.7, "irft/rounds=10", 0, 1],
      ["truncated", 0.7, "rft/beta=0.3", 0, 1],
      ["truncated", 0.7, "rft/beta=1", 0, 1],
      ["truncated", 0.7, "Other", 0, 1],
      ["truncated", 0.7, "other", 0, 1],
    ];
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...wanted], { minLength: wanted.length }),
      async (shuffled) => {
        const { results } = await compare(Object.fromEntries(
          shuffled.map(([kind, baseRatio, method, ratio, seed], i) => [
            `label ${i}`,
            evaluationOf({ kind, baseRatio, method, ratio, seed }),
          ]),
        ));
        assert.deepEqual(
          results.results.map((one) => [
            one.kind,
            one.baseRatio,
            one.method,
            one.ratio,
            one.seed,
          ]),
          wanted,
        );
        assert.deepEqual(
          results.cells.map(({ kind, baseRatio, ratio, arms }) => [
            kind,
            baseRatio,
            ratio,
            arms.length,
          ]),
          [
            ["garbled", 0.7, 0, 1],
            ["truncated", 0.7, 0, 10],
            ["truncated", 0.7, 0.35, 2],
          ],
        );
      },
    ),
    { numRuns: 4 },
  );
});

Deno.test("a law predicts from what was measured of base and demonstrations", async () => {
  const law = { beta: 0.3, rounds: 1, reference: "base" } as const;
  const label = "truncated/base=0.7/ratio=0.2";
  const seeds = [1, 2];
  const { results } = await compare(
    Object.fromEntries(seeds.flatMap((seed) => [
      [
        `base ${seed}`,
        evaluationOf({
          method: "base",
          seed,
          metrics: { low_quality_rate: 0.5 + seed / 10 },
        }),
      ],
      [`rft ${seed}`, evaluationOf({ method: "rft", seed, law })],
      [`expo ${seed}`, evaluationOf({ method: "expo", seed })],
    ])),
    Object.fromEntries(
      seeds.map((seed) => [
        `${label}/seed=${seed}`,
        { rows: 1000, detected: 180 + 10 * seed, injected: 200 },
      ]),
    ),
  );
  const wanted = seeds.map((seed) =>
    predictedLowRate(law, {
      base: 0.5 + seed / 10,
      demonstrations: 0.18 + seed / 100,
    })!
  );
  const predicted = (method: string) =>
    results.results.filter((one) => one.method === method)
      .map((one) => one.predictedLowRate);
  assert.deepEqual(predicted("rft"), wanted);
  assert.deepEqual(predicted("expo"), [null, null]);
  const [cell] = results.cells;
  const of = (method: string) =>
    cell!.arms.find((arm) => arm.method === method)!.predictedLowRate;
  assert.equal(of("rft"), (wanted[0]! + wanted[1]!) / 2);
  assert.equal(of("expo"), null);
  assert.ok(Math.abs(cell!.lowRates.base!.mean - 0.65) < 1e-12);
  assert.ok(Math.abs(cell!.lowRates.demonstrations!.mean - 0.195) < 1e-12);
});

Deno.test("without an injection's summary or a base nothing is predicted", async () => {
  const law = { beta: 1, rounds: 1, reference: "previous" } as const;
  const sft = evaluationOf({ law });
  const label = "truncated/base=0.7/ratio=0.2/seed=1";
  const base = evaluationOf({ method: "base" });
  for (
    const { results } of [
      await compare({ sft }, { [label]: { rows: 10, detected: 2 } }),
      await compare({ sft, base }),
    ]
  ) assert.equal(results.results.at(-1)!.predictedLowRate, null);
});

Deno.test("the labels' order does not reach the bytes", async () => {
  const arms = ["base", "sft", "rft"].flatMap((method) =>
    [1, 2, 3].map((seed) =>
      [`${method} ${seed}`, evaluationOf({ method, seed })] as const
    )
  );
  const { text } = await compare(Object.fromEntries(arms));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...arms], { minLength: arms.length }),
      async (shuffled) => {
        const again = await compare(Object.fromEntries(shuffled));
        assert.equal(again.text, text);
      },
    ),
    { numRuns: 4 },
  );
});

/** Asserts on the message of the error for some evaluations. */
async function refuses(
  given: Readonly<Record<string, Evaluation | string>>,
  message: RegExp,
  summaries: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await assert.rejects(() => compare(given, summaries), (error) => {
    assert(error instanceof DataError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("a malformed evaluation is refused by label and field", async () => {
  const good = evaluationOf({});
  await refuses(
    { good, "sft/bad": "{" },
    /^Cannot compare evaluation "sft\/bad": it is not JSON/,
  );
  await refuses(
    { good, bad: JSON.stringify({ ...good, seed: "one" }) },
    /evaluation "bad": its field "seed" is wrong/,
  );
  // JSON has no NaN: it is written as null.
  await refuses(
    { bad: evaluationOf({ metrics: { per_greedy: NaN } }) },
    /evaluation "bad": its field "metrics\.per_greedy" is wrong/,
  );
  await refuses({ bad: "[]" }, /evaluation "bad": its content is wrong/);
});

Deno.test("a malformed summary of an injection is refused by cell and field", async () => {
  const given = { sft: evaluationOf({}) };
  const label = "truncated/base=0.7/ratio=0.2/seed=1";
  const refusesSummary = (summary: unknown, message: RegExp) =>
    refuses(given, message, { [label]: summary });
  await refusesSummary("{", /with the injection of "truncated.*not JSON/);
  await refusesSummary({ rows: 0, detected: 0 }, /its field "rows" is wrong/);
  await refusesSummary(
    { rows: 5, detected: 6 },
    /its field "detected" is wrong \(there are fewer rows\)/,
  );
});

Deno.test("evaluations that do not belong together are refused", async () => {
  await refuses({}, /there are none; connect at least one/);
  await refuses(
    { a: evaluationOf({}), b: evaluationOf({ margins: [] }) },
    /"a" and "b": both are of "sft" in "truncated\/base=0\.7\/ratio=0\.2\/seed=1"/,
  );
  const errors = (count: number) => ({
    greedy: new Array(count).fill(0),
    sampled: [],
    t07: [],
  });
  await refuses(
    {
      a: evaluationOf({ errors: errors(2) }),
      b: evaluationOf({ method: "rft", errors: errors(3) }),
    },
    /evaluation "[ab]" with "[ab]": they are of different prompts/,
  );
  const example = { reference: "", greedy: "", sampled: "" };
  await refuses(
    {
      a: evaluationOf({ examples: [{ ...example, prompt: "cat" }] }),
      b: evaluationOf({
        method: "rft",
        examples: [{ ...example, prompt: "dog" }],
      }),
    },
    /they are of different prompts/,
  );
});

Deno.test("comparisons are counted, and how many chance would distinguish", async () => {
  const arms = (method: string, of: (seed: number) => number) =>
    [1, 2, 3].map((seed) =>
      [
        `${method} ${seed}`,
        evaluationOf({ method, seed, metrics: { per_greedy: of(seed) } }),
      ] as const
    );
  const { results, metrics } = await compare(Object.fromEntries([
    ...arms("sft", (seed) => 0.3 + seed / 100),
    ...arms("rft", (seed) => 0.2 + seed / 99),
    ...arms("irft", (seed) => 0.4 + seed / 99),
    ...arms("spin", (seed) => 0.2 + seed / 20),
    ...arms("late", () => 0.2).slice(1),
    // Neither is a contender.
    ...arms("base", (seed) => 0.5 + seed / 100),
    ...arms("rft/rounds=2/round=1", (seed) => 0.2 + seed / 99),
  ]));
  const verdict = (method: string) =>
    results.cells[0]!.arms.find((arm) => arm.method === method)!
      .difference.imitation?.verdict;
  assert.equal(verdict("rft"), "better");
  assert.equal(verdict("irft"), "worse");
  assert.equal(verdict("spin"), "not distinguished");
  assert.equal(verdict("late"), "not distinguished");
  assert.equal(verdict("sft"), undefined);
  assert.deepEqual(results.comparisons, {
    made: 3,
    distinguished: 2,
    expectedByChance: 3 / 20,
  });
  assert.equal(metrics["comparisons"], 3);
});

Deno.test("where there is no error rate, arms are judged by perplexity", async () => {
  const arms = (method: string, of: (seed: number) => number) =>
    [1, 2, 3].map((seed): [string, Evaluation] => {
      const { errors: _, ...plain } = evaluationOf({ method, seed });
      const metrics = { perplexity: of(seed), judge_reward: 1 };
      const rewards = method === "rft" ? [2, 2] : [1, 2];
      return [`${method} ${seed}`, { ...plain, metrics, rewards }];
    });
  const { results } = await compare(
    Object.fromEntries([
      ...arms("sft", (seed) => 20 + seed),
      ...arms("rft", (seed) => 18 + seed * 1.01),
    ]),
    {},
    { gold: "perplexity" },
  );
  const [, rft] = results.cells[0]!.arms;
  assert.equal(rft!.difference.imitation!.verdict, "better");
  assert.equal(rft!.difference.imitation!.promptInterval, null);
  // The judge's rewards say which sample wins; ties count half.
  assert.deepEqual(rft!.winRates, { imitation: 0.75, base: null });
  assert.deepEqual(
    results.table.columns.map(({ name }) => name),
    ["Arm", "Perpl.", "Judge", "vs sft", ""],
  );
});

Deno.test("notices are said under the table", async () => {
  const { results } = await compare({ a: evaluationOf({}) }, {}, {
    notices: ["A smoke test"],
  });
  assert.equal(results.table.notes[0], "A smoke test");
});
