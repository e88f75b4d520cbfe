/**
 * The stage kind `evaluation`: one policy on held-out words, by the gold
 * metric.
 *
 * @module
 */

import { z } from "zod";
import { Generator } from "../learn/generation/generator.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { readAccounts } from "./account_file.ts";
import {
  account,
  evaluation as evaluationType,
  policy,
  references,
} from "./artifacts.ts";
import { referencesColumns, splitReferences } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import {
  coordinates,
  type Evaluation,
  evaluationSchema,
  type Metrics,
} from "./evaluation_file.ts";
import { replacementOf } from "./injection/replacement.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { isLowQuality } from "./metrics/low_quality.ts";
import { phonemeErrorRate } from "./metrics/phoneme_error_rate.ts";

/** How many prompts are shown with the policy's responses. */
const shown = 12;

/**
 * Samples at temperature 1 and decodes greedily; compares with every accepted
 * pronunciation; sets clean references against low-quality ones; estimates the
 * KL divergence to the base from the policy's own samples,
 * E[log pi(y) - log base(y)].
 */
export const evaluation = stage(import.meta, {
  doc: "Measures a policy on held-out words by the gold metric.",
  params: z.strictObject({
    ...coordinates,
    law: coordinates.law.default(null),
    batch: positive.default(256),
  }),
  inputs: { policy, base: policy, references, accounts: many(account) },
  outputs: { evaluation: evaluationType },
  ...onDevice,
  tolerance: {
    per_greedy: { absolute: 0.05 },
    per_sampled: { absolute: 0.05 },
    per_t07: { absolute: 0.05 },
    word_accuracy_greedy: { absolute: 0.05 },
    word_accuracy_sampled: { absolute: 0.05 },
    word_accuracy_t07: { absolute: 0.05 },
    low_quality_rate: { absolute: 0.05 },
    margin: { absolute: 0.5 },
    kl_to_base: { absolute: 0.2 },
    entropy: { absolute: 0.2 },
  },
  async run(context) {
    const { params, inputs, outputs, rng, metric, progress } = context;
    const rows = await readRows(inputs.references, referencesColumns);
    if (rows.length === 0) {
      throw new DataError("Cannot evaluate a policy: there are no references");
    }
    using device = await openDevice(context);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const { batch, seed, kind } = params;
    const generator = new Generator(model, batch, speller.context);
    const time = speller.context - 1;
    const scorer = new Scorer(model, batch, time);
    const prompts = rows.map(({ prompt }) => speller.prompt(prompt));
    const accepted = rows.map((row) => splitReferences(row.references));
    const decode = (temperature: number) =>
      generator.generate(prompts, { temperature, seed });
    const sampled = await decode(1);
    progress(1, 5, "parts");
    const warm = await decode(0.7);
    progress(2, 5, "parts");
    const greedy = await decode(0);
    progress(3, 5, "parts");

    const base = new Scorer(
      loadPolicy(device, inputs.base).model,
      batch,
      time,
    );
    const underBase = await base.score(
      sampled.map(({ tokens }, i) => ({
        prompt: prompts[i]!,
        response: tokens,
      })),
    );
    progress(4, 5, "parts");

    // Words whose reference has no low-quality version are left out.
    const replace = replacementOf(kind, {
      rows: rows.map(({ prompt, response }) => ({ prompt, response })),
      samples: undefined,
      rng: rng.stream("low quality"),
    });
    const pairs = rows.flatMap(({ prompt, response }, i) => {
      const low = replace(i);
      return low === undefined ? [] : [
        speller.sample(prompt, response),
        speller.sample(prompt, low),
      ];
    });
    const scores = await scorer.score(pairs);
    const margins = Array.from(
      { length: pairs.length / 2 },
      (_, i) => round(scores[2 * i]! - scores[2 * i + 1]!),
    );
    progress(5, 5, "parts");

    const texts = (responses: typeof sampled) =>
      responses.map(({ tokens }) => speller.text(tokens));
    const said = {
      greedy: texts(greedy),
      sampled: texts(sampled),
      t07: texts(warm),
    };
    const rates = (responses: readonly string[]) =>
      responses.map((response, i) => phonemeErrorRate(response, accepted[i]!));
    const errors = {
      greedy: rates(said.greedy),
      sampled: rates(said.sampled),
      t07: rates(said.t07),
    };
    const right = (rates: readonly number[]) =>
      mean(rates.map((rate) => rate === 0 ? 1 : 0));
    const metrics: Metrics = {
      per_greedy: mean(errors.greedy),
      per_sampled: mean(errors.sampled),
      per_t07: mean(errors.t07),
      word_accuracy_greedy: right(errors.greedy),
      word_accuracy_sampled: right(errors.sampled),
      word_accuracy_t07: right(errors.t07),
      low_quality_rate: mean(
        said.sampled.map((response, i) =>
          isLowQuality(kind, {
              prompt: rows[i]!.prompt,
              response,
              references: accepted[i]!,
            })
            ? 1
            : 0
        ),
      ),
      margin: mean(margins),
      kl_to_base: mean(
        sampled.map(({ logProbability }, i) => logProbability - underBase[i]!),
      ),
      entropy: mean(sampled.map(({ logProbability }) => -logProbability)),
    };
    for (const [name, value] of Object.entries(metrics)) metric(name, value);
    const { batch: _, ...where } = params;
    const { version: _version, ...compute } = await readAccounts(
      inputs.accounts,
    );
    const result: Evaluation = evaluationSchema.parse({
      version: 2,
      ...where,
      prompts: rows.length,
      metrics,
      errors: {
        greedy: errors.greedy.map(round),
        sampled: errors.sampled.map(round),
        t07: errors.t07.map(round),
      },
      margins,
      compute,
      examples: rows.slice(0, shown).map(({ prompt, response }, i) => ({
        prompt,
        reference: response,
        greedy: said.greedy[i]!,
        sampled: said.sampled[i]!,
      })),
    });
    Deno.writeTextFileSync(
      outputs.evaluation,
      JSON.stringify(result, null, 1) + "\n",
    );
  },
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Four digits are enough for a histogram. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
