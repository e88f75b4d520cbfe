/**
 * How the arms of the answer compare with imitation in the cells of one
 * regime, in words.
 *
 * @module
 */

import { count, signed } from "../../web/report/number.ts";
import type { Cell, Results } from "../results_file.ts";
import { metricTexts } from "./metric_text.ts";
import { alikeWithin, cellsOf, type Regime } from "../law/regimes.ts";
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
    ? `lower in ${lowerOnAverage} of ${cells} (${rangeText(tally)})`
    : `lower in ${lower} of ${judged}, higher in ${higher} and not ` +
      `distinguished in ${judged - lower - higher} (${rangeText(tally)})`;
}

function rangeText({ range: [low, high] }: Tally): string {
  return low === high
    ? `mean difference ${signed(low, 3)}`
    : `mean differences ${signed(low, 3)} to ${signed(high, 3)}`;
}
