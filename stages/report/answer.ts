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
import {
  type Cell,
  cellAt,
  cellEstimate,
  type Grid,
  type MethodCells,
  seeded,
} from "./cells.ts";
import { metricTexts } from "./metric_text.ts";
import { type Estimate, estimate, paired } from "./statistics.ts";

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

/** One setting of a method that learns a reward, against imitation. */
interface Contender {
  readonly cells: MethodCells;
  /** Of how many settings it was the best. */
  readonly of: number;
  /** At each ratio that both have. */
  readonly comparisons: readonly Comparison[];
}

interface Comparison {
  readonly ratio: number;
  readonly cell: Cell;
  readonly imitation: Cell;
  readonly difference: Estimate;
}

const gold = "per_greedy" as const;
const write = metricTexts[gold].write;
const difference = (value: number) => signed(value, 3);

/** Computes the answer. */
export function answerOf(grid: Grid, question: Question): Answer {
  const imitation =
    grid.methods.find(({ method }) => method === question.imitation) ??
      grid.methods.find(({ method }) => belongs(method, question.imitation));
  if (imitation === undefined) return none(grid, question.imitation);
  const contenders = question.learned.flatMap((name) =>
    bestOf(
      grid.methods.filter(({ method }) => belongs(method, name)),
      imitation,
    )
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
      selection(contenders),
    ].filter((sentence) => sentence !== ""),
    caution: caution(contenders),
    cells: [
      { cell: reference, difference: undefined },
      ...shown.map(({ cell, difference }) => ({ cell, difference })),
    ],
  };
}

/** Whether a method is `name` or a setting of it, such as `name/beta=0.3`. */
function belongs(method: string, name: string): boolean {
  const text = method.toLowerCase();
  const start = name.toLowerCase();
  return text === start ||
    text.startsWith(start) && !/[\p{L}\p{N}]/u.test(text.charAt(start.length));
}

/** The setting with the lowest mean difference from imitation. */
function bestOf(
  settings: readonly MethodCells[],
  imitation: MethodCells,
): Contender[] {
  const compared = settings
    .map((cells): Contender => ({
      cells,
      of: settings.length,
      comparisons: compare(cells, imitation),
    }))
    .filter(({ comparisons }) => comparisons.length > 0);
  const mean = ({ comparisons }: Contender) =>
    estimate(comparisons.map(({ difference }) => difference.mean)).mean;
  return compared.toSorted((a, b) => mean(a) - mean(b)).slice(0, 1);
}

function compare(method: MethodCells, imitation: MethodCells): Comparison[] {
  return method.cells.flatMap((cell) => {
    const other = cellAt(imitation, cell.ratio);
    if (other === undefined) return [];
    const differences = paired(seeded(cell, gold), seeded(other, gold));
    if (differences.length === 0) return [];
    return [{
      ratio: cell.ratio,
      cell,
      imitation: other,
      difference: estimate(differences),
    }];
  });
}

function headline(contenders: readonly Contender[], imitation: string): string {
  const parts = contenders.map(({ cells, comparisons }, index) => {
    const lower = comparisons.filter(({ difference }) => difference.mean < 0);
    const is = lower.length === 0 ? "is not lower" : "is lower";
    const where = whereOf(comparisons, lower);
    return index === 0
      ? `With ${cells.method} the phoneme error rate on held-out words ${is} ` +
        `than with ${imitation} ${where}`
      : `with ${cells.method} it ${is} ${where}`;
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
  if (holds.length === 0) return `at any of ${all}`;
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
  return `At ratio ${short(ratio)}, the highest one compared, it is ${
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

/** The best of several settings looks better than it is; say so. */
function selection(contenders: readonly Contender[]): string {
  const chosen = contenders.filter(({ of }) => of > 1);
  if (chosen.length === 0) return "";
  const which = chosen.map(({ cells, of }) => `${cells.method} of ${of}`);
  return `The lowest of several settings is shown (${
    list(which)
  }), chosen on these same words, which favours it.`;
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
