/**
 * The figures of the law, from the results: predictions against measurements,
 * and round by round.
 *
 * @module
 */

import { wholeArms } from "../comparison/compared.ts";
import type { Figure } from "../figures/figure.ts";
import { lawFigure } from "../figures/law.ts";
import {
  type Round,
  roundsFigure,
  type RoundsSeries,
} from "../figures/rounds.ts";
import type { Arm, Cell, Estimate } from "../results_file.ts";
import { predictionsOf } from "./law_fit.ts";
import { cellText, familyOf, seesNone } from "./names.ts";
import { styleOf, type Styles } from "./styles.ts";

/** Measured against predicted; none where no arm has a law. */
export async function lawChart(
  cells: readonly Cell[],
  styles: Styles,
): Promise<Figure | undefined> {
  const points = predictionsOf(cells).flatMap(
    ({ cell, arm, predicted, measured }) => {
      const rate = arm.metrics.low_quality_rate;
      if (arm.law === null || rate === undefined) return [];
      return [{
        cell: cellText(cell),
        arm: arm.method,
        family: familyOf(arm.method),
        color: styleOf(styles, arm.method).color,
        beta: arm.law.beta,
        rounds: arm.law.rounds,
        predicted,
        measured,
        interval: intervalOf(rate, 0, 1),
        seeds: rate.seeds,
      }];
    },
  );
  if (points.length === 0) return undefined;
  return await lawFigure(
    "The law of odds says how often a policy gives a low-quality response " +
      "from three things: how often the base and the demonstrations do, and " +
      "\u03b2, the weight of staying near the reference, once a round. With \u03b2 = 1 it " +
      "is imitation; with less, a policy goes beyond its demonstrations, away " +
      "from what the base does more often than they do, be that good or bad. " +
      "A mark is an arm in a cell; on the diagonal the law is right. Bars are " +
      "95\u202f% intervals over seeds, where there are three or more. On the " +
      "scale of odds, rates below 0.1\u202f% and above 99.9\u202f% stand at " +
      "its ends.",
    points,
  );
}

/** The rates after each round; none where no arm has several. */
export async function roundsChart(
  cells: readonly Cell[],
  styles: Styles,
): Promise<Figure | undefined> {
  const series = cells.flatMap((cell) =>
    wholeArms(cell).filter(({ law }) => law !== null && law.rounds > 1).map((
      arm,
    ) => seriesOf(cell, arm, styles))
  ).toSorted((a, b) => b.beta - a.beta);
  if (series.length === 0) return undefined;
  return await roundsFigure(
    "The share of low-quality responses after each round. Where every round " +
      "starts from the policy of the round before (IRFT, SPIN), the law " +
      "settles for \u03b2 above one half and swings ever wider below it; " +
      "where the base stays the reference (RFT), it settles for \u03b2 above " +
      "one. That is of rounds trained to their end: those that stop early may " +
      "swing less. Bars are 95\u202f% intervals over seeds.",
    series,
  );
}

/** An arm's rounds: the base, those between that were evaluated, the last. */
function seriesOf(cell: Cell, arm: Arm, styles: Styles): RoundsSeries {
  const rounds: Round[] = [];
  const base = cell.arms.find(seesNone)?.metrics.low_quality_rate;
  rounds.push(roundOf(0, base, cell.lowRates.base?.mean));
  for (let round = 1; round <= (arm.law?.rounds ?? 1); round++) {
    const one = round === arm.law?.rounds
      ? arm
      : cell.arms.find(({ method }) =>
        method === `${arm.method}/round=${round}`
      );
    if (one === undefined) continue;
    rounds.push(
      roundOf(
        round,
        one.metrics.low_quality_rate,
        one.predictedLowRate ?? undefined,
      ),
    );
  }
  return {
    cell: cellText(cell),
    arm: arm.method,
    beta: arm.law?.beta ?? 1,
    color: styleOf(styles, arm.method).color,
    demonstrations: cell.lowRates.demonstrations?.mean,
    rounds,
  };
}

function roundOf(
  round: number,
  rate: Estimate | undefined,
  predicted: number | undefined,
): Round {
  return {
    round,
    measured: rate?.mean,
    interval: rate && intervalOf(rate, 0, 1),
    predicted,
  };
}

/**
 * An interval's ends, where there are seeds for one. Student's interval knows no
 * bounds of its own; what is measured may have them.
 */
export function intervalOf(
  { interval }: Pick<Estimate, "interval">,
  least = -Infinity,
  most = Infinity,
): readonly [number, number] | undefined {
  return interval === null
    ? undefined
    : [Math.max(least, interval.low), Math.min(most, interval.high)];
}
