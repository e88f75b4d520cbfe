/**
 * C = A B and C = A B^T. B is packed into panels of 8 columns first, which all
 * tasks then read; A's terms lie along its rows and are read as they are.
 */

import { finish, productOperand } from "./matmul_epilogue";
import { fewScratch, fewTasks, hasFewRows, matmulFew } from "./matmul_few";
import {
  addEdge,
  depth,
  edgeBytes,
  pack8,
  packPanel,
  roundUp,
  sinkBytes,
} from "./matmul_pack";
import { tile, tileColumns, tileRows } from "./matmul_tile";
import {
  bytesOf,
  dim,
  operand,
  pieces,
  privateScratch,
  sharedScratch,
  taskEnd,
} from "./step";

/** Multiplications in one task, about 30 microseconds. */
const work: usize = 524288;

/** Bytes of the buffer for tiles at the border, and of the sink behind it. */
export function matmulScratch(step: usize): u32 {
  return hasFewRows(step) ? fewScratch : <u32>(edgeBytes + sinkBytes);
}

/** Bytes of all panels: k rows of 8 floats each. */
export function panelScratch(step: usize): u32 {
  if (hasFewRows(step)) return 0;
  return bytesOf(roundUp(dim(step, 1), tileColumns), dim(step, 2));
}

/** Panels in one task of packing. */
// @ts-ignore: decorator
@inline
function packGrain(k: usize): usize {
  return max<usize>(1, 2048 / max<usize>(1, k));
}

export function packTasks(step: usize): u32 {
  if (hasFewRows(step)) return 0;
  return pieces(pieces(dim(step, 1), tileColumns), packGrain(dim(step, 2)));
}

/** Packs B[k, n]: a panel's rows are pieces of B's rows. */
export function packRows(step: usize, task: usize): void {
  const n = dim(step, 1), k = dim(step, 2), grain = packGrain(k);
  const first = task * grain, end = taskEnd(task, grain, pieces(n, 8));
  const columns = min<usize>((end - first) * 8, n - first * 8);
  const to = sharedScratch(step) + ((first * k) << 5);
  pack8(operand(step, 1) + (first << 5), n << 2, columns, k, to);
}

/** Packs B[n, k]: a panel's columns are rows of B. */
export function packColumns(step: usize, task: usize): void {
  const n = dim(step, 1), k = dim(step, 2), b = operand(step, 1);
  const grain = packGrain(k), end = taskEnd(task, grain, pieces(n, 8));
  for (let panel = task * grain; panel < end; panel++) {
    const to = sharedScratch(step) + ((panel * k) << 5), first = panel * 8;
    packPanel(b + ((first * k) << 2), k << 2, min<usize>(8, n - first), k, to);
  }
}

/** Columns of C in one task: as many panels as stay in a core's cache. */
// @ts-ignore: decorator
@inline
function columnGrain(k: usize): usize {
  return max<usize>(8, (65536 / max<usize>(1, min<usize>(k, depth))) & ~7);
}

/** Rows of C in one task. */
// @ts-ignore: decorator
@inline
function rowGrain(n: usize, k: usize): usize {
  const columns = min<usize>(n, columnGrain(k));
  const rows = work / max<usize>(1, columns * k);
  return max<usize>(24, rows / tileRows * tileRows);
}

export function matmulTasks(step: usize): u32 {
  if (hasFewRows(step)) return fewTasks(step);
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  return pieces(m, rowGrain(n, k)) * pieces(n, columnGrain(k));
}

export function matmulPacked(step: usize, task: usize): void {
  if (hasFewRows(step)) return matmulFew(step, task);
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  const rows = rowGrain(n, k), columns = columnGrain(k);
  const across = pieces(n, columns);
  const i0 = task / across * rows, i1 = min<usize>(i0 + rows, m);
  const j0 = task % across * columns, j1 = min<usize>(j0 + columns, n);
  const a = operand(step, 0), c = operand(step, productOperand(step));
  const edge = privateScratch(step), sink = edge + edgeBytes;
  let l: usize = 0;
  do {
    const terms = min<usize>(depth, k - l);
    for (let j = j0; j < j1; j += tileColumns) {
      const panel = sharedScratch(step) + ((j * k) << 2) + (l << 5);
      const wide = min<usize>(tileColumns, j1 - j);
      for (let i = i0; i < i1; i += tileRows) {
        const high = min<usize>(tileRows, i1 - i);
        const from = a + ((i * k + l) << 2), to = c + ((i * n + j) << 2);
        if (high == tileRows && wide == tileColumns) {
          tile(from, k << 2, 7, panel, to, n << 2, terms, l == 0, sink);
        } else {
          tile(from, k << 2, high - 1, panel, edge, 32, terms, true, sink);
          addEdge(edge, to, n << 2, high, wide, l == 0);
        }
      }
    }
    l += depth;
  } while (l < k);
  // Whole rows at once, since the memory is slow to give scattered pieces.
  finish(step, i0, j0, i1 - i0, j1 - j0);
}
