/**
 * A part of the demonstrations. T rounds of IRFT go through T parts of the
 * data, one a round, in the code of arXiv 2405.17888.
 *
 * @module
 */

import { z } from "zod";

/** Part `index` (from 0) of `of` equal parts; by default all of it. */
export const part = z.strictObject({
  index: z.int().min(0),
  of: z.int().min(1),
}).refine(({ index, of }) => index < of, {
  error: "index must be less than of",
}).default({ index: 0, of: 1 });

/** Takes a part of rows. Parts differ in size by one row at most. */
export function takePart<T>(
  rows: readonly T[],
  { index, of }: z.output<typeof part>,
): T[] {
  const at = (i: number) => Math.floor(rows.length * i / of);
  return rows.slice(at(index), at(index + 1));
}
