/**
 * Evaluated policies, each with what it is compared by: the two others of its
 * cell and seed, and its errors resampled over held-out prompts.
 *
 * @module
 */

import type { Rng } from "../../pipeline/rng.ts";
import { cellLabel } from "../cell_label.ts";
import { DataError } from "../data/error.ts";
import { predictedLowRate } from "../law/odds.ts";
import type { Evaluation } from "../evaluation_file.ts";
import type { GoldMetric, Result } from "../results_file.ts";
import {
  resampledMeans,
  type Resamples,
  resamples,
} from "../statistics/bootstrap.ts";
import type { Labelled } from "./evaluations.ts";

/** Resamples of the prompts: enough for two digits of a 95 % interval. */
const draws = 1000;

/** An evaluated policy. */
export interface Policy {
  readonly result: Result;
  /**
   * The mean of the gold metric in each resample of the prompts, alike for all
   * policies of a seed; undefined where there is no gold metric a prompt.
   */
  readonly resampled: Float64Array | undefined;
}

/** What a comparison is told. */
export interface Question {
  readonly gold: GoldMetric;
  /** The arm that the others are compared with. */
  readonly imitation: string;
}

/**
 * Sets every evaluation beside those that it is compared with.
 *
 * @param sources The digest of each evaluation, by label.
 * @param demonstrationRates The rates of low quality among the demonstrations,
 * by the label of their cell.
 * @throws {DataError} If evaluations of one seed are of different prompts.
 */
export function policiesOf(
  evaluations: readonly Labelled[],
  sources: Readonly<Record<string, string>>,
  demonstrationRates: ReadonlyMap<string, number>,
  { gold, imitation }: Question,
  rng: Rng,
): Policy[] {
  const byPlace = new Map(
    evaluations.map((one) => [placeOf(one.evaluation), one]),
  );
  const drawn = new Map<string, Resamples>();
  const drawnFor = (seed: number, prompts: number): Resamples => {
    const name = `prompts/${prompts}/${seed}`;
    const made = drawn.get(name) ??
      resamples(rng.stream(name), prompts, draws);
    drawn.set(name, made);
    return made;
  };
  return evaluations.map((own): Policy => {
    const { evaluation, label } = own;
    const { seed, metrics, law, ratio } = evaluation;
    const find = (method: string, ratio: number | null) => {
      if (method === evaluation.method) return undefined;
      const other = byPlace.get(placeOf({ ...evaluation, method, ratio }));
      if (other !== undefined) checkPrompts(own, other);
      return other?.evaluation;
    };
    const base = find("base", null) ??
      (ratio === null ? evaluation : undefined);
    const rates = {
      base: base?.metrics.low_quality_rate,
      demonstrations: demonstrationRates.get(cellLabel(evaluation)),
    };
    const errors = gold === "per_greedy"
      ? evaluation.errors?.greedy
      : undefined;
    return {
      result: {
        method: evaluation.method,
        kind: evaluation.kind,
        baseRatio: evaluation.baseRatio,
        ratio,
        seed,
        law,
        metrics,
        compute: evaluation.compute,
        predictedLowRate: law === null || rates.base === undefined ||
            rates.demonstrations === undefined
          ? null
          : predictedLowRate(law, {
            base: rates.base,
            demonstrations: rates.demonstrations,
          }),
        winRates: {
          imitation: winRate(
            lossesOf(evaluation),
            lossesOf(find(imitation, ratio)),
          ),
          base: winRate(lossesOf(evaluation), lossesOf(find("base", null))),
        },
        source: sources[label]!,
      },
      resampled: errors &&
        resampledMeans(errors, drawnFor(seed, errors.length)),
    };
  });
}

/**
 * What wins are counted by, a prompt, less being better: the errors of greedy
 * responses, or where there is no gold metric the judge's rewards of samples.
 */
function lossesOf(evaluation?: Evaluation): readonly number[] | undefined {
  return evaluation?.errors?.greedy ??
    evaluation?.rewards?.map((reward) => -reward);
}

/** The share of prompts at which errors are fewer, ties counting half. */
export function winRate(
  own: readonly number[] | undefined,
  other: readonly number[] | undefined,
): number | null {
  if (own === undefined || other === undefined) return null;
  let wins = 0;
  own.forEach((error, i) => {
    wins += error < other[i]! ? 1 : error === other[i] ? 1 / 2 : 0;
  });
  return wins / own.length;
}

function placeOf(
  place: Parameters<typeof cellLabel>[0] & { readonly method: string },
): string {
  return `${place.method} ${cellLabel(place)}`;
}

/** Prompt by prompt, only like can be compared with like. */
function checkPrompts(own: Labelled, other: Labelled): void {
  const first = ({ evaluation }: Labelled) =>
    JSON.stringify(evaluation.examples.map(({ prompt }) => prompt));
  const count = ({ evaluation }: Labelled) => lossesOf(evaluation)?.length;
  if (first(own) === first(other) && count(own) === count(other)) return;
  throw new DataError(
    `Cannot compare evaluation "${own.label}" with "${other.label}": they are ` +
      `of different prompts; evaluate all policies of a seed on the same ones`,
  );
}
