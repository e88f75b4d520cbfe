import assert from "node:assert/strict";
import fc from "fast-check";
import { comparison } from "./comparison.ts";
import { DataError } from "./data/error.ts";
import type { Evaluation, MetricName } from "./evaluation_file.ts";
import { type Results, resultsSchema } from "./results_file.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";

/** An evaluation that differs from a plain one in what a test is about. */
function evaluationOf(
  given: Partial<Omit<Evaluation, "metrics">> & {
    readonly metrics?: Partial<Record<MetricName, number>>;
  },
): Evaluation {
  return {
    version: 2,
    method: "sft",
    kind: "truncated",
    ratio: 0.2,
    baseRatio: 0.7,
    seed: 1,
    law: null,
    compute: {
      flops: 0,
      trainedTokens: 0,
      generatedTokens: 0,
      scoredTokens: 0,
    },
    prompts: 2,
    margins: [1, 2],
    examples: [],
    ...given,
    metrics: {
      per_greedy: 0.25,
      per_sampled: 0.5,
      word_accuracy_greedy: 0.4,
      word_accuracy_sampled: 0.3,
      low_quality_rate: 0.1,
      margin: 3.25,
      kl_to_base: 0.75,
      ...given.metrics,
    },
  };
}

/** Compares evaluations, or whatever text stands in their place. */
async function compare(
  given: Readonly<Record<string, Evaluation | string>>,
  notices: string[] = [],
) {
  await using folder = await temporaryFolder();
  const evaluations: Record<string, string> = {};
  for (const [i, [label, content]] of Object.entries(given).entries()) {
    evaluations[label] = `${folder.path}/${i}.json`;
    await Deno.writeTextFile(
      evaluations[label],
      typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  const sources = Object.fromEntries(
    Object.entries(evaluations).map(([label, path]) => [label, digestOf(path)]),
  );
  await using done = await execute(comparison, {
    params: { notices },
    inputs: { evaluations, injections: {} },
  });
  const text = await Deno.readTextFile(done.outputs.results);
  const results: Results = resultsSchema.parse(JSON.parse(text));
  return { results, text, sources };
}

Deno.test("every number keeps the digest of where it came from", async () => {
  const sft = evaluationOf({ metrics: { per_greedy: 0.125 } });
  const { results, sources } = await compare({
    "sft/ratio=0.2": sft,
    "base": evaluationOf({ method: "base", ratio: 0 }),
  });
  assert.deepEqual(
    results.results.map((result) => [result.method, result.source]),
    [["base", sources.base], ["sft", sources["sft/ratio=0.2"]]],
  );
  assert.deepEqual(results.results[1]!.metrics, sft.metrics);
});

Deno.test("rows are by method, ratio and seed, with known methods first", async () => {
  const arms: [string, number, number][] = [
    ["rft", 0, 1],
    ["base", 0, 1],
    ["filter", 0, 1],
    ["sft", 0.35, 1],
    ["irft round 2", 0, 1],
    ["irft round 1", 0, 1],
    ["sft", 0, 2],
    ["Expo", 0, 1],
    ["spin", 0, 1],
    ["sft", 0, 1],
    ["sft", 0.2, 1],
  ];
  const { results: { results, table } } = await compare(Object.fromEntries(
    arms.map(([method, ratio, seed], i) => [
      `label ${i}`,
      evaluationOf({ method, ratio, seed }),
    ]),
  ));
  assert.deepEqual(
    results.map(({ method, ratio, seed }) => [method, ratio, seed]),
    [
      ["base", 0, 1],
      ["sft", 0, 1],
      ["sft", 0, 2],
      ["sft", 0.2, 1],
      ["sft", 0.35, 1],
      ["spin", 0, 1],
      ["irft round 1", 0, 1],
      ["irft round 2", 0, 1],
      ["rft", 0, 1],
      ["Expo", 0, 1],
      ["filter", 0, 1],
    ],
  );
  assert.deepEqual(
    table.rows.map((row) => row.slice(0, 2)),
    [
      ["base", 0],
      ["sft", 0],
      ["sft", 0.2],
      ["sft", 0.35],
      ["spin", 0],
      ["irft round 1", 0],
      ["irft round 2", 0],
      ["rft", 0],
      ["Expo", 0],
      ["filter", 0],
    ],
  );
});

Deno.test("one seed shows its numbers, each in the column that names it", async () => {
  const { results: { table } } = await compare({ a: evaluationOf({}) });
  assert.deepEqual(
    table.columns.map((column) => column.name),
    ["Method", "Ratio", "PER", "PER T=1", "Words", "Low", "Margin", "KL"],
  );
  assert.deepEqual(table.rows, [
    ["sft", 0.2, 0.25, 0.5, 0.4, 0.1, 3.25, 0.75],
  ]);
  for (const { name } of table.columns.slice(1)) {
    assert(table.notes.some((note) => note.startsWith(`${name}: `)), name);
  }
  assert(!table.notes.some((note) => note.includes("±")));
});

Deno.test("several seeds show mean and standard error", async () => {
  const { results: { table } } = await compare({
    a: evaluationOf({ seed: 1, metrics: { per_greedy: 0.2, margin: -0.001 } }),
    b: evaluationOf({ seed: 2, metrics: { per_greedy: 0.3, margin: -0.002 } }),
    c: evaluationOf({ seed: 3, metrics: { per_greedy: 0.7, margin: 0.001 } }),
    base: evaluationOf({ method: "base", ratio: 0 }),
  });
  assert.equal(table.rows.length, 2);
  // Mean 0.4; deviations -0.2, -0.1, 0.3; sqrt(0.14 / 2 / 3) = 0.1528.
  assert.equal(table.rows[1]![2], ".400±.153");
  assert.equal(table.rows[1]![3], ".500±.000");
  // Rounded to zero, without a sign.
  assert.equal(table.rows[1]![6], ".00±.00");
  assert.equal(
    table.notes.at(-1),
    "Means over 1 to 3 seeds ± one standard error of the mean",
  );
});

Deno.test("the table fits a terminal of 80 columns, with seeds and without", async () => {
  for (const seeds of [1, 3]) {
    const methods = ["base", "sft", "spin", "irft", "rft"];
    const { results: { table } } = await compare(Object.fromEntries(
      methods.flatMap((method) =>
        Array.from({ length: seeds }, (_, seed) => [
          `${method}/${seed}`,
          evaluationOf({
            method,
            seed,
            metrics: {
              margin: -12.345 - seed / 10,
              kl_to_base: seed / 9,
              per_sampled: 0.5 + seed / 20,
            },
          }),
        ])
      ),
    ));
    const shown = (cell: string | number | null, digits?: number) =>
      typeof cell === "number" ? cell.toFixed(digits) : cell ?? "";
    const widths = table.columns.map(({ name, digits }, i) =>
      Math.max(
        name.length,
        ...table.rows.map((row) => shown(row[i]!, digits).length),
      )
    );
    const gaps = 2 * (widths.length - 1);
    assert(widths.reduce((a, b) => a + b) + gaps <= 80, `${widths}`);
    assert(table.title.length <= 80);
    for (const note of table.notes) assert(note.length <= 80, note);
  }
});

Deno.test("the labels' order does not reach the bytes", async () => {
  const arms = ["base", "sft", "rft"].map((method) =>
    [method, evaluationOf({ method })] as const
  );
  const { text } = await compare(Object.fromEntries(arms));
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...arms], { minLength: 3 }),
      async (shuffled) => {
        const again = await compare(Object.fromEntries(shuffled));
        assert.equal(again.text, text);
      },
    ),
    { numRuns: 6 },
  );
});

/** Asserts on the message of the error for some evaluations. */
async function refuses(
  given: Readonly<Record<string, Evaluation | string>>,
  message: RegExp,
): Promise<void> {
  await assert.rejects(() => compare(given), (error) => {
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

Deno.test("evaluations that do not belong together are refused", async () => {
  await refuses({}, /there are none; connect at least one/);
  await refuses(
    { a: evaluationOf({}), b: evaluationOf({ margins: [] }) },
    /"a" and "b": both are of "sft" in "truncated\/base=0\.7\/ratio=0\.2\/seed=1"/,
  );
});

Deno.test("notices and a lone seed are said under the table", async () => {
  const one = await compare({ a: evaluationOf({}) }, ["A smoke test"]);
  const { notes } = one.results.table;
  assert.equal(notes[0], "A smoke test");
  assert.ok(notes.includes("One seed: a lead, not a result"));
  const two = await compare({
    a: evaluationOf({ seed: 1 }),
    b: evaluationOf({ seed: 2 }),
  });
  assert.ok(!two.results.table.notes.join().includes("One seed"));
});
