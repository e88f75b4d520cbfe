/** The global gradient norm and AdamW. */

import { constant, dim, operand, pieces, sharedScratch, taskEnd } from "./step";
import { dot, loadPart, mulAdd, storePart } from "./vector";

/** Elements of one partial sum of squares: part of the result's definition. */
const block: usize = 8192;
const elements: usize = 8192;

export function sumSquaresTasks(step: usize): u32 {
  return pieces(dim(step, 0), block);
}

/** Bytes for one float64 a block. */
export function sumSquaresScratch(step: usize): u32 {
  return sumSquaresTasks(step) << 3;
}

export function sumSquaresOfBlock(step: usize, task: usize): void {
  const n = taskEnd(task, block, dim(step, 0)) - task * block;
  const x = operand(step, 0) + ((task * block) << 2);
  store<f64>(sharedScratch(step) + (task << 3), <f64>dot(x, x, n));
}

export function sumSquaresTotal(step: usize): void {
  const blocks = sumSquaresTasks(step), at = sharedScratch(step);
  let total: f64 = 0;
  for (let i: usize = 0; i < blocks; i++) total += load<f64>(at + (i << 3));
  store<f32>(operand(step, 1), <f32>total);
}

export function adamwTasks(step: usize): u32 {
  return pieces(dim(step, 0), elements);
}

// What is the same for every element of a step. Each thread has its own.
let beta1: v128 = f32x4.splat(0);
let beta2: v128 = f32x4.splat(0);
let rest1: v128 = f32x4.splat(0);
let rest2: v128 = f32x4.splat(0);
let epsilon: v128 = f32x4.splat(0);
let scale: v128 = f32x4.splat(0);
let rate: v128 = f32x4.splat(0);
let correction1: v128 = f32x4.splat(0);
let correction2: v128 = f32x4.splat(0);

export function adamw(step: usize, task: usize): void {
  const schedule = operand(step, 6);
  const norm = sqrt<f64>(<f64>load<f32>(operand(step, 5)));
  const clip = <f64>load<f32>(schedule, 12);
  beta1 = f32x4.splat(<f32>constant(step, 0));
  beta2 = f32x4.splat(<f32>constant(step, 1));
  rest1 = f32x4.splat(<f32>(1 - constant(step, 0)));
  rest2 = f32x4.splat(<f32>(1 - constant(step, 1)));
  epsilon = f32x4.splat(<f32>constant(step, 2));
  scale = f32x4.splat(<f32>min<f64>(1, clip / (norm + 1e-6)));
  rate = v128.load_splat<f32>(schedule);
  correction1 = v128.load_splat<f32>(schedule, 4);
  correction2 = v128.load_splat<f32>(schedule, 8);
  const p = operand(step, 0), g = operand(step, 1), m = operand(step, 2);
  const v = operand(step, 3), d = operand(step, 4);
  let i = (task * elements) << 2;
  const end = taskEnd(task, elements, dim(step, 0)) << 2;
  for (; i + 16 <= end; i += 16) {
    const gradient = f32x4.mul(v128.load(g + i), scale);
    const first = nextFirst(v128.load(m + i), gradient);
    const second = nextSecond(v128.load(v + i), gradient);
    v128.store(m + i, first);
    v128.store(v + i, second);
    const now = v128.load(p + i);
    v128.store(p + i, moved(now, v128.load(d + i), first, second));
  }
  if (i < end) {
    const rest = (end - i) >> 2;
    const gradient = f32x4.mul(loadPart(g + i, rest, 0), scale);
    const first = nextFirst(loadPart(m + i, rest, 0), gradient);
    const second = nextSecond(loadPart(v + i, rest, 0), gradient);
    storePart(m + i, first, rest);
    storePart(v + i, second, rest);
    const now = loadPart(p + i, rest, 0), decay = loadPart(d + i, rest, 0);
    storePart(p + i, moved(now, decay, first, second), rest);
  }
}

// @ts-ignore: decorator
@inline
function nextFirst(first: v128, gradient: v128): v128 {
  return mulAdd(beta1, first, f32x4.mul(rest1, gradient));
}

// @ts-ignore: decorator
@inline
function nextSecond(second: v128, gradient: v128): v128 {
  return mulAdd(beta2, second, f32x4.mul(f32x4.mul(rest2, gradient), gradient));
}

// @ts-ignore: decorator
@inline
function moved(now: v128, decay: v128, first: v128, second: v128): v128 {
  const root = f32x4.sqrt(f32x4.div(second, correction2));
  const step = f32x4.div(
    f32x4.div(first, correction1),
    f32x4.add(root, epsilon),
  );
  return f32x4.sub(now, f32x4.mul(rate, mulAdd(decay, now, step)));
}
