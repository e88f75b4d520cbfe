/**
 * The tables of a cell's arms: what they get right, and what they have become
 * and cost.
 *
 * @module
 */

import { fixed, percent, short, signed } from "../../web/report/number.ts";
import type { ArmsView, CellView } from "../../web/report/view.ts";
import { wholeArms } from "../comparison/compared.ts";
import type { MetricName } from "../evaluation_file.ts";
import type { Arm, Cell, Difference, Results } from "../results_file.ts";
import type { FindArm, FindResults } from "./anchors.ts";
import { metricTexts } from "./metric_text.ts";
import { cellText, seedsText } from "./names.ts";
import { type Styles, swatchOf } from "./styles.ts";

/** A column of the tables. */
interface Column {
  readonly name: string;
  readonly hint: string;
  readonly cell: (arm: Arm, cell: Cell) => CellView;
}

/** The tables of a cell; columns that nothing fills are left out. */
export function armsView(
  results: Results,
  cell: Cell,
  styles: Styles,
  find: FindArm,
  evaluations: FindResults,
): ArmsView {
  const { lowRates } = cell;
  const arms = wholeArms(cell);
  const table = (name: string, columns: readonly Column[]) => {
    const filled = columns.filter((column) =>
      arms.some((arm) => column.cell(arm, cell) !== undefined)
    );
    return {
      name,
      columns: filled.map(({ name, hint }) => ({ name, hint })),
      rows: arms.map((arm) => ({
        arm: arm.method,
        swatch: swatchOf(styles, arm.method),
        target: find(cell, arm.method),
        cells: filled.map((column) => column.cell(arm, cell)),
      })),
    };
  };
  const rate = (of: Cell["lowRates"]["base"]) =>
    of === null ? "not measured" : percent(of.mean);
  return {
    id: `arms-${results.cells.indexOf(cell) + 1}`,
    title: cellText(cell),
    hint:
      `${seedsText([cell.seeds.length])}. Low quality as measured: of the ` +
      `base\u2019s samples ${rate(lowRates.base)}, of the demonstrations ${
        rate(lowRates.demonstrations)
      }.`,
    tables: [
      table("What they get right", [
        ...chiefColumns(results),
        sourcesColumn(evaluations),
        ...qualityColumns(results),
      ]),
      table("What they are, and what they cost", natureColumns(results)),
    ].filter(({ columns }) => columns.length > 0),
  };
}

/** Every column that is shown with its meaning, for the notes. */
export function columnNotes(results: Results): string[] {
  const filled = ({ cell }: Column) =>
    results.cells.some((one) =>
      wholeArms(one).some((arm) => cell(arm, one) !== undefined)
    );
  return [
    "Arm: a method, then its settings; stages/arms.ts lists them, and " +
    "stages/settings.ts says what each is set to, and why.",
    ...[
      ...chiefColumns(results),
      ...qualityColumns(results),
      ...natureColumns(results),
    ].filter(filled)
      .map(({ name, hint }) => `${name}: ${hint}`),
    "Rounds on the way to an arm stand in the figure of rounds and in the " +
    "evidence.",
  ];
}

/** What arms are judged by. */
function chiefColumns({ gold, imitation }: Results): Column[] {
  return [
    metricColumn(gold, true),
    {
      name: `against ${imitation}`,
      hint: `Difference of the ${metricTexts[gold].phrase} from that of ` +
        `${imitation}, paired by seed; below zero is lower. Below it the ` +
        `95\u202f% interval over seeds, or over prompts where there are ` +
        `fewer than three seeds: that one speaks of these policies alone.`,
      cell: ({ difference: { imitation: against } }) =>
        against === null ? undefined : {
          text: signed(against.mean, 3),
          below: intervalText(against),
        },
    },
    {
      name: "verdict",
      hint:
        `Better or worse in the ${
          metricTexts[gold].phrase
        } than ${imitation}, said only where the interval over seeds leaves out ` +
        `zero, by more digits than are shown.`,
      cell: ({ difference: { imitation: against } }) =>
        !against?.interval ? undefined : {
          text: against.verdict,
          marked: against.verdict === "better",
          words: true,
        },
    },
  ];
}

function qualityColumns({ gold, imitation }: Results): Column[] {
  return [
    ...([
      "per_sampled",
      "per_t07",
      "word_accuracy_greedy",
      "word_accuracy_sampled",
      "word_accuracy_t07",
    ] as const).map((name) => metricColumn(name)),
    winColumn(gold, `wins over ${imitation}`, "imitation", imitation),
    winColumn(gold, "wins over base", "base", "the base"),
  ];
}

function natureColumns({ gold, imitation }: Results): Column[] {
  return [
    metricColumn("low_quality_rate", true),
    {
      name: "law",
      hint: "The low-quality rate that the law of odds predicts; none where " +
        "it says nothing of an arm.",
      cell: ({ predictedLowRate }) =>
        predictedLowRate === null
          ? undefined
          : { text: percent(predictedLowRate) },
    },
    ...([
      "margin",
      "kl_to_base",
      "entropy",
      "perplexity",
      "judge_reward",
    ] as const).filter((name) => name !== gold).map((name) =>
      metricColumn(name)
    ),
    {
      name: `FLOPs \u00f7 ${imitation}`,
      hint: `Floating-point operations after the base, as a multiple of ` +
        `those of ${imitation}.`,
      cell: ({ compute }, cell) => {
        const own = cell.arms.find(({ method }) => method === imitation);
        const whole = own?.compute.flops ?? 0;
        return whole === 0 || compute.flops === 0 ? undefined : {
          text: `${fixed(compute.flops / whole, 1)}\u00d7`,
        };
      },
    },
    tokenColumn("trained", "trainedTokens", "gradients were computed for"),
    tokenColumn("generated", "generatedTokens", "a policy sampled"),
    tokenColumn("scored", "scoredTokens", "a model scored"),
  ];
}

/** The evaluations that a row's means are of, by their seeds. */
function sourcesColumn(evaluations: FindResults): Column {
  return {
    name: "seeds",
    hint: "The evaluation of each seed, in the explorer beside this page.",
    cell: ({ method }, cell) => {
      const sources = evaluations(cell, method).map(({ seed, source }) => ({
        digest: source,
        text: String(seed),
        of: `is the seed of this evaluation of ${method}`,
      }));
      return sources.length === 0 ? undefined : { sources };
    },
  };
}

/** The interval that there is, and what it is over. */
function intervalText({ interval, promptInterval }: Difference): string {
  const text = ({ low, high }: { low: number; high: number }) =>
    `${signed(low, 3)} to ${signed(high, 3)}`;
  if (interval !== null) return text(interval);
  return promptInterval === null
    ? "no interval"
    : `prompts ${text(promptInterval)}`;
}

function metricColumn(name: MetricName, withInterval = false): Column {
  const { short, title, hint, write } = metricTexts[name];
  return {
    name: short,
    hint: `${title}. ${hint}`,
    cell: ({ metrics }) => {
      const value = metrics[name];
      if (value === undefined) return undefined;
      const { mean, interval } = value;
      return {
        text: write(mean),
        below: interval === null || !withInterval
          ? undefined
          : `${write(interval.low)} to ${write(interval.high)}`,
      };
    },
  };
}

/** What decides on a prompt: errors by the gold metric, or else the judge. */
const wins: Readonly<Record<Results["gold"], string>> = {
  per_greedy: "greedy response has fewer errors",
  perplexity: "sample has a higher reward by the judge",
};

function winColumn(
  gold: Results["gold"],
  name: string,
  over: "imitation" | "base",
  other: string,
): Column {
  return {
    name,
    hint: `Share of held-out prompts on which the ${wins[gold]} than that of ` +
      `${other}; ties count half.`,
    cell: ({ winRates }) => {
      const rate = winRates[over];
      return rate === null ? undefined : { text: percent(rate) };
    },
  };
}

function tokenColumn(
  name: string,
  field: "trainedTokens" | "generatedTokens" | "scoredTokens",
  what: string,
): Column {
  return {
    name: `${name}, M`,
    hint: `Million tokens that ${what}, after the base.`,
    cell: ({ compute }) =>
      compute[field] === 0
        ? undefined
        : { text: short(Number((compute[field] / 1e6).toPrecision(3))) },
  };
}
