/**
 * The stage kind `evaluation`: one policy on held-out words, by the gold
 * metric.
 *
 * @module
 */

import { z } from "zod";
import type { Device } from "../learn/device/device.ts";
import { Generator, type Response } from "../learn/generation/generator.ts";
import type { Model } from "../learn/models/model.ts";
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
import { referencesColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import {
  coordinates,
  type Evaluation,
  evaluationSchema,
  type Metrics,
} from "./evaluation_file.ts";
import { fourDigits, judgeResponses } from "./evaluation/responses.ts";
import { replacementOf } from "./injection/replacement.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { divergenceOf, entropyOf } from "./metrics/estimates.ts";
import { mean } from "./statistics/mean.ts";

/** How many prompts are shown with the policy's responses. */
const shown = 12;

/** Keeps the samples that are injected apart from all others. */
const lowSeed = 2_000_000;

/**
 * Samples at temperatures 1 and 0.7 and decodes greedily; compares with every
 * accepted pronunciation; sets clean references against low-quality ones, which
 * for the kind `samples` are what the base says; estimates the policy's entropy
 * and its divergence from the base from its samples at temperature 1.
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
    const { params, inputs, digests, outputs, rng, metric, progress } = context;
    const rows = await readRows(inputs.references, referencesColumns);
    if (rows.length === 0) {
      throw new DataError("Cannot evaluate a policy: there are no references");
    }
    using device = await openDevice(context);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const { batch, seed, kind } = params;
    // One model takes the weights of either policy, so that every program is
    // made once. The base itself needs no second look.
    const own = await model.read();
    const isBase = digests.policy === digests.base;
    const base = isBase ? own : await weightsOf(device, inputs.base, model);
    const generator = new Generator(model, batch, speller.context);
    // Batches of one size, none of them half empty.
    const even = Math.ceil(rows.length / Math.ceil(rows.length / batch));
    const scorer = new Scorer(model, even, speller.context - 1);
    const prompts = rows.map(({ prompt }) => speller.prompt(prompt));
    const decode = (temperature: number) =>
      generator.generate(prompts, { temperature, seed });
    const text = ({ tokens }: Response) => speller.text(tokens);

    const samples = new Map<string, string>();
    if (kind === "samples") {
      model.values.write(base);
      const said = await generator.generate(prompts, {
        temperature: 1,
        seed: seed + lowSeed,
      });
      said.forEach((one, i) => samples.set(rows[i]!.prompt, text(one)));
      model.values.write(own);
    }
    const sampled = await decode(1);
    progress(1, 5, "parts");
    const t07 = await decode(0.7);
    progress(2, 5, "parts");
    const greedy = await decode(0);
    progress(3, 5, "parts");

    // Words whose reference has no low-quality version are left out.
    const replace = replacementOf(kind, {
      rows: rows.map(({ prompt, response }) => ({ prompt, response })),
      samples,
      rng: rng.stream("low quality"),
    });
    const pairs = rows.flatMap(({ prompt, response }, i) => {
      const low = replace(i);
      return low === undefined || low === response ? [] : [
        speller.sample(prompt, response),
        speller.sample(prompt, low),
      ];
    });
    const scores = await scorer.score(pairs);
    const margins = Array.from(
      { length: pairs.length / 2 },
      (_, i) => scores[2 * i]! - scores[2 * i + 1]!,
    );
    progress(4, 5, "parts");

    const logs = sampled.map(({ logProbability }) => logProbability);
    let underBase: ArrayLike<number> = logs;
    if (!isBase) {
      model.values.write(base);
      underBase = await scorer.score(sampled.map(({ tokens }, i) => ({
        prompt: prompts[i]!,
        response: tokens,
      })));
    }
    progress(5, 5, "parts");

    const said = {
      greedy: greedy.map(text),
      sampled: sampled.map(text),
      t07: t07.map(text),
    };
    const judged = judgeResponses(rows, said, kind);
    const metrics: Metrics = {
      ...judged.metrics,
      ...margins.length > 0 && { margin: mean(margins) },
      kl_to_base: divergenceOf(logs, underBase),
      entropy: entropyOf(logs),
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
      errors: judged.errors,
      margins: margins.map(fourDigits),
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

/**
 * The weights of another policy of the same shape.
 *
 * @throws {DataError} If its shape is another one.
 */
async function weightsOf(
  device: Device,
  folder: string,
  { config }: Model,
): Promise<Float32Array> {
  const other = loadPolicy(device, folder).model;
  if (JSON.stringify(other.config) !== JSON.stringify(config)) {
    throw new DataError(
      "Cannot evaluate a policy against its base: they are models of " +
        "different shapes; connect the base that it was trained from",
    );
  }
  const weights = await other.read();
  other.free();
  return weights;
}
