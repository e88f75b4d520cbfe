/** The sampler: see learn/kernels/sample.ts. */

import {
  bytesOf,
  dim,
  operand,
  pieces,
  privateScratch,
  rowGrain,
  taskEnd,
} from "./step";
import { exp, log64 } from "./math";
import { sumExp } from "./classify";
import { truncate } from "./truncate";
import { largest } from "./vector";

const elements: usize = 8192;

/** Philox4x32-10's first word as a number in [0, 1) with 24 bits. */
function drawUniform(position: u32, sequence: u32, k0: u32, k1: u32): f32 {
  let c0 = position, c1 = sequence, c2: u32 = 0, c3: u32 = 0;
  for (let round = 0; round < 10; round++) {
    const a = <u64>c0 * 0xd2511f53, b = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(b >> 32) ^ c1 ^ k0;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ k1;
    c3 = <u32>a;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  return <f32>(c0 >> 8) / 16777216;
}

export function sampleTasks(step: usize): u32 {
  if (dim(step, 2) == 0) return 0;
  return pieces(dim(step, 0), rowGrain(dim(step, 2), elements));
}

/** One row of weights and one of what orders them, up to whole vectors. */
export function sampleScratch(step: usize): u32 {
  return bytesOf(dim(step, 2) / 4 + 1, 8);
}

export function sampleToken(step: usize, task: usize): void {
  const slots = dim(step, 1), vocabulary = dim(step, 2);
  const capacity = dim(step, 3), grain = rowGrain(vocabulary, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  for (let r = task * grain; r < end; r++) {
    const cell = <usize>load<u32>(operand(step, 1) + (r << 2));
    if (cell >= slots * capacity) continue;
    const next = cell % capacity + 1;
    if (next >= capacity) continue;
    const s = cell / capacity, to = (cell + 1) << 2;
    const row = operand(step, 0) + ((r * vocabulary) << 2);
    const position = operand(step, 5) + (s << 2);
    const top = largest(row, vocabulary), pad = <u32>dim(step, 5);
    // A NaN or an Infinity among the logits makes this sum NaN.
    const sum = sumExp(row, vocabulary, top);
    const best = greedy(row, vocabulary, pad);
    const greatest = load<f32>(row + (<usize>best << 2));
    if (!(sum >= 1) || !(greatest > -Infinity)) {
      store<u32>(position, 0xffffffff);
      continue;
    }
    const warm = load<f32>(operand(step, 3)) > 0;
    const chosen = warm
      ? choose(step, row, vocabulary, pad, <u32>next, s, greatest)
      : best;
    const logit = <f64>load<f32>(row + (<usize>chosen << 2));
    store<u32>(operand(step, 6) + to, chosen);
    store<f32>(
      operand(step, 7) + to,
      <f32>(logit - <f64>top - log64(<f64>sum)),
    );
    const over = chosen == <u32>dim(step, 4) || next + 1 == capacity;
    store<u32>(position, <u32>(over ? capacity : next));
  }
}

function choose(
  step: usize,
  row: usize,
  vocabulary: usize,
  pad: u32,
  next: u32,
  s: usize,
  greatest: f32,
): u32 {
  const weights = privateScratch(step), bytes = vocabulary << 2;
  const top = f32x4.splat(greatest);
  const t = f32x4.splat(load<f32>(operand(step, 3)));
  // Reads past the row's end, if its length is no multiple of four, reach into
  // what follows in memory; those weights are set to 0.
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = f32x4.div(f32x4.sub(v128.load(row + i), top), t);
    v128.store(weights + i, exp(x));
  }
  for (let v = vocabulary; v & 3; v++) store<f32>(weights + (v << 2), 0);
  if (<usize>pad < vocabulary) store<f32>(weights + (<usize>pad << 2), 0);
  const draw = operand(step, 2);
  if (dim(step, 6)) {
    const topK = <usize>load<u32>(draw, 8);
    const topP = load<f32>(operand(step, 3), 4);
    const keys = weights + (((vocabulary + 3) & ~3) << 2);
    truncate(row, weights, keys, vocabulary, pad, topK, topP);
  }
  let total: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 4) total += <f64>load<f32>(weights + i);
  const sequence = load<u32>(operand(step, 4) + (s << 2));
  const u = drawUniform(next, sequence, load<u32>(draw), load<u32>(draw, 4));
  const goal = <f64>u * total;
  let running: f64 = 0;
  for (let v: usize = 0; v < vocabulary; v++) {
    running += <f64>load<f32>(weights + (v << 2));
    if (running > goal) return <u32>v;
  }
  // Never reached: u < 1, and the running sum ends at the total.
  return 0;
}

/** The candidate of the greatest logit: the lowest id of equals. */
function greedy(row: usize, vocabulary: usize, pad: u32): u32 {
  let best: u32 = pad == 0 && vocabulary > 1 ? 1 : 0;
  let greatest = load<f32>(row + (<usize>best << 2));
  for (let v: u32 = best; v < <u32>vocabulary; v++) {
    const x = load<f32>(row + (<usize>v << 2));
    if (x > greatest && v != pad) {
      best = v;
      greatest = x;
    }
  }
  return best;
}
