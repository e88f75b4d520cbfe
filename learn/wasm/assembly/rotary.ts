/** Splitting packed query, key and value, and turning them by position. */

import { dim, operand, pieces, rowGrain, taskEnd } from "./step";

const elements: usize = 8192;

export function rotaryTasks(step: usize): u32 {
  const width = dim(step, 1) * dim(step, 2) * 3;
  return pieces(dim(step, 0), rowGrain(width, elements));
}

/** Turns one head's vector; `sign` -1 turns it back. */
// @ts-ignore: decorator
@inline
function turn(
  from: usize,
  to: usize,
  size: usize,
  half: usize,
  cos: usize,
  sin: usize,
  sign: f32,
): void {
  // A half that does not fit must not reach beyond the head.
  const width = min<usize>(half, size >> 1) << 2, end = size << 2;
  let i: usize = 0;
  const factor = f32x4.splat(sign);
  for (; i + 16 <= width; i += 16) {
    const c = v128.load(cos + i), s = f32x4.mul(factor, v128.load(sin + i));
    const a = v128.load(from + i), b = v128.load(from + i + width);
    v128.store(to + i, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)));
    v128.store(to + i + width, f32x4.add(f32x4.mul(b, c), f32x4.mul(a, s)));
  }
  for (; i < width; i += 4) {
    const c = load<f32>(cos + i), s = sign * load<f32>(sin + i);
    const a = load<f32>(from + i), b = load<f32>(from + i + width);
    store<f32>(to + i, a * c - b * s);
    store<f32>(to + i + width, b * c + a * s);
  }
  i = 2 * width;
  move(from + i, to + i, end - i);
}

/** Copies `bytes`, a multiple of four. Rows are short: no call is worth it. */
// @ts-ignore: decorator
@inline
function move(from: usize, to: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
}

/** The row of a table at row r's position; positions stay inside the table. */
// @ts-ignore: decorator
@inline
function tableRow(step: usize, positions: usize, table: usize, r: usize): usize {
  const half = dim(step, 3);
  const p = <usize>load<u32>(positions + (r << 2));
  return table + ((min<usize>(p, dim(step, 4) - 1) * half) << 2);
}

export function splitRotary(step: usize, task: usize): void {
  const heads = dim(step, 1), size = dim(step, 2), half = dim(step, 3);
  const grain = rowGrain(3 * heads * size, elements);
  const end = taskEnd(task, grain, dim(step, 0)), width = size << 2;
  for (let r = task * grain; r < end; r++) {
    const cos = tableRow(step, operand(step, 1), operand(step, 2), r);
    const sin = tableRow(step, operand(step, 1), operand(step, 3), r);
    for (let h: usize = 0; h < heads; h++) {
      const to = (r * heads + h) * width, from = operand(step, 0) + 3 * to;
      turn(from, operand(step, 4) + to, size, half, cos, sin, 1);
      turn(from + width, operand(step, 5) + to, size, half, cos, sin, 1);
      move(from + 2 * width, operand(step, 6) + to, width);
    }
  }
}

export function splitRotaryGrad(step: usize, task: usize): void {
  const heads = dim(step, 1), size = dim(step, 2), half = dim(step, 3);
  const grain = rowGrain(3 * heads * size, elements);
  const end = taskEnd(task, grain, dim(step, 0)), width = size << 2;
  for (let r = task * grain; r < end; r++) {
    const cos = tableRow(step, operand(step, 3), operand(step, 4), r);
    const sin = tableRow(step, operand(step, 3), operand(step, 5), r);
    for (let h: usize = 0; h < heads; h++) {
      const from = (r * heads + h) * width, to = operand(step, 6) + 3 * from;
      turn(operand(step, 0) + from, to, size, half, cos, sin, -1);
      turn(operand(step, 1) + from, to + width, size, half, cos, sin, -1);
      move(operand(step, 2) + from, to + 2 * width, width);
    }
  }
}
