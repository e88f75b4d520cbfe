/** The log-probability of given tokens, and its gradient. */

import { dim, operand, pieces, rowGrain, taskEnd } from "./step";
import { expNormal, log64 } from "./math";
import { largest, loadPart, storePart, sumLanes } from "./vector";

const elements: usize = 8192;

export function classifyTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
}

/** The sum of e^(x - top) over `count` floats. */
export function sumExp(at: usize, count: usize, top: f32): f32 {
  const t = f32x4.splat(top), end = at + (count << 2);
  let s0 = f32x4.splat(0), s1 = s0;
  for (; at + 32 <= end; at += 32) {
    s0 = f32x4.add(s0, expNormal(f32x4.sub(v128.load(at), t)));
    s1 = f32x4.add(s1, expNormal(f32x4.sub(v128.load(at, 16), t)));
  }
  if (at + 16 <= end) {
    s0 = f32x4.add(s0, expNormal(f32x4.sub(v128.load(at), t)));
    at += 16;
  }
  if (at < end) {
    const part = loadPart(at, (end - at) >> 2, -Infinity);
    s1 = f32x4.add(s1, expNormal(f32x4.sub(part, t)));
  }
  return sumLanes(f32x4.add(s0, s1));
}

export function tokenLogProbability(step: usize, task: usize): void {
  const vocabulary = dim(step, 1), grain = rowGrain(vocabulary, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const target = operand(step, 1);
  for (let r = task * grain; r < end; r++) {
    const row = operand(step, 0) + ((r * vocabulary) << 2);
    const top = largest(row, vocabulary);
    const total = sumExp(row, vocabulary, top);
    const lse = <f64>top + log64(<f64>total);
    // The host checks ids; here none may read outside the row.
    const id = min<usize>(
      <usize>load<u32>(target + (r << 2)),
      vocabulary - 1,
    );
    const logit = <f64>load<f32>(row + (id << 2));
    store<f32>(operand(step, 2) + (r << 2), <f32>(logit - lse));
    store<f32>(operand(step, 3) + (r << 2), <f32>lse);
  }
}

/**
 * The gradient of one row's logits, which may be written over them.
 *
 * @param dy The gradient of the row's log-probability.
 */
// @ts-ignore: decorator
@inline
function rowGrad(
  row: usize,
  to: usize,
  vocabulary: usize,
  id: usize,
  logSumExp: f32,
  dy: f32,
): void {
  const whole = (vocabulary & ~3) << 2, rest = vocabulary & 3;
  const lse = f32x4.splat(logSumExp), minus = f32x4.splat(-dy);
  // The target's logit is taken before anything is written over it.
  const i = min<usize>(id, vocabulary - 1) << 2;
  const x = f32x4.sub(v128.load_splat<f32>(row + i), lse);
  const p = f32x4.extract_lane(expNormal(x), 0);
  for (let i: usize = 0; i < whole; i += 16) {
    const p = expNormal(f32x4.sub(v128.load(row + i), lse));
    v128.store(to + i, f32x4.mul(minus, p));
  }
  if (rest) {
    const p = expNormal(f32x4.sub(loadPart(row + whole, rest, 0), lse));
    storePart(to + whole, f32x4.mul(minus, p), rest);
  }
  if (id < vocabulary) store<f32>(to + i, dy * (1 - p));
}

export function tokenLogProbabilityGrad(step: usize, task: usize): void {
  const vocabulary = dim(step, 1), grain = rowGrain(vocabulary, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  for (let r = task * grain; r < end; r++) {
    const at = (r * vocabulary) << 2;
    rowGrad(
      operand(step, 0) + at,
      operand(step, 4) + at,
      vocabulary,
      <usize>load<u32>(operand(step, 1) + (r << 2)),
      load<f32>(operand(step, 2) + (r << 2)),
      load<f32>(operand(step, 3) + (r << 2)),
    );
  }
}

export function tokenLogProbabilityGradInPlace(step: usize, task: usize): void {
  const vocabulary = dim(step, 1), grain = rowGrain(vocabulary, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  for (let r = task * grain; r < end; r++) {
    const row = operand(step, 0) + ((r * vocabulary) << 2);
    rowGrad(
      row,
      row,
      vocabulary,
      <usize>load<u32>(operand(step, 1) + (r << 2)),
      load<f32>(operand(step, 2) + (r << 2)),
      load<f32>(operand(step, 3) + (r << 2)),
    );
  }
}
