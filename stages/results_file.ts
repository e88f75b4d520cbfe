/**
 * The shape of the results: every number that the experiment reports, each
 * with the evaluation that it came from, and the table that a terminal shows.
 *
 * @module
 */

import { z } from "zod";
import { metricNames } from "./evaluation_file.ts";

/** One evaluated policy. */
export const resultSchema = z.strictObject({
  method: z.string(),
  /** The share of low-quality rows among the demonstrations. */
  ratio: z.number(),
  seed: z.int(),
  metrics: z.record(z.enum(metricNames), z.number()),
  /** The digest of the evaluation artifact that the numbers stand in. */
  source: z.string(),
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

/** The results over methods, ratios and seeds. */
export const resultsSchema = z.strictObject({
  version: z.literal(1),
  results: z.array(resultSchema),
  table: tableSchema,
});

/** One evaluated policy. */
export type Result = z.output<typeof resultSchema>;
/** A table for any renderer. */
export type Table = z.output<typeof tableSchema>;
/** The results over methods, ratios and seeds. */
export type Results = z.output<typeof resultsSchema>;
