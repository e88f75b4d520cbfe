/**
 * Own data through the whole recipe, at the smallest size.
 *
 * @module
 */

import assert from "node:assert/strict";
import { parquetWriteBuffer } from "hyparquet-writer";
import { Tokenizer } from "../../learn/text/tokenizer.ts";
import { buildRecipe } from "../../pipeline/build_recipe.ts";
import { Rng } from "../../pipeline/rng.ts";
import { evaluationSchema } from "../evaluation_file.ts";
import type { LowQualityKind } from "../metrics/low_quality.ts";
import type { TextProfile } from "../profiles.ts";
import experiment from "../recipe.ts";
import { resultsSchema } from "../results_file.ts";
import { scaled } from "../settings.ts";
import { digestOf, execute, temporaryFolder } from "../testing/context.ts";
import { runRecipe } from "../testing/run_recipe.ts";
import { table, type TableSummary } from "../table.ts";
import { textCleaning } from "../text_cleaning.ts";
import { own } from "./profile.ts";

/** Prompts whose responses have lengths of their own. */
function rows(count: number) {
  const rng = new Rng(1, "rows");
  return Array.from({ length: count }, (_, i) => {
    const from = rng.below(9), steps = 3 + rng.below(6);
    const numbers = Array.from({ length: steps }, (_, j) => from + j);
    return {
      prompt: `${i}: ${from}, ${steps}×`,
      response: numbers.join(" "),
    };
  });
}

const good = rows(300);

/** The rows as JSONL, with some that are none between them. */
function jsonl(): string {
  const lines = good.map((row) => JSON.stringify(row));
  lines.splice(10, 0, "not json", '{"prompt": "alone"}');
  lines.push(JSON.stringify({ ...good[0], more: 1 }), '{"prompt": 3}');
  return lines.join("\n") + "\n";
}

/** Every step at its smallest. */
function smallest(data: string): TextProfile {
  return {
    ...own,
    data,
    texts: {
      ...own.texts,
      split: { ...own.texts.split, mostHeldOut: 12 },
      judge: { steps: 4, pairs: 8, rate: 1e-3 },
      batch: 12,
    },
    model: { layers: 1, width: 16, heads: 2, context: 40 },
    pretraining: { steps: 30, batch: 16, rate: 1e-2 },
    seeds: [1],
    grid: { ...own.grid, arms: own.grid.arms.slice(0, 8) },
    settings: scaled(own.settings, { steps: 0.01, rows: 0.25 }),
  };
}

Deno.test("a file of one's own goes through the whole recipe", async () => {
  await using folder = await temporaryFolder();
  const data = `${folder.path}/data.jsonl`;
  await Deno.writeTextFile(data, jsonl());
  const profile = smallest(data);
  await using run = await runRecipe(experiment, profile);
  const read = async (stage: string, output: string) =>
    JSON.parse(await Deno.readTextFile(run.path(stage, output)));

  const summary: TableSummary = await read("table", "summary");
  assert.deepEqual(
    summary.malformed.map(({ reason, numbers }) => [reason, ...numbers]),
    [["not JSON", 11], ["no response", 12, 304]],
  );
  assert.match(run.stages.get("table")!.warnings[0]!, /^3 of 304 rows/);
  assert.match(run.stages.get("cleaning")!.warnings[0]!, /duplicate: 1/);

  // So small a base says bytes that are no characters, and the run tells.
  const sampled = run.stages.get("generation/base/truncated/base=0.7/seed=1")!;
  assert.match(
    sampled.warnings[0]!,
    /^\d+ of 90 samples have bytes that are no/,
  );

  const results = resultsSchema.parse(await read("comparison", "results"));
  assert.equal(results.gold, "perplexity");
  const found = results.results.map(({ method }) => method);
  for (const arm of ["base", ...profile.grid.arms]) {
    assert.ok(found.includes(arm), arm);
  }
  for (const { method, metrics } of results.results) {
    assert.equal(metrics.per_greedy, undefined);
    for (
      const name of [
        "perplexity",
        "judge_reward",
        "low_quality_rate",
        "margin",
        "kl_to_base",
        "entropy",
      ] as const
    ) {
      assert.ok(Number.isFinite(metrics[name]), `${method} ${name}`);
    }
    // Better than chance among all ids, so that something was learned.
    assert.ok(metrics.perplexity! > 1 && metrics.perplexity! < 60, method);
  }
  // Without a gold metric, alpha is chosen by perplexity.
  const moved = await read(
    "interpolation/interpolation/truncated/base=0.7/ratio=0.35/seed=1",
    "summary",
  );
  assert.ok(
    moved.candidates.every((one: { perplexity?: number }) =>
      one.perplexity! > 1
    ),
  );
  const at = "truncated/base=0.7/ratio=0.35/seed=1";
  const sft = evaluationSchema.parse(
    await read(`evaluation/sft/${at}`, "evaluation"),
  );
  assert.equal(sft.prompts, 12);
  assert.equal(sft.rewards!.length, 12);
  assert.ok(sft.compute.flops > 0);
  // The policy is a folder that brings its own tokenizer.
  const policy = run.path(`sft/${at}`, "policy");
  const tokenizer = new Tokenizer(
    await Deno.readTextFile(`${policy}/tokenizer.json`),
  );
  assert.equal(tokenizer.decode(tokenizer.encode("3×")), "3×");
  const page = await Deno.readTextFile(
    `${run.path("report", "page")}/index.html`,
  );
  assert.ok(page.includes("own"));
});

Deno.test("the same rows as Parquet are the same cleaned bytes", async () => {
  await using folder = await temporaryFolder();
  const cleaned = async (name: string, bytes: Uint8Array) => {
    const file = `${folder.path}/${name}`;
    await Deno.writeFile(file, bytes);
    await using read = await execute(table, { params: {}, inputs: { file } });
    await using done = await execute(textCleaning, {
      params: { context: 40 },
      inputs: { texts: read.outputs.texts },
    });
    return digestOf(done.outputs.clean);
  };
  const column = (name: "prompt" | "response") => ({
    name,
    data: good.map((row) => row[name]),
    type: "STRING" as const,
  });
  const parquet = parquetWriteBuffer({
    columnData: [column("prompt"), column("response")],
    rowGroupSize: 100,
  });
  assert.equal(
    await cleaned("data.parquet", new Uint8Array(parquet)),
    await cleaned("data.jsonl", new TextEncoder().encode(jsonl())),
  );
});

Deno.test("results of kinds that texts are hard to judge by say so", () => {
  const noticesFor = (kind: LowQualityKind) => {
    const grid = { ...own.grid, kind };
    const profiles = { own: { ...own, data: "data.jsonl", grid } };
    const { stages } = buildRecipe({ ...experiment, profiles }, "own");
    const { params } = stages.find(({ name }) => name === "comparison")!;
    return (params as { notices: string[] }).notices.join(" ");
  };
  assert.match(noticesFor("garbled"), /kind garbled counts every sample/);
  assert.doesNotMatch(noticesFor("truncated"), /counts every sample/);
});

Deno.test("without a file the profile says how to name one", () => {
  assert.throws(
    () => buildRecipe(experiment, "own"),
    /no data of its own: name a Parquet or JSONL file .* by --data FILE/,
  );
});
