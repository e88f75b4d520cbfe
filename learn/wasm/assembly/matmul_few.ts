/**
 * C = A B^T where A has few rows, as in generation: B's panels are packed by the
 * task that multiplies with them, a block of terms at a time, so that B comes
 * from memory once and packed terms never leave the cache. Elements have the
 * same order of sums as those of a product of many rows.
 */

import { finish, productOperand } from "./matmul_epilogue";
import { addEdge, depth, edgeBytes, packPanel, sinkBytes } from "./matmul_pack";
import { tile, tileColumns, tileRows } from "./matmul_tile";
import { dim, operand, pieces, privateScratch } from "./step";

/** The most rows that are few. */
const mostRows: usize = 48;
/** Multiplications in one task. */
const work: usize = 262144;

/** The buffer for tiles at the border, the sink, and a panel. */
export const fewScratch: u32 = <u32>(edgeBytes + sinkBytes + (depth << 5));

/** Whether a product's step is for this file. */
export function hasFewRows(step: usize): bool {
  const kernel = load<u32>(step);
  const transposed = kernel == 1 || (kernel >= 43 && kernel <= 45);
  return transposed && dim(step, 0) <= mostRows;
}

/** Columns of C in one task. */
// @ts-ignore: decorator
@inline
function columnGrain(m: usize, k: usize): usize {
  return max<usize>(tileColumns, work / max<usize>(1, m * k) & ~7);
}

export function fewTasks(step: usize): u32 {
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  return m == 0 ? 0 : pieces(n, columnGrain(m, k));
}

export function matmulFew(step: usize, task: usize): void {
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  const columns = columnGrain(m, k), j0 = task * columns;
  const j1 = min<usize>(j0 + columns, n);
  const a = operand(step, 0), b = operand(step, 1);
  const c = operand(step, productOperand(step));
  const edge = privateScratch(step), sink = edge + edgeBytes;
  const panel = sink + sinkBytes;
  for (let j = j0; j < j1; j += tileColumns) {
    const wide = min<usize>(tileColumns, j1 - j);
    let l: usize = 0;
    do {
      const terms = min<usize>(depth, k - l);
      packPanel(b + ((j * k + l) << 2), k << 2, wide, terms, panel);
      for (let i: usize = 0; i < m; i += tileRows) {
        const high = min<usize>(tileRows, m - i);
        const from = a + ((i * k + l) << 2), to = c + ((i * n + j) << 2);
        if (high == tileRows && wide == tileColumns) {
          tile(from, k << 2, tileRows - 1, panel, to, n << 2, terms, l == 0, sink);
        } else {
          tile(from, k << 2, high - 1, panel, edge, 32, terms, true, sink);
          addEdge(edge, to, n << 2, high, wide, l == 0);
        }
      }
      l += depth;
    } while (l < k);
  }
  finish(step, 0, j0, m, j1 - j0);
}
