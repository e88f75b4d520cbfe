/**
 * How many rows programs have. Programs are made for a few numbers only, since
 * each one takes time to make.
 *
 * @module
 */

/** Rows of the largest and of the smallest prefill. */
const mostRows = 2048, fewestRows = 16;

/**
 * Cuts tokens into programs: powers of two, filled at least to three quarters
 * but for the smallest one.
 *
 * @param rows Tokens to prefill.
 * @returns The number of each program's rows; together they are at least rows.
 */
export function prefillShapes(rows: number): number[] {
  const shapes = [];
  for (let left = rows; left > 0;) {
    let shape = fewestRows;
    while (shape < mostRows && left > shape && left >= shape * 1.5) shape *= 2;
    shapes.push(shape);
    left -= shape;
  }
  return shapes;
}

/**
 * The number of rows for decoding `live` sequences: a power of two or half as
 * much again, and no more than there are slots.
 */
export function decodeShape(live: number, slots: number): number {
  let power = 1;
  while (power * 2 <= live) power *= 2;
  const shape = [power, power * 1.5, power * 2].find((rows) =>
    rows >= live && Number.isInteger(rows)
  );
  return Math.min(shape!, slots);
}
