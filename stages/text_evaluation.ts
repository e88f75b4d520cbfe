/**
 * The stage kind `text_evaluation`: one policy on held-out texts, where no gold
 * metric says what a right response is.
 *
 * @module
 */

import { z } from "zod";
import type { Sequence } from "../learn/data/sequence.ts";
import { Generator, type Response } from "../learn/generation/generator.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { readAccounts } from "./account_file.ts";
import {
  account,
  evaluation as evaluationType,
  policy,
  references,
  reward,
} from "./artifacts.ts";
import { referencesColumns, splitTextReferences } from "./data/columns.ts";
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
import { perplexity } from "./learning/perplexity.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { isLowQuality } from "./metrics/low_quality.ts";
import { unitsByName } from "./metrics/units.ts";

/** How many prompts are shown with the policy's responses. */
const shown = 12;

/** Keeps the samples that are injected apart from all others. */
const lowSeed = 2_000_000;

/**
 * Measures the perplexity of held-out responses; samples at temperature 1 and
 * has a judge reward the samples, a reward model that no arm has learned from;
 * sets clean responses against low-quality ones; estimates the KL divergence to
 * the base and the entropy from the policy's own samples.
 */
export const textEvaluation = stage(import.meta, {
  doc: "Measures a policy on held-out texts by perplexity and by a judge.",
  params: z.strictObject({
    ...coordinates,
    law: coordinates.law.default(null),
    batch: positive.default(64),
  }),
  inputs: {
    policy,
    base: policy,
    judge: reward,
    references,
    accounts: many(account),
  },
  outputs: { evaluation: evaluationType },
  ...onDevice,
  tolerance: {
    perplexity: { relative: 0.05 },
    low_quality_rate: { absolute: 0.05 },
    judge_reward: { absolute: 0.5 },
    margin: { absolute: 2 },
    kl_to_base: { absolute: 1 },
    entropy: { absolute: 1 },
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
    const units = unitsByName[speller.units];
    const time = speller.context - 1;
    const prompts = rows.map(({ prompt }) => speller.prompt(prompt));

    const text = ({ tokens }: Response) => speller.text(tokens);

    const generator = new Generator(model, batch, speller.context);
    const sampled = await generator.generate(prompts, { temperature: 1, seed });
    progress(1, 5, "parts");
    const greedy = await generator.generate(prompts, { temperature: 0, seed });
    generator.free();
    progress(2, 5, "parts");

    // A sample is scored as the tokens that were drawn: its text may be
    // another one, where bytes are no characters.
    const own = sampled.map(({ tokens }, i): Sequence => ({
      prompt: prompts[i]!,
      response: tokens,
    }));
    const base = loadPolicy(device, inputs.base).model;
    const underBase = await scores(new Scorer(base, batch, time), own);
    const samples = new Map<string, string>();
    if (kind === "samples") {
      const sampler = new Generator(base, batch, speller.context);
      const said = await sampler.generate(prompts, {
        temperature: 1,
        seed: seed + lowSeed,
      });
      said.forEach((one, i) => samples.set(rows[i]!.prompt, text(one)));
      sampler.free();
    }
    base.free();
    progress(3, 5, "parts");
    const judge = loadPolicy(device, inputs.judge, "reward").model;
    // A judge learned from texts, so it reads the samples as texts.
    const rewards = await scores(
      new Scorer(judge, batch, time + 1),
      sampled.map((one, i) => speller.sample(rows[i]!.prompt, text(one))),
    );
    judge.free();
    progress(4, 5, "parts");

    // Rows without a low-quality version, or one that fits, are left out.
    const replace = replacementOf(kind, {
      rows: rows.map(({ prompt, response }) => ({ prompt, response })),
      samples,
      rng: rng.stream("low quality"),
      units,
      context: speller.context,
    });
    const clean = rows.map(({ prompt, response }) =>
      speller.demonstration(prompt, response)
    );
    const lows = rows.flatMap(({ prompt, response }, i) => {
      const low = replace(i);
      return low === undefined || low === response
        ? []
        : [{ of: i, sequence: speller.demonstration(prompt, low) }];
    });
    const likelihoods = await scores(new Scorer(model, batch, time), [
      ...clean,
      ...lows.map(({ sequence }) => sequence),
    ]);
    const margins = lows.map(({ of }, i) =>
      round(likelihoods[of]! - likelihoods[clean.length + i]!)
    );
    progress(5, 5, "parts");

    const low = rows.filter(({ prompt, references }, i) =>
      isLowQuality(kind, {
        prompt,
        response: text(sampled[i]!),
        references: splitTextReferences(references),
      }, units)
    );
    const metrics: Metrics = {
      low_quality_rate: low.length / rows.length,
      ...margins.length > 0 && { margin: mean(margins) },
      kl_to_base: mean(
        sampled.map(({ logProbability }, i) => logProbability - underBase[i]!),
      ),
      entropy: mean(sampled.map(({ logProbability }) => -logProbability)),
      perplexity: perplexity(clean, likelihoods),
      judge_reward: mean(rewards),
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
      rewards: rewards.map(round),
      margins,
      compute,
      examples: rows.slice(0, shown).map(({ prompt, response }, i) => ({
        prompt,
        reference: response,
        greedy: text(greedy[i]!),
        sampled: text(sampled[i]!),
      })),
    });
    Deno.writeTextFileSync(
      outputs.evaluation,
      JSON.stringify(result, null, 1) + "\n",
    );
  },
});

/** Scores sequences with a scorer of this one use. */
async function scores(
  scorer: Scorer,
  sequences: readonly Sequence[],
): Promise<number[]> {
  const result = [...await scorer.score(sequences)];
  scorer.free();
  return result;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Four digits are enough for a histogram. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
