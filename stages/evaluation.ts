/**
 * The stage kind `evaluation`: one policy on held-out words, by the gold
 * metric.
 *
 * @module
 */

import { z } from "zod";
import { Generator } from "../learn/generation/generator.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { stage } from "../pipeline/stage.ts";
import {
  evaluation as evaluationType,
  policy,
  references,
} from "./artifacts.ts";
import { referencesColumns, splitReferences } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import { type Evaluation, evaluationSchema } from "./evaluation_file.ts";
import { replacementOf } from "./injection/replacement.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, seed } from "./learning/settings.ts";
import { isLowQuality } from "./metrics/low_quality.ts";
import { isCorrect, phonemeErrorRate } from "./metrics/phoneme_error_rate.ts";

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
    /** What the results call this policy, and where it stands in the sweep. */
    method: z.string().min(1),
    ratio: z.number().min(0).max(1),
    baseRatio: z.number().min(0).max(1),
    /** The kind of low quality whose rate and margin are measured. */
    kind: z.enum(["another", "garbled", "truncated"]),
    batch: positive.default(256),
    seed,
  }),
  inputs: { policy, base: policy, references },
  outputs: { evaluation: evaluationType },
  ...onDevice,
  tolerance: {
    per_greedy: { absolute: 0.05 },
    per_sampled: { absolute: 0.05 },
    word_accuracy_greedy: { absolute: 0.05 },
    word_accuracy_sampled: { absolute: 0.05 },
    low_quality_rate: { absolute: 0.05 },
    margin: { absolute: 0.5 },
    kl_to_base: { absolute: 0.2 },
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
    const sampled = await generator.generate(prompts, { temperature: 1, seed });
    progress(1, 4, "parts");
    const greedy = await generator.generate(prompts, { temperature: 0, seed });
    progress(2, 4, "parts");

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
    progress(3, 4, "parts");

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
    progress(4, 4, "parts");

    const texts = (responses: typeof sampled) =>
      responses.map(({ tokens }) => speller.text(tokens));
    const said = texts(sampled), likeliest = texts(greedy);
    const share = (test: (i: number) => boolean) =>
      rows.filter((_, i) => test(i)).length / rows.length;
    const metrics: Evaluation["metrics"] = {
      per_greedy: mean(
        likeliest.map((r, i) => phonemeErrorRate(r, accepted[i]!)),
      ),
      per_sampled: mean(said.map((r, i) => phonemeErrorRate(r, accepted[i]!))),
      word_accuracy_greedy: share((i) =>
        isCorrect(likeliest[i]!, accepted[i]!)
      ),
      word_accuracy_sampled: share((i) => isCorrect(said[i]!, accepted[i]!)),
      low_quality_rate: share((i) =>
        isLowQuality(kind, {
          prompt: rows[i]!.prompt,
          response: said[i]!,
          references: accepted[i]!,
        })
      ),
      margin: mean(margins),
      kl_to_base: mean(
        sampled.map(({ logProbability }, i) => logProbability - underBase[i]!),
      ),
    };
    for (const [name, value] of Object.entries(metrics)) metric(name, value);
    const result = evaluationSchema.parse({
      version: 1,
      method: params.method,
      ratio: params.ratio,
      baseRatio: params.baseRatio,
      seed,
      prompts: rows.length,
      metrics,
      margins,
      examples: rows.slice(0, shown).map(({ prompt, response }, i) => ({
        prompt,
        reference: response,
        greedy: likeliest[i]!,
        sampled: said[i]!,
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
