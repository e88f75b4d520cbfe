/**
 * How the attention kernels cut their work. A unit is a block of positions of
 * one batch and head: queries, or in the gradients of keys and values keys. It
 * goes through the positions on the other side in tiles, so that scratch does
 * not grow with time.
 */

import { bytesOf, dim, pieces } from "./step";

/** Positions of a unit; a divisor of a tile. */
export const block: usize = 64;
/** Positions on the other side that are looked at together. */
export const tile: usize = 128;

// @ts-ignore: decorator
@inline
export function blocksOf(step: usize): usize {
  return <usize>pieces(dim(step, 1), block);
}

// @ts-ignore: decorator
@inline
export function unitsOf(step: usize): usize {
  return dim(step, 0) * dim(step, 2) * blocksOf(step);
}

/** Units in one task: several where sequences are short. */
// @ts-ignore: decorator
@inline
export function grainOf(step: usize): usize {
  const time = min<usize>(dim(step, 1), 200);
  return max<usize>(1, 40000 / (time * time * min<usize>(dim(step, 3) + 8, 72)));
}

export function attentionTasks(step: usize): u32 {
  if (dim(step, 1) == 0) return 0;
  return pieces(unitsOf(step), grainOf(step));
}

/** Bytes between two rows of one value a position of a tile. */
// @ts-ignore: decorator
@inline
export function acrossOf(step: usize): usize {
  return ((min<usize>(dim(step, 1), tile) + 7) & ~7) << 2;
}

/** Bytes of a tile's transposed copy. */
// @ts-ignore: decorator
@inline
export function copyBytes(step: usize): usize {
  return acrossOf(step) * ((dim(step, 3) + 3) & ~3);
}

/**
 * Two transposed copies, twice four rows, a vector, and two vectors for four
 * queries.
 */
export function attentionScratch(step: usize): u32 {
  const sizes = (dim(step, 3) + 3) & ~3;
  const rows = bytesOf(acrossOf(step) >> 2, sizes * 2 + 8);
  const more = 16 + <u32>(block << 3);
  // Too many bytes stay too many.
  return rows > u32.MAX_VALUE - more ? rows : rows + more;
}

/** The byte offset of a (batch, head)'s position 0. */
// @ts-ignore: decorator
@inline
export function headAt(step: usize, pair: usize): usize {
  const heads = dim(step, 2);
  const b = pair / heads, h = pair % heads;
  return ((b * dim(step, 1) * heads + h) * dim(step, 3)) << 2;
}
