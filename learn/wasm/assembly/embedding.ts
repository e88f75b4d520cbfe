/** Taking rows of a table by index, and the gradient of that. */

import { dim, operand, pieces, rowGrain, taskEnd } from "./step";

const elements: usize = 16384;
/** Columns in one task of the gradient: one cache line of floats. */
const strip: usize = 16;

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

export function gatherGradTasks(step: usize): u32 {
  return pieces(dim(step, 1), strip);
}

/** One writer for a column, so rows join in ascending order. */
export function gatherRowsGrad(step: usize, task: usize): void {
  const rows = dim(step, 0), columns = dim(step, 1), entries = dim(step, 2);
  const dy = operand(step, 0), index = operand(step, 1);
  const table = operand(step, 2), width = columns << 2;
  const first = (task * strip) << 2;
  const end = taskEnd(task, strip, columns) << 2;
  for (let e: usize = 0; e < entries; e++) {
    memory.fill(table + e * width + first, 0, end - first);
  }
  for (let r: usize = 0; r < rows; r++) {
    const e = <usize>load<u32>(index + (r << 2));
    if (e >= entries) continue;
    const from = dy + r * width, to = table + e * width;
    let i = first;
    for (; i + 16 <= end; i += 16) {
      v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
    }
    for (; i < end; i += 4) {
      store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
    }
  }
}
