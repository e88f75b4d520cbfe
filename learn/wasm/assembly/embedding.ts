/** Taking rows of a table by index, and the gradient of that. */

import { dim, operand, pieces, rowGrain, taskEnd } from "./step";

const elements: usize = 16384;

export function gatherTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
}

export function gatherRows(step: usize, task: usize): void {
  const columns = dim(step, 1), entries = dim(step, 2), width = columns << 2;
  const table = operand(step, 0), index = operand(step, 1);
  const y = operand(step, 2), grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0)), whole = (columns & ~3) << 2;
  for (let r = task * grain; r < end; r++) {
    // The host checks indices; here none may read outside the table.
    const e = min<usize>(<usize>load<u32>(index + (r << 2)), entries - 1);
    const from = table + e * width, to = y + r * width;
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
    for (; i < width; i += 4) store<f32>(to + i, load<f32>(from + i));
  }
}

/** Entries in one task of the gradient. */
const block: usize = 1024;

/** Columns in one task of the gradient: whole cache lines of floats. */
function strip(columns: usize): usize {
  return max<usize>(16, (((columns + 7) >> 3) + 15) & ~15);
}

export function gatherGradTasks(step: usize): u32 {
  const columns = dim(step, 1);
  return pieces(columns, strip(columns)) * pieces(dim(step, 2), block);
}

/** Sums the rows of each bucket in ascending order. */
export function gatherRowsGrad(step: usize, task: usize): void {
  const rows = dim(step, 0), columns = dim(step, 1), entries = dim(step, 2);
  const dy = operand(step, 0), order = operand(step, 1);
  const starts = operand(step, 2), table = operand(step, 3);
  const width = columns << 2, wide = strip(columns);
  const strips = <usize>pieces(columns, wide);
  const part = task % strips, first = (task / strips) * block;
  const from = (part * wide) << 2, to = taskEnd(part, wide, columns) << 2;
  const last = min<usize>(first + block, entries);
  for (let e = first; e < last; e++) {
    const sum = table + e * width;
    memory.fill(sum + from, 0, to - from);
    // Wrong buckets must not reach other memory.
    const end = min<usize>(<usize>load<u32>(starts + (e << 2), 4), rows);
    for (let i = <usize>load<u32>(starts + (e << 2)); i < end; i++) {
      const row = min<usize>(<usize>load<u32>(order + (i << 2)), rows - 1);
      const term = dy + row * width;
      let c = from;
      for (; c + 16 <= to; c += 16) {
        v128.store(sum + c, f32x4.add(v128.load(sum + c), v128.load(term + c)));
      }
      for (; c < to; c += 4) {
        store<f32>(sum + c, load<f32>(sum + c) + load<f32>(term + c));
      }
    }
  }
}

/** A counting sort, by one thread: it touches each row and entry twice. */
export function bucketRows(step: usize): void {
  const rows = dim(step, 0), entries = dim(step, 1);
  const index = operand(step, 0), order = operand(step, 1);
  const starts = operand(step, 2);
  memory.fill(starts, 0, (entries + 1) << 2);
  for (let r: usize = 0; r < rows; r++) {
    const at = starts + (bucketOf(index, r, entries) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let before: u32 = 0;
  for (let e: usize = 0; e <= entries; e++) {
    const length = load<u32>(starts + (e << 2));
    store<u32>(starts + (e << 2), before);
    before += length;
  }
  // Each start moves to its bucket's end, which is the next one's start.
  for (let r: usize = 0; r < rows; r++) {
    const at = starts + (bucketOf(index, r, entries) << 2);
    const place = load<u32>(at);
    store<u32>(order + (<usize>place << 2), <u32>r);
    store<u32>(at, place + 1);
  }
  memory.copy(starts + 4, starts, entries << 2);
  store<u32>(starts, 0);
}

/** The bucket of a row: the last one where its index is no entry. */
// @ts-ignore: decorator
@inline
function bucketOf(index: usize, row: usize, entries: usize): usize {
  return min<usize>(<usize>load<u32>(index + (row << 2)), entries);
}
