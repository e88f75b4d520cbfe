/**
 * The stage kind `interpolation`: a policy between two others, or beyond the
 * second (ExPO, arXiv 2404.16792), without any training.
 *
 * @module
 */

import { z } from "zod";
import { Generator } from "../learn/generation/generator.ts";
import { interpolate } from "../learn/models/interpolate.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { json } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { account, policy, references } from "./artifacts.ts";
import { referencesColumns, splitReferences } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, type Row } from "./data/parquet.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import {
  type Loaded,
  loadPolicy,
  savePolicy,
} from "./learning/policy_folder.ts";
import { perplexity } from "./learning/perplexity.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { phonemeErrorRate } from "./metrics/phoneme_error_rate.ts";

/**
 * What alphas are judged by, less being better: words by the greedy phoneme
 * error rate, texts, which have no such metric, by perplexity.
 */
type Criterion = "per_greedy" | "perplexity";

/** An alpha, and what it gave by the criterion. */
type Candidate =
  & { readonly alpha: number }
  & { readonly [By in Criterion]?: number };

/** What was tried. */
export interface InterpolationSummary {
  readonly version: 1;
  /** The alpha that was chosen. */
  readonly alpha: number;
  /** Validation prompts. */
  readonly prompts: number;
  /** The criterion's value on them, by alpha, in the order given. */
  readonly candidates: readonly Candidate[];
}

/**
 * theta = from + alpha (to - from), for each alpha; the one with the lowest
 * greedy phoneme error rate on the validation slice is kept, or the lowest
 * perplexity where the policies speak in texts. Of equal ones it is the one
 * nearest to `to` itself, and of two as near the smaller alpha.
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
  tolerance: {
    per_greedy: { absolute: 0.05 },
    perplexity: { relative: 0.05 },
  },
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
    const [by, measure] = speller.units === "phonemes"
      ? ["per_greedy", errorRateOf(from, rows, params.batch, account)] as const
      : ["perplexity", surpriseOf(from, rows, params.batch, account)] as const;
    const tried: { readonly alpha: number; readonly value: number }[] = [];
    for (const alpha of params.alphas) {
      model.values.write(interpolate(begin, end, alpha));
      tried.push({ alpha, value: await measure() });
      progress(tried.length, params.alphas.length, "candidates");
    }
    const best = tried.toSorted((a, b) =>
      a.value - b.value ||
      Math.abs(a.alpha - 1) - Math.abs(b.alpha - 1) || a.alpha - b.alpha
    )[0]!;
    model.values.write(interpolate(begin, end, best.alpha));
    await savePolicy(model, speller, outputs.policy);
    const summary: InterpolationSummary = {
      version: 1,
      alpha: best.alpha,
      prompts: rows.length,
      candidates: tried.map(({ alpha, value }) => ({ alpha, [by]: value })),
    };
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    account.write(outputs.account, context);
    metric("alpha", best.alpha);
    metric(by, best.value);
  },
});

type Reference = Row<typeof referencesColumns>;

/** Measures the greedy phoneme error rate of a model as it is at that time. */
function errorRateOf(
  { model, speller }: Loaded,
  rows: readonly Reference[],
  batch: number,
  account: AccountBook,
): () => Promise<number> {
  const generator = account.counting(
    new Generator(model, batch, speller.context),
  );
  const prompts = rows.map(({ prompt }) => speller.prompt(prompt));
  const accepted = rows.map((row) => splitReferences(row.references));
  return async () => {
    const said = await generator.generate(prompts, { temperature: 0, seed: 0 });
    const errors = said.map(({ tokens }, i) =>
      phonemeErrorRate(speller.text(tokens), accepted[i]!)
    );
    return errors.reduce((sum, x) => sum + x, 0) / errors.length;
  };
}

/** Measures the perplexity of a model as it is at that time. */
function surpriseOf(
  { model, speller }: Loaded,
  rows: readonly Reference[],
  batch: number,
  account: AccountBook,
): () => Promise<number> {
  const scorer = account.counting(
    new Scorer(model, batch, speller.context - 1),
  );
  const sequences = rows.map(({ prompt, response }) =>
    speller.demonstration(prompt, response)
  );
  return async () => perplexity(sequences, await scorer.score(sequences));
}

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
