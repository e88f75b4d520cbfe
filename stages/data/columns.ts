/**
 * The columns of each Parquet artifact type of `artifacts.ts`.
 *
 * @module
 */

import type { Columns } from "./parquet.ts";

/** Columns of `entries`. */
export const entriesColumns = {
  word: "string",
  pronunciation: "string",
} as const satisfies Columns;

/** Columns of `texts`. */
export const textsColumns = {
  row: "double",
  prompt: "string",
  response: "string",
} as const satisfies Columns;

/** Columns of `dataset`. */
export const datasetColumns = {
  prompt: "string",
  response: "string",
} as const satisfies Columns;

/** Columns of `marks`. */
export const marksColumns = {
  prompt: "string",
  response: "string",
  original: "string",
  low_quality: "boolean",
} as const satisfies Columns;

/** Columns of `references`. */
export const referencesColumns = {
  prompt: "string",
  response: "string",
  references: "string",
} as const satisfies Columns;

/** Columns of `samples`. */
export const samplesColumns = {
  prompt: "string",
  response: "string",
  log_probability: "double",
} as const satisfies Columns;

/** Columns of `scores`. */
export const scoresColumns = {
  prompt: "string",
  response: "string",
  score: "double",
  spread: "double",
} as const satisfies Columns;

/** What stands between the pronunciations of a `references` cell. */
export const referenceSeparator = "|";

/** The pronunciations of a `references` cell. */
export function splitReferences(cell: string): string[] {
  return cell.split(referenceSeparator);
}

/**
 * What stands between the texts of a `references` cell: the unit separator,
 * which cleaning leaves in no text.
 */
export const textSeparator = "\u001f";

/** The texts of a `references` cell. */
export function splitTextReferences(cell: string): string[] {
  return cell.split(textSeparator);
}
