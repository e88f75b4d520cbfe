/**
 * The stage kind `calibration`: how well a reward tells clean responses from
 * low-quality ones, beside the base's likelihood. It is analysis: it reads the
 * marks of injected rows, and its output is of a type that no learner takes.
 *
 * @module
 */

import { z } from "zod";
import type { Sequence } from "../learn/data/sequence.ts";
import { json, many, optional } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import {
  dataset,
  marks,
  policy,
  references,
  reward,
  scores,
} from "./artifacts.ts";
import { likelihoods, readMarks, samplesOf } from "./calibration/inputs.ts";
import { type Calibration, calibrationSchema } from "./calibration_file.ts";
import { referencesColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import { replacementOf } from "./injection/replacement.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, seed } from "./learning/settings.ts";
import type { Speller } from "./learning/spelling.ts";
import { lowQualityKinds } from "./metrics/low_quality.ts";
import { unitsByName } from "./metrics/units.ts";
import { areaUnderCurve, pairAccuracy } from "./reward/auc.ts";
import { rewardsOf } from "./reward/ensemble.ts";
import { histogram } from "./reward/histogram.ts";
import { readDemonstrations, readScores } from "./reward/scores.ts";
import { mean } from "./statistics/mean.ts";

/** A held-out prompt with a clean response and a low-quality one. */
interface Pair {
  readonly prompt: string;
  readonly clean: string;
  readonly low: string;
}

/** Judges a reward, or an ensemble of rewards by its mean. */
export const calibration = stage(import.meta, {
  doc: "Measures how well a reward tells clean from low-quality responses.",
  params: z.strictObject({
    /** Where the reward stands in the sweep. */
    arm: z.string().min(1),
    kind: z.enum(lowQualityKinds),
    baseRatio: z.number().min(0).max(1),
    ratio: z.number().min(0).max(1),
    batch: positive.default(256),
    seed,
  }),
  inputs: {
    rewards: many(reward),
    base: policy,
    demonstrations: dataset,
    marks,
    references,
    votes: optional(scores),
  },
  outputs: { calibration: json },
  ...onDevice,
  tolerance: {
    reward_accuracy: { absolute: 0.05 },
    likelihood_accuracy: { absolute: 0.05 },
  },
  async run(context) {
    const { params, inputs, outputs, rng, metric, progress } = context;
    const { batch } = params;
    const rows = await readDemonstrations(
      inputs.demonstrations,
      "judge a reward",
    );
    const low = await readMarks(inputs.marks, rows);
    const held = await readRows(inputs.references, referencesColumns);
    if (held.length === 0) {
      throw new DataError("Cannot judge a reward: there are no references");
    }
    using device = await openDevice(context);
    // Analysis is no part of what an arm needed: nothing adds this one up.
    const account = new AccountBook(device);
    const base = loadPolicy(device, inputs.base);
    const replace = replacementOf(params.kind, {
      rows: held.map(({ prompt, response }) => ({ prompt, response })),
      samples: params.kind === "samples"
        ? await samplesOf(base, held, params)
        : undefined,
      rng: rng.stream("low quality"),
      units: unitsByName[base.speller.units],
      context: base.speller.context,
    });
    // What a kind leaves as it is says nothing of a judge.
    const pairs = held.flatMap(({ prompt, response: clean }, i): Pair[] => {
      const low = replace(i);
      return low === undefined || low === clean ? [] : [{ prompt, clean, low }];
    });
    if (pairs.length === 0) {
      throw new DataError(
        `Cannot judge a reward: none of ${held.length} references has a ` +
          `low-quality version of kind "${params.kind}"`,
      );
    }
    const spell = (speller: Speller): Sequence[] => [
      ...pairs.flatMap(({ prompt, clean, low }) => [
        speller.sample(prompt, clean),
        speller.sample(prompt, low),
      ]),
      ...rows.map(({ prompt, response }) => speller.sample(prompt, response)),
    ];
    const judges = await likelihoods(base, batch, spell);
    base.model.free();
    const members = await rewardsOf(
      account,
      inputs.rewards,
      batch,
      spell,
      (done, all) => progress(done, all, "rewards"),
    );
    judges.unshift({
      name: "reward",
      scores: judges[0]!.scores.map((_, i) =>
        mean(members.map((rewards) => rewards[i]!))
      ),
    });
    const sorts = <T>(values: readonly T[]) => ({
      clean: values.filter((_, i) => !low[i]),
      low: values.filter((_, i) => low[i]),
    });
    const result: Calibration = calibrationSchema.parse({
      version: 1,
      arm: params.arm,
      kind: params.kind,
      baseRatio: params.baseRatio,
      ratio: params.ratio,
      seed: params.seed,
      members: members.length,
      pairs: pairs.length,
      demonstrations: {
        clean: low.filter((is) => !is).length,
        low: low.filter((is) => is).length,
      },
      judges: judges.map(({ name, scores }) => {
        const held = scores.slice(0, 2 * pairs.length);
        const first = held.filter((_, i) => i % 2 === 0);
        const second = held.filter((_, i) => i % 2 === 1);
        const demonstrations = sorts(scores.slice(2 * pairs.length));
        return {
          name,
          accuracy: pairAccuracy(first, second),
          heldOutAuc: areaUnderCurve(first, second),
          demonstrationsAuc: areaUnderCurve(
            demonstrations.clean,
            demonstrations.low,
          ),
          histogram: histogram(demonstrations.clean, demonstrations.low),
        };
      }),
      vote: inputs.votes === undefined
        ? null
        : voteOf(sorts(await readScores(inputs.votes, rows))),
    });
    const [reward, likelihood] = result.judges;
    metric("reward_accuracy", reward!.accuracy);
    metric("likelihood_accuracy", likelihood!.accuracy);
    Deno.writeTextFileSync(
      outputs.calibration,
      JSON.stringify(result, null, 1) + "\n",
    );
  },
});

/** What dropping demonstrations of negative strength does. */
function voteOf(
  strengths: Record<"clean" | "low", readonly { readonly score: number }[]>,
): NonNullable<Calibration["vote"]> {
  const clean = strengths.clean.map(({ score }) => score);
  const low = strengths.low.map(({ score }) => score);
  return {
    cleanDropped: clean.filter((score) => score < 0).length,
    lowDropped: low.filter((score) => score < 0).length,
    auc: areaUnderCurve(clean, low),
    histogram: histogram(clean, low),
  };
}
