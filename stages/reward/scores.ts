/**
 * Scores of demonstrations: one row for each demonstration, in their order.
 *
 * @module
 */

import { datasetColumns, scoresColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import { readRows, type Row } from "../data/parquet.ts";

/** A demonstration. */
export type Demonstration = Row<typeof datasetColumns>;

/** A demonstration and what it is worth. */
export type Scored = Row<typeof scoresColumns>;

/**
 * Reads demonstrations.
 *
 * @param purpose What they are read for, as in `score demonstrations`.
 * @throws {DataError} Where there are none.
 */
export async function readDemonstrations(
  path: string,
  purpose: string,
): Promise<Demonstration[]> {
  const rows = await readRows(path, datasetColumns);
  if (rows.length === 0) {
    throw new DataError(`Cannot ${purpose}: there are no demonstrations`);
  }
  return rows;
}

/**
 * Reads the scores of given demonstrations.
 *
 * @throws {DataError} Where they are not the scores of these demonstrations in
 * this order.
 */
export async function readScores(
  path: string,
  demonstrations: readonly Demonstration[],
): Promise<Scored[]> {
  const rows = await readRows(path, scoresColumns);
  if (rows.length !== demonstrations.length) {
    throw new DataError(
      `Cannot use the scores "${path}": there are ${rows.length} of them for ` +
        `${demonstrations.length} demonstrations; connect the scores of these ` +
        `demonstrations`,
    );
  }
  rows.forEach(({ prompt, response }, i) => {
    const wanted = demonstrations[i]!;
    if (prompt === wanted.prompt && response === wanted.response) return;
    throw new DataError(
      `Cannot use the scores "${path}": row ${i} is about ` +
        `"${prompt}=${response}" where the demonstrations have ` +
        `"${wanted.prompt}=${wanted.response}"; connect the scores of these ` +
        `demonstrations`,
    );
  });
  return rows;
}
