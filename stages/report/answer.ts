/**
 * The answer to the question in plain words, computed from the results.
 *
 * The claim under test is that learning a reward is more robust to
 * low-quality demonstrations than imitating them; the law of odds says where
 * it should hold. Each statement names its metric, its cells and whether it
 * rests on intervals.
 *
 * @module
 */

import { count, fixed, grouped, list } from "../../web/report/number.ts";
import { comparedArms } from "../comparison/compared.ts";
import type { Cell, Results } from "../results_file.ts";
import { fitOf, type Predicted, predictionsOf } from "./law_fit.ts";
import { metricTexts } from "./metric_text.ts";
import { seedsText } from "./names.ts";
import { controlsOf, othersOf, regimeSentence } from "./regime_text.ts";
import { cellsOf, type Regime } from "../law/regimes.ts";
import { chiefArms, type Tally, tallyOf } from "./tally.ts";

/** The answer. */
export interface Answer {
  readonly headline: string;
  /** One for each side of the claim, and one for the law. */
  readonly sentences: readonly string[];
  /**
   * The same comparison where the claim says nothing, and that of methods
   * without a reward; may be empty.
   */
  readonly controls: string;
  readonly caution: string;
  /** The arms that the sentences speak of. */
  readonly chief: readonly string[];
}

/** Computes the answer. @param learned Methods that learn a reward. */
export function answerOf(
  results: Results,
  learned: readonly string[],
): Answer {
  const { cells, imitation } = results;
  const chief = chiefArms(cells, learned);
  if (chief.length === 0) return none(results, learned);
  const said = (regime: Regime) =>
    regimeSentence(results, cellsOf(cells, regime), chief, regime);
  const measured = cellsOf(cells, "not measured").length < cells.length;
  return {
    headline: headline(results, chief, measured),
    sentences: [
      ...(measured ? [said("worse"), said("cleaner")] : [said("not measured")]),
      lawSentence(predictionsOf(cells)),
    ],
    controls: [controlsOf(results, chief), othersOf(results, learned)]
      .filter((text) => text !== "").join(" "),
    caution: cautionOf(results, imitation),
    chief,
  };
}

/** What the verdicts over some cells say of the claim. */
export type Status =
  | "supported"
  | "supported in part"
  | "contradicted"
  | "contradicted in part"
  | "mixed"
  | "not distinguished from no effect"
  | "not judged (too few seeds)"
  | "not tested";

/**
 * Supported is more than half of the cells with a lower metric and none with
 * a higher one, by 95 % intervals; contradicted is the reverse.
 */
export function statusOf({ cells, judged, lower, higher }: Tally): Status {
  if (cells === 0) return "not tested";
  if (judged === 0) return "not judged (too few seeds)";
  if (lower > 0 && higher > 0) return "mixed";
  if (lower === 0 && higher === 0) return "not distinguished from no effect";
  if (lower > 0) {
    return 2 * lower > judged ? "supported" : "supported in part";
  }
  return 2 * higher > judged ? "contradicted" : "contradicted in part";
}

const claim = "That learning a reward is more robust to low-quality " +
  "demonstrations than imitating them is";

function headline(
  { cells, gold }: Results,
  chief: readonly string[],
  measured: boolean,
): string {
  if (!measured) {
    return `${claim} ${statusText(cells, chief)}, judged by the ${
      metricTexts[gold].phrase
    }; which is worse, the base ` +
      `or the demonstrations, was not measured.`;
  }
  const worse = statusText(cellsOf(cells, "worse"), chief);
  const cleaner = statusText(cellsOf(cells, "cleaner"), chief);
  return worse === cleaner
    ? `${claim} ${worse}, both where the base emits more low quality than the ` +
      `demonstrations hold and where it emits less.`
    : `${claim} ${worse} where the base emits more low quality than the ` +
      `demonstrations hold, and ${cleaner} where it emits less.`;
}

/** One status for all arms, or each one's own where they differ. */
function statusText(cells: readonly Cell[], chief: readonly string[]): string {
  const statuses = chief.map((arm) => [arm, statusOf(tallyOf(cells, arm))]);
  const different = new Set(statuses.map(([, status]) => status));
  return different.size === 1
    ? String(statuses[0]?.[1])
    : list(statuses.map(([arm, status]) => `${status} for ${arm}`));
}

function lawSentence(points: readonly Predicted[]): string {
  if (points.length === 0) {
    return "No arm has both a prediction by the law of odds and a measured " +
      "low-quality rate: the law is not tested.";
  }
  const fit = fitOf(points);
  const cells = new Set(points.map(({ cell }) => cell)).size;
  const control = fit.imitationError === undefined
    ? ""
    : `, against ${
      fixed(fit.imitationError, 3)
    } if every policy emitted what ` +
      `its demonstrations hold`;
  const correlation = fit.correlation === undefined
    ? ""
    : `, with a correlation of ${
      fixed(fit.correlation, 2)
    } between predicted ` +
      `and measured rates`;
  return `In ${count(points.length, "measurement")} of arms in ${
    count(cells, "cell")
  }, the ` +
    `law of odds misses the measured low-quality rate, a share, by ${
      fixed(fit.error, 3)
    } on average${control}${correlation}${byRounds(points)}.`;
}

/** One round and several are different tests of the law. */
function byRounds(points: readonly Predicted[]): string {
  const several = points.filter(({ arm }) => (arm.law?.rounds ?? 1) > 1);
  const single = points.filter(({ arm }) => (arm.law?.rounds ?? 1) === 1);
  if (several.length === 0 || single.length === 0) return "";
  return `; by ${fixed(fitOf(single).error, 3)} after one round and by ${
    fixed(fitOf(several).error, 3)
  } after several`;
}

function cautionOf({ cells, comparisons }: Results, imitation: string): string {
  const seeds = seedsText(
    cells.flatMap((cell) =>
      comparedArms(cell).flatMap(({ difference }) =>
        difference.imitation === null ? [] : [difference.imitation.seeds]
      )
    ),
  );
  const { made, distinguished, expectedByChance } = comparisons;
  if (made === 0) {
    return `${seeds}: a lead, not a result. No comparison has an interval, so ` +
      `no arm is distinguished from ${imitation}.`;
  }
  return `${seeds} for each arm and cell. Of ${
    count(made, "comparison")
  } with ${imitation}, ${grouped(distinguished)} ${
    distinguished === 1 ? "is" : "are"
  } distinguished at the 95\u202f% level; if no arm differed at all, about ${
    fixed(expectedByChance, expectedByChance < 10 ? 1 : 0)
  } would be.`;
}

function none(
  { cells, imitation }: Results,
  learned: readonly string[],
): Answer {
  const arms = [
    ...new Set(cells.flatMap((cell) => cell.arms.map(({ method }) => method))),
  ];
  return {
    headline:
      `No answer: the results hold no comparison of ${list(learned)} with ` +
      `${imitation}.`,
    sentences: [
      arms.length === 0
        ? "No arm was evaluated in a cell."
        : `There are results of ${list(arms)}.`,
    ],
    controls: "",
    caution: "Nothing is compared here.",
    chief: [],
  };
}
