/**
 * The answer to the question in plain words, computed from the results.
 *
 * It names numbers and how many seeds they rest on, and compares by seed. It
 * says "lower" and "higher" of what was measured, and nothing beyond.
 *
 * @module
 */

import {
  count,
  list,
  percent,
  short,
  signed,
} from "../../web/report/number.ts";
import { type Cell, cellEstimate, type Grid } from "./cells.ts";
import {
  belongs,
  type Comparison,
  type Contender,
  contenderOf,
  gold,
} from "./contenders.ts";
import { metricTexts } from "./metric_text.ts";
import type { Estimate } from "./statistics.ts";

/** Which methods the question is about. */
export interface Question {
  /** The name of the method that imitates, such as `sft`. */
  readonly imitation: string;
  /** Names of methods that learn a reward, such as `rft`. */
  readonly learned: readonly string[];
}

/** The answer. */
export interface Answer {
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly caution: string;
  /** The cells that the answer is about, imitation first. */
  readonly cells: readonly {
    readonly cell: Cell;
    /** The difference from imitation; undefined for imitation itself. */
    readonly difference: Estimate | undefined;
  }[];
}

const write = metricTexts[gold].write;
const difference = (value: number) => signed(value, 3);

/** Computes the answer. */
export function answerOf(grid: Grid, question: Question): Answer {
  const imitation =
    grid.methods.find(({ method }) => method === question.imitation) ??
      grid.methods.find(({ method }) => belongs(method, question.imitation));
  if (imitation === undefined) return none(grid, question.imitation);
  const contenders = question.learned.flatMap((name) =>
    contenderOf(grid, name, imitation)
  );
  if (contenders.length === 0) return none(grid, list(question.learned));

  const ratio = Math.max(
    ...contenders.flatMap(({ comparisons }) =>
      comparisons.map((comparison) => comparison.ratio)
    ),
  );
  const shown = contenders.flatMap(({ comparisons }) =>
    comparisons.filter((comparison) => comparison.ratio === ratio)
  );
  const reference = (shown[0] as Comparison).imitation;
  return {
    headline: headline(contenders, imitation.method),
    sentences: [
      atRatio(shown, reference, ratio),
      lowQuality(shown, reference, ratio),
      settings(contenders, ratio),
    ].filter((sentence) => sentence !== ""),
    caution: caution(contenders),
    cells: [
      { cell: reference, difference: undefined },
      ...shown.map(({ cell, difference }) => ({ cell, difference })),
    ],
  };
}

function headline(contenders: readonly Contender[], imitation: string): string {
  const compared = contenders.flatMap(({ comparisons }) => comparisons);
  const sameRatio = new Set(compared.map(({ ratio }) => ratio)).size === 1;
  const parts = contenders.map(({ cells, comparisons }, index) => {
    const lower = comparisons.filter(({ difference }) => difference.mean < 0);
    const is = lower.length === 0 ? "is not lower" : "is lower";
    const where = index > 0 && sameRatio
      ? ""
      : ` ${whereOf(comparisons, lower)}`;
    return index === 0
      ? `With ${cells.method} the phoneme error rate on held-out words ${is} ` +
        `than with ${imitation}${where}`
      : `with ${cells.method} it ${is}${where}`;
  });
  return `${parts.join("; ")}.`;
}

/** At which of the compared ratios something holds, or that it holds at none. */
function whereOf(
  compared: readonly Comparison[],
  holds: readonly Comparison[],
): string {
  const ratios = (some: readonly Comparison[]) =>
    list(some.map(({ ratio }) => short(ratio)));
  if (compared.length === 1) return `at ratio ${ratios(compared)}`;
  const all = count(compared.length, "ratio");
  if (holds.length === 0) return `at any of the ${all}`;
  if (holds.length === compared.length) return `at all ${all}`;
  return `at ${holds.length} of ${all} (${ratios(holds)})`;
}

function atRatio(
  shown: readonly Comparison[],
  reference: Cell,
  ratio: number,
): string {
  const parts = shown.map(({ cell, difference: d }) => {
    const interval = d.halfWidth === undefined
      ? ""
      : `, 95\u202f% interval ${difference(d.mean - d.halfWidth)} to ${
        difference(d.mean + d.halfWidth)
      }`;
    return `${write(cellEstimate(cell, gold).mean)} for ${cell.method} (${
      difference(d.mean)
    }${interval})`;
  });
  return `At ratio ${short(ratio)} it is ${
    write(cellEstimate(reference, gold).mean)
  } for ${reference.method}, ${list(parts)}, with greedy decoding.`;
}

function lowQuality(
  shown: readonly Comparison[],
  reference: Cell,
  ratio: number,
): string {
  const rate = (cell: Cell) =>
    percent(cellEstimate(cell, "low_quality_rate").mean);
  return `Of ${reference.method}\u2019s outputs ${
    rate(reference)
  } are of low quality, where perfect imitation of the demonstrations would ` +
    `give ${percent(ratio)}; ${
      list(shown.map(({ cell }) => `of ${cell.method}\u2019s ${rate(cell)}`))
    }.`;
}

/** The other settings; the best of several looks better than it is. */
function settings(contenders: readonly Contender[], ratio: number): string {
  const others = contenders.flatMap(({ others }) =>
    others.flatMap(({ cells, comparisons }) =>
      comparisons.filter((one) => one.ratio === ratio).map(({ cell }) =>
        `${write(cellEstimate(cell, gold).mean)} for ${cells.method}`
      )
    )
  );
  if (others.length === 0) return "";
  const chosen = contenders.filter((one) =>
    one.chosen && one.others.length > 0
  );
  const choice = chosen.length === 0
    ? ""
    : ` The lowest is shown for ${
      list(chosen.map(({ cells }) => cells.method))
    }, chosen on these same words, which favours it.`;
  return `Other settings and rounds at this ratio: ${list(others)}.${choice}`;
}

function caution(contenders: readonly Contender[]): string {
  const seeds = Math.min(
    ...contenders.flatMap(({ comparisons }) =>
      comparisons.map(({ difference }) => difference.n)
    ),
  );
  if (seeds === 1) return "One seed: a lead, not a result.";
  if (seeds === 2) {
    return "Two seeds, paired: too few for an interval. A lead, not a result.";
  }
  const all = contenders.flatMap(({ comparisons }) => comparisons);
  const clear = all.filter(({ difference: { mean, halfWidth } }) =>
    halfWidth !== undefined && Math.abs(mean) > halfWidth
  );
  return `${count(seeds, "seed")}, paired: the 95\u202f% interval leaves out ` +
    `zero in ${clear.length} of ${count(all.length, "comparison")}.`;
}

function none(grid: Grid, missing: string): Answer {
  return {
    headline: `No answer: the results hold no comparison with ${missing}.`,
    sentences: [
      grid.methods.length === 0
        ? "No policy was evaluated."
        : `There are results of ${
          list(grid.methods.map(({ method }) => method))
        }.`,
    ],
    caution: "Nothing is compared here.",
    cells: [],
  };
}
