/**
 * The stage kind `interpolation`: a policy between two others, or beyond the
 * second (ExPO, arXiv 2404.16792), without any training.
 *
 * @module
 */

import { z } from "zod";
import { Generator } from "../learn/generation/generator.ts";
import { interpolate } from "../learn/models/interpolate.ts";
import { json } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { account, policy, references } from "./artifacts.ts";
import { referencesColumns, splitReferences } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import {
  type Loaded,
  loadPolicy,
  savePolicy,
} from "./learning/policy_folder.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { phonemeErrorRate } from "./metrics/phoneme_error_rate.ts";

/** What was tried. */
export interface InterpolationSummary {
  readonly version: 1;
  /** The alpha that was chosen. */
  readonly alpha: number;
  /** Validation prompts. */
  readonly prompts: number;
  /** Greedy phoneme error rate on them, by alpha, in the order given. */
  readonly candidates: readonly {
    readonly alpha: number;
    readonly per_greedy: number;
  }[];
}

/**
 * theta = from + alpha (to - from), for each alpha; the one with the lowest
 * greedy phoneme error rate on the validation slice is kept. Of equal ones it is
 * the one nearest to `to` itself, and of two as near the smaller alpha.
 */
export const interpolation = stage(import.meta, {
  doc: "Moves a policy's weights towards another's, or beyond them.",
  params: z.strictObject({
    alphas: z.array(z.number()).min(1).refine(
      (alphas) => new Set(alphas).size === alphas.length,
      { error: "alphas must differ from each other" },
    ),
    batch: positive.default(256),
  }),
  inputs: { from: policy, to: policy, validation: references },
  outputs: { policy, summary: json, account },
  ...onDevice,
  tolerance: { per_greedy: { absolute: 0.05 } },
  async run(context) {
    const { params, inputs, outputs, metric, progress } = context;
    const rows = await readRows(inputs.validation, referencesColumns);
    if (rows.length === 0) {
      throw new DataError("Cannot choose alpha: there are no references");
    }
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const from = loadPolicy(device, inputs.from);
    const to = loadPolicy(device, inputs.to);
    checkAlike(from, to);
    const { model, speller } = from;
    const begin = await model.read(), end = await to.model.read();
    to.model.free();
    const generator = account.counting(
      new Generator(model, params.batch, speller.context),
    );
    const prompts = rows.map(({ prompt }) => speller.prompt(prompt));
    const accepted = rows.map((row) => splitReferences(row.references));
    const candidates: { alpha: number; per_greedy: number }[] = [];
    for (const alpha of params.alphas) {
      model.values.write(interpolate(begin, end, alpha));
      const said = await generator.generate(prompts, {
        temperature: 0,
        seed: 0,
      });
      const errors = said.map(({ tokens }, i) =>
        phonemeErrorRate(speller.text(tokens), accepted[i]!)
      );
      candidates.push({
        alpha,
        per_greedy: errors.reduce((sum, x) => sum + x, 0) / errors.length,
      });
      progress(candidates.length, params.alphas.length, "candidates");
    }
    const best = candidates.toSorted((a, b) =>
      a.per_greedy - b.per_greedy ||
      Math.abs(a.alpha - 1) - Math.abs(b.alpha - 1) || a.alpha - b.alpha
    )[0]!;
    model.values.write(interpolate(begin, end, best.alpha));
    await savePolicy(model, speller, outputs.policy);
    const summary: InterpolationSummary = {
      version: 1,
      alpha: best.alpha,
      prompts: rows.length,
      candidates,
    };
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    account.write(outputs.account, context);
    metric("alpha", best.alpha);
    metric("per_greedy", best.per_greedy);
  },
});

/** Weights can be mixed only where each means the same in both. */
function checkAlike(from: Loaded, to: Loaded): void {
  const a = from.model.config, b = to.model.config;
  for (const name of Object.keys(a) as (keyof typeof a)[]) {
    if (JSON.stringify(a[name]) === JSON.stringify(b[name])) continue;
    throw new DataError(
      `Cannot interpolate between policies: "${name}" is ${a[name]} in ` +
        `"from" and ${b[name]} in "to"; connect two policies of one ` +
        `architecture, such as the base and what it was trained to be`,
    );
  }
  if (from.speller.file !== to.speller.file) {
    throw new DataError(
      `Cannot interpolate between policies: their tokenizers differ; connect ` +
        `two policies that were trained from the same base`,
    );
  }
}
