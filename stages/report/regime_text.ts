/**
 * How the arms of the answer compare with imitation in the cells of one
 * regime, in words.
 *
 * @module
 */

import { count, list, signed } from "../../web/report/number.ts";
import { comparedArms } from "../comparison/compared.ts";
import type { Cell, Results } from "../results_file.ts";
import { metricTexts } from "./metric_text.ts";
import { alikeWithin, cellsOf, type Regime } from "../law/regimes.ts";
import { familyOf } from "./names.ts";
import { type Tally, tallyOf } from "./tally.ts";

const where: Readonly<Record<Regime, string>> = {
  worse: "the base emits more low quality than the demonstrations hold",
  cleaner: "the base emits less low quality than the demonstrations hold",
  alike: `the base and the demonstrations differ by less than ${alikeWithin}`,
  clean: "the demonstrations hold no low quality",
  "not measured": "low quality was not measured",
};

/** The verdicts of a regime, with its metric and what they rest on. */
export function regimeSentence(
  { gold, imitation }: Results,
  cells: readonly Cell[],
  chief: readonly string[],
  regime: Regime,
): string {
  const tallies = chief.map((arm) => tallyOf(cells, arm))
    .filter((tally) => tally.cells > 0);
  if (tallies.length === 0) {
    return `No cell was compared in which ${where[regime]}.`;
  }
  const [first, ...others] = tallies as [Tally, ...Tally[]];
  const more = others.map((tally) => `; that of ${tally.arm} ${again(tally)}`);
  return `Where ${where[regime]} (${count(cells.length, "cell")}), the ${
    metricTexts[gold].phrase
  } of ${first.arm} is ${verdictText(first, imitation)}${more.join("")}.`;
}

/** The same where the claim says nothing; empty without such cells. */
export function controlsOf(
  { cells, imitation }: Results,
  chief: readonly string[],
): string {
  const parts = (["clean", "alike"] as const).flatMap((regime) => {
    const own = cellsOf(cells, regime);
    const tallies = chief.map((arm) => tallyOf(own, arm))
      .filter((tally) => tally.cells > 0);
    return tallies.length === 0 ? [] : [
      `where ${where[regime]} (${count(own.length, "cell")}), ${
        tallies.map((tally) => `${tally.arm} is ${again(tally)}`).join("; ")
      }`,
    ];
  });
  return parts.length === 0
    ? ""
    : `As controls, against ${imitation} in the same metric: ${
      parts.join(". And ")
    }.`;
}

/**
 * What methods that follow no reward do in the cells that the claim is about:
 * an arm that wins there has these to beat, too. Empty without such arms.
 */
export function othersOf(
  { cells, imitation }: Results,
  learned: readonly string[],
): string {
  const own = cellsOf(cells, "worse");
  const arms = new Set(
    own.flatMap((cell) => comparedArms(cell).map(({ method }) => method)),
  );
  const tallies = [...arms].filter((arm) => !learned.includes(familyOf(arm)))
    .map((arm) => tallyOf(own, arm));
  if (tallies.length === 0) return "";
  const isLower = ({ judged, lower, lowerOnAverage }: Tally) =>
    (judged === 0 ? lowerOnAverage : lower) > 0;
  const none = tallies.filter((tally) => !isLower(tally));
  return `Of other methods where ${where.worse}, against ${imitation} in the ` +
    `same metric: ${
      [
        ...tallies.filter(isLower).map((tally) =>
          `${tally.arm} is ${again(tally)}`
        ),
        ...(none.length === 0 ? [] : [
          `${list(none.map(({ arm }) => arm))} ${
            none.length === 1 ? "is" : "are"
          } lower in none`,
        ]),
      ].join("; ")
    }.`;
}

/** Verdicts where seeds give intervals, else what the means alone say. */
function verdictText(tally: Tally, imitation: string): string {
  const { cells, judged, lower, higher, lowerOnAverage } = tally;
  if (judged === 0) {
    return `on average lower than that of ${imitation} in ${lowerOnAverage} ` +
      `of ${count(cells, "cell")}, with too few seeds for an interval ` +
      `(${rangeText(tally)})`;
  }
  return `lower than that of ${imitation} in ${lower} of ${
    count(judged, "cell")
  }, higher in ${higher} and not distinguished in ${
    judged - lower - higher
  }, by 95\u202f% intervals over seeds (${rangeText(tally)})`;
}

/** The same of a further arm, in fewer words. */
function again(tally: Tally): string {
  const { cells, judged, lower, higher, lowerOnAverage } = tally;
  return judged === 0
    ? `on average lower in ${lowerOnAverage} of ${cells} (${rangeText(tally)})`
    : `lower in ${lower} of ${judged}, higher in ${higher} and not ` +
      `distinguished in ${judged - lower - higher} (${rangeText(tally)})`;
}

function rangeText({ range: [low, high] }: Tally): string {
  return low === high
    ? `mean difference ${signed(low, 3)}`
    : `mean differences ${signed(low, 3)} to ${signed(high, 3)}`;
}
