/**
 * What a calibration reads and computes before it judges: marks, low-quality
 * responses of the base's own, the base's likelihood.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { Generator } from "../../learn/generation/generator.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import type { JudgeName } from "../calibration_file.ts";
import { marksColumns, type referencesColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import { readRows, type Row } from "../data/parquet.ts";
import type { Loaded } from "../learning/policy_folder.ts";
import type { Speller } from "../learning/spelling.ts";
import type { Demonstration } from "../reward/scores.ts";

type Reference = Row<typeof referencesColumns>;

/** A judge's scores of responses, in their order. */
export interface Judge {
  readonly name: JudgeName;
  readonly scores: readonly number[];
}

/** Which demonstrations are injected ones. */
export async function readMarks(
  path: string,
  demonstrations: readonly Demonstration[],
): Promise<boolean[]> {
  const rows = await readRows(path, marksColumns);
  const alike = rows.length === demonstrations.length &&
    rows.every(({ prompt, response }, i) =>
      prompt === demonstrations[i]!.prompt &&
      response === demonstrations[i]!.response
    );
  if (alike) return rows.map(({ low_quality }) => low_quality);
  throw new DataError(
    `Cannot use the marks "${path}": they are not those of the ` +
      `demonstrations, row by row; connect both to one injection`,
  );
}

/** What the base says to the held-out prompts. */
export async function samplesOf(
  { model, speller }: Loaded,
  rows: readonly Reference[],
  { batch, seed }: { readonly batch: number; readonly seed: number },
): Promise<Map<string, string>> {
  const generator = new Generator(model, batch, speller.context);
  const said = await generator.generate(
    rows.map(({ prompt }) => speller.prompt(prompt)),
    { temperature: 1, seed },
  );
  generator.free();
  return new Map(
    rows.map(({ prompt }, i) => [prompt, speller.text(said[i]!.tokens)]),
  );
}

/** The base's log-probabilities of all responses, as two judges. */
export async function likelihoods(
  { model, speller }: Loaded,
  batch: number,
  spell: (speller: Speller) => readonly Sequence[],
): Promise<Judge[]> {
  const scorer = new Scorer(model, batch, speller.context - 1);
  const sequences = spell(speller);
  const sums = [...await scorer.score(sequences)];
  scorer.free();
  return [
    {
      name: "log-probability per token",
      scores: sums.map((sum, i) => sum / sequences[i]!.response.length),
    },
    { name: "log-probability", scores: sums },
  ];
}
