/**
 * The shape of the results: every number that the experiment reports, each
 * with the evaluation that it came from, what they say of each cell, and the
 * table that a terminal shows.
 *
 * @module
 */

import { z } from "zod";
import {
  computeSchema,
  coordinates,
  metricNames,
  metricsSchema,
} from "./evaluation_file.ts";

/** The metrics that arms may be judged by. Of each, less is better. */
export const goldMetrics = ["per_greedy", "perplexity"] as const;

const share = z.number().min(0).max(1);

/** The ends of an interval. */
const intervalSchema = z.strictObject({ low: z.number(), high: z.number() });

/** One evaluated policy. */
export const resultSchema = z.strictObject({
  ...coordinates,
  metrics: metricsSchema,
  compute: computeSchema,
  /** The low-quality rate that the arm's law predicts for this seed. */
  predictedLowRate: share.nullable(),
  /**
   * The share of prompts whose greedy response is nearer to the references
   * than that of another policy of the same cell and seed, ties counting half;
   * where there is no gold metric a prompt, the share whose sample has the
   * higher reward by the judge. Null for that policy itself, and where there is
   * neither.
   */
  winRates: z.strictObject({
    imitation: share.nullable(),
    base: share.nullable(),
  }),
  /** The digest of the evaluation artifact that the numbers stand in. */
  source: z.string(),
});

/** A mean over seeds. */
export const estimateSchema = z.strictObject({
  mean: z.number(),
  /** The 95 % interval of the mean; null below three seeds. */
  interval: intervalSchema.nullable(),
  /** How many seeds. */
  seeds: z.int().min(1),
});

/** What a difference says, judged by its interval. */
export const verdicts = ["better", "worse", "not distinguished"] as const;

/** An arm's gold metric minus another's, paired by seed. */
export const differenceSchema = z.strictObject({
  mean: z.number(),
  /**
   * The 95 % interval over seeds, which speaks of other seeds too; null below
   * three seeds.
   */
  interval: intervalSchema.nullable(),
  /**
   * The 95 % interval over held-out prompts by the paired bootstrap, which
   * speaks of these policies alone; null where there is no gold metric a
   * prompt.
   */
  promptInterval: intervalSchema.nullable(),
  /** How many seeds both have. */
  seeds: z.int().min(1),
  /** By the interval over seeds: one that leaves out zero distinguishes. */
  verdict: z.enum(verdicts),
});

/** One arm of a cell, over its seeds. */
export const armSchema = z.strictObject({
  method: z.string(),
  law: coordinates.law,
  metrics: z.partialRecord(z.enum(metricNames), estimateSchema),
  compute: computeSchema,
  /** The mean over seeds of what the arm's law predicts. */
  predictedLowRate: share.nullable(),
  /** Mean over seeds; see {@linkcode resultSchema}. */
  winRates: resultSchema.shape.winRates,
  /** Null for the arm itself, and where no seed has both. */
  difference: z.strictObject({
    imitation: differenceSchema.nullable(),
    base: differenceSchema.nullable(),
  }),
});

/** One kind of low quality at one base ratio and one demonstration ratio. */
export const cellSchema = z.strictObject({
  kind: coordinates.kind,
  baseRatio: share,
  ratio: share,
  seeds: z.array(coordinates.seed),
  /** Measured low-quality rates: what the law's predictions begin with. */
  lowRates: z.strictObject({
    /** Of the base's samples. */
    base: estimateSchema.nullable(),
    /** Of the demonstrations: what the detector finds among them. */
    demonstrations: estimateSchema.nullable(),
  }),
  /** The base first, then in the order of the results. */
  arms: z.array(armSchema),
});

/** A table of finished cells and raw numbers, for any renderer. */
export const tableSchema = z.strictObject({
  title: z.string(),
  columns: z.array(z.strictObject({
    name: z.string(),
    align: z.enum(["left", "right"]),
    /** Decimals that numbers of the column are shown with. */
    digits: z.int().nonnegative().optional(),
  })),
  /** One cell a column; null where there is nothing to show. */
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  notes: z.array(z.string()),
});

/** The results over arms, cells and seeds. */
export const resultsSchema = z.strictObject({
  version: z.literal(2),
  /** The metric that arms are judged by. Less is better. */
  gold: z.enum(goldMetrics),
  /** The arm that the others are compared with. */
  imitation: z.string(),
  /** One an evaluation, ordered by kind, base ratio, method, ratio and seed. */
  results: z.array(resultSchema),
  /** Ordered by kind, base ratio and ratio. */
  cells: z.array(cellSchema),
  /**
   * The comparisons with the imitating arm that have an interval. The base is
   * not among them, nor are rounds on the way to an arm of more rounds.
   */
  comparisons: z.strictObject({
    made: z.int().nonnegative(),
    distinguished: z.int().nonnegative(),
    /**
     * How many would be distinguished if no arm differed at all: 5 % of those
     * made.
     */
    expectedByChance: z.number().nonnegative(),
  }),
  table: tableSchema,
});

/** One evaluated policy. */
export type Result = z.output<typeof resultSchema>;
/** A mean over seeds. */
export type Estimate = z.output<typeof estimateSchema>;
/** An arm's gold metric minus another's. */
export type Difference = z.output<typeof differenceSchema>;
/** What a difference says. */
export type Verdict = typeof verdicts[number];
/** One arm of a cell. */
export type Arm = z.output<typeof armSchema>;
/** One cell of the sweep. */
export type Cell = z.output<typeof cellSchema>;
/** A table for any renderer. */
export type Table = z.output<typeof tableSchema>;
/** The results over arms, cells and seeds. */
export type Results = z.output<typeof resultsSchema>;
/** The metric that arms are judged by. */
export type GoldMetric = typeof goldMetrics[number];
