import assert from "node:assert/strict";
import { Rng } from "../../pipeline/rng.ts";
import { parseResults, renderResults } from "../../pipeline/cli/results.ts";
import { makeStyle } from "../../pipeline/cli/terminal.ts";
import { assertSnapshot } from "../../pipeline/testing/snapshot.ts";
import { cellLabel } from "../cell_label.ts";
import type { Evaluation } from "../evaluation_file.ts";
import type { Law } from "../law/law.ts";
import { gain, logOdds, rateOf } from "../law/odds.ts";
import { evaluationOf } from "../testing/evaluations.ts";
import { cellsOf } from "./cells.ts";
import { policiesOf } from "./policies.ts";
import { focusOf, tableOf } from "./table.ts";

const question = { gold: "per_greedy", imitation: "sft" } as const;

const arms: readonly (readonly [string, Law | null])[] = [
  ["base", null],
  ["sft", { beta: 1, rounds: 1, reference: "previous" }],
  ["sft/compute", { beta: 1, rounds: 1, reference: "previous" }],
  ["expo", null],
  ["irft/beta=0.3", { beta: 0.3, rounds: 1, reference: "previous" }],
  ["irft/rounds=2", { beta: 0.3, rounds: 2, reference: "previous" }],
  ["rft/beta=0.3", { beta: 0.3, rounds: 1, reference: "base" }],
  ["rft/rounds=3/negatives=last", { beta: 0.3, rounds: 3, reference: "base" }],
  [
    "rft/rounds=3/negatives=last/round=1",
    { beta: 0.3, rounds: 1, reference: "base" },
  ],
];

/** A made-up sweep that follows the law, with noise between the seeds. */
function made(seeds: readonly number[]) {
  const evaluations: Evaluation[] = [];
  const rates = new Map<string, number>();
  for (const seed of seeds) {
    for (const baseRatio of [0.1, 0.7]) {
      for (const ratio of [0.2, 0.35]) {
        rates.set(
          cellLabel({ kind: "truncated", baseRatio, ratio, seed }),
          ratio,
        );
        const few = baseRatio === 0.1 || ratio === 0.2;
        for (const [method, law] of arms.slice(0, few ? 7 : arms.length)) {
          if (method === "base" && ratio === 0.35) continue;
          const rng = new Rng(seed, `${method} ${baseRatio} ${ratio}`);
          const noise = () => (rng.uniform() - 0.5) / 50;
          const far = law === null ? 0 : Math.max(-3, Math.min(3, gain(law)));
          const [from, to] = [logOdds(baseRatio), logOdds(ratio)];
          const low = method === "base"
            ? baseRatio
            : rateOf(from + far * (to - from));
          const per = 0.18 + low * 0.42 + noise();
          evaluations.push(evaluationOf({
            method,
            baseRatio,
            ratio: method === "base" ? null : ratio,
            seed,
            law,
            metrics: {
              per_greedy: per,
              per_sampled: per + 0.09,
              per_t07: per + 0.04,
              low_quality_rate: Math.min(1, Math.max(0, low + noise())),
            },
          }));
        }
      }
    }
  }
  return { evaluations, rates };
}

/** The table of a made-up sweep, and what a terminal of 80 columns shows. */
function shown(seeds: readonly number[]) {
  const { evaluations, rates } = made(seeds);
  const labelled = evaluations.map((evaluation, i) => ({
    label: `${i}`,
    evaluation,
  }));
  const sources = Object.fromEntries(
    labelled.map(({ label }) => [label, "digest"]),
  );
  const policies = policiesOf(labelled, sources, rates, question, new Rng(0));
  const cells = cellsOf(policies, rates, question);
  const table = tableOf({
    ...question,
    cells,
    comparisons: {
      made: seeds.length < 3 ? 0 : 27,
      distinguished: 14,
      expectedByChance: 27 / 20,
    },
  });
  const document = JSON.stringify({ version: 2, table });
  const lines = renderResults(
    parseResults(document, "comparison"),
    80,
    makeStyle(false),
  );
  return { cells, table, text: lines.join("\n") + "\n" };
}

Deno.test("three seeds, four cells and eight arms, none of them a round on the way, on 80 columns", async () => {
  const { text } = shown([1, 2, 3]);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  await assertSnapshot(import.meta, "table-three-seeds", text);
});

Deno.test("one seed, on 80 columns", async () => {
  const { text, table } = shown([1]);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  assert.ok(!text.includes("±"));
  assert.ok(table.notes.includes("One seed: a lead, not a result"));
  await assertSnapshot(import.meta, "table-one-seed", text);
});

Deno.test("the focus is the cell that most arms were evaluated in", () => {
  const { cells } = shown([1]);
  const { baseRatio, ratio } = focusOf(cells)!;
  assert.deepEqual([baseRatio, ratio], [0.7, 0.35]);
  assert.equal(focusOf([]), undefined);
});

Deno.test("without demonstrations there is a sentence and no row", () => {
  const table = tableOf({
    ...question,
    cells: [],
    comparisons: { made: 0, distinguished: 0, expectedByChance: 0 },
  });
  assert.match(table.title, /nothing to compare/);
  assert.deepEqual([table.rows, table.notes], [[], []]);
});

Deno.test("a column is there where some arm has its number, and explained", () => {
  const { table } = shown([1, 2, 3]);
  const names = table.columns.map(({ name }) => name);
  assert.deepEqual(names, [
    "Arm",
    "PER",
    "T=1",
    "T=.7",
    "Low",
    "Law",
    "vs sft",
    "",
  ]);
  for (const name of names.slice(1, -1)) {
    assert.ok(table.notes.some((note) => note.startsWith(`${name}: `)), name);
  }
  for (const row of table.rows) assert.equal(row.length, names.length);
});
