/** Layer normalisation and the gradient of its input. */

import { constant, dim, operand, pieces, rowGrain, taskEnd } from "./step";
import { loadPart, mulAdd, storePart, sum, sumLanes } from "./vector";

const elements: usize = 8192;

export function layerNormTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
}

/** The sum of (x - mean)^2 over a row. */
// @ts-ignore: decorator
@inline
function squaresAround(x: usize, columns: usize, mean: f32): f32 {
  const m = f32x4.splat(mean), end = x + (columns << 2);
  let s0 = f32x4.splat(0), s1 = s0;
  for (; x + 32 <= end; x += 32) {
    const a = f32x4.sub(v128.load(x), m), b = f32x4.sub(v128.load(x, 16), m);
    s0 = mulAdd(a, a, s0);
    s1 = mulAdd(b, b, s1);
  }
  if (x + 16 <= end) {
    const a = f32x4.sub(v128.load(x), m);
    s0 = mulAdd(a, a, s0);
    x += 16;
  }
  if (x < end) {
    const a = f32x4.sub(loadPart(x, (end - x) >> 2, mean), m);
    s1 = mulAdd(a, a, s1);
  }
  return sumLanes(f32x4.add(s0, s1));
}

export function layerNorm(step: usize, task: usize): void {
  const columns = dim(step, 1), width = columns << 2;
  const grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const gamma = operand(step, 1), beta = operand(step, 2);
  const epsilon = constant(step, 0), whole = (columns & ~3) << 2;
  const rest = columns & 3;
  for (let r = task * grain; r < end; r++) {
    const x = operand(step, 0) + r * width, y = operand(step, 3) + r * width;
    const mean = sum(x, columns) / <f32>columns;
    const variance = squaresAround(x, columns, mean) / <f32>columns;
    const rstd = <f32>(1 / sqrt<f64>(<f64>variance + epsilon));
    store<f32>(operand(step, 4) + (r << 2), mean);
    store<f32>(operand(step, 5) + (r << 2), rstd);
    const m = f32x4.splat(mean), s = f32x4.splat(rstd);
    let i: usize = 0;
    for (; i < whole; i += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + i), m), s);
      v128.store(y + i, mulAdd(h, v128.load(gamma + i), v128.load(beta + i)));
    }
    if (rest) {
      const h = f32x4.mul(f32x4.sub(loadPart(x + i, rest, 0), m), s);
      const g = loadPart(gamma + i, rest, 0), b = loadPart(beta + i, rest, 0);
      storePart(y + i, mulAdd(h, g, b), rest);
    }
  }
}

export function layerNormGradInput(step: usize, task: usize): void {
  const columns = dim(step, 1), width = columns << 2;
  const grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const gamma = operand(step, 2), whole = (columns & ~3) << 2;
  const rest = columns & 3;
  for (let r = task * grain; r < end; r++) {
    const dy = operand(step, 0) + r * width, x = operand(step, 1) + r * width;
    const dx = operand(step, 5) + r * width;
    const m = v128.load_splat<f32>(operand(step, 3) + (r << 2));
    const s = v128.load_splat<f32>(operand(step, 4) + (r << 2));
    let sumG = f32x4.splat(0), sumGH = sumG;
    let i: usize = 0;
    for (; i < whole; i += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + i), m), s);
      const g = f32x4.mul(v128.load(dy + i), v128.load(gamma + i));
      sumG = f32x4.add(sumG, g);
      sumGH = mulAdd(g, h, sumGH);
    }
    if (rest) {
      // Missing lanes have g = 0, so they add nothing to either sum.
      const h = f32x4.mul(f32x4.sub(loadPart(x + i, rest, 0), m), s);
      const g = f32x4.mul(
        loadPart(dy + i, rest, 0),
        loadPart(gamma + i, rest, 0),
      );
      sumG = f32x4.add(sumG, g);
      sumGH = mulAdd(g, h, sumGH);
    }
    const meanG = f32x4.splat(sumLanes(sumG) / <f32>columns);
    const meanGH = f32x4.splat(sumLanes(sumGH) / <f32>columns);
    for (i = 0; i < whole; i += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + i), m), s);
      const g = f32x4.mul(v128.load(dy + i), v128.load(gamma + i));
      const d = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(h, meanGH));
      v128.store(dx + i, f32x4.mul(s, d));
    }
    if (rest) {
      const h = f32x4.mul(f32x4.sub(loadPart(x + i, rest, 0), m), s);
      const g = f32x4.mul(
        loadPart(dy + i, rest, 0),
        loadPart(gamma + i, rest, 0),
      );
      const d = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(h, meanGH));
      storePart(dx + i, f32x4.mul(s, d), rest);
    }
  }
}
