/** Decoding with a cache of keys and values, one position at a time. */

import {
  constant,
  dim,
  operand,
  pieces,
  privateScratch,
  rowGrain,
  taskEnd,
} from "./step";
import { exp, log64 } from "./math";
import { sumExp } from "./classify";
import { dot, largest, mulAdd, storePart, sumLanes } from "./vector";

const elements: usize = 8192;

export function readToken(step: usize): void {
  const batch = dim(step, 0), capacity = dim(step, 1);
  const tokens = operand(step, 0), id = operand(step, 2), at = operand(step, 3);
  const position = load<u32>(operand(step, 1));
  for (let b: usize = 0; b < batch; b++) {
    // A position past the end is the caller's mistake; nothing may be read.
    const token = <usize>position < capacity
      ? load<u32>(tokens + ((b * capacity + position) << 2))
      : 0;
    store<u32>(id + (b << 2), token);
    store<u32>(at + (b << 2), position);
  }
}

export function appendTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 2), elements));
}

export function appendCache(step: usize, task: usize): void {
  const capacity = dim(step, 1), bytes = dim(step, 2) << 2;
  const grain = rowGrain(dim(step, 2), elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const position = <usize>load<u32>(operand(step, 1));
  if (position >= capacity) return;
  for (let b = task * grain; b < end; b++) {
    memory.copy(
      operand(step, 2) + (b * capacity + position) * bytes,
      operand(step, 0) + b * bytes,
      bytes,
    );
  }
}

/** (batch, head) pairs in one task. */
// @ts-ignore: decorator
@inline
function cachedGrain(step: usize): usize {
  return rowGrain(dim(step, 1) * dim(step, 3), 16384);
}

export function cachedTasks(step: usize): u32 {
  if (dim(step, 1) == 0) return 0;
  return pieces(dim(step, 0) * dim(step, 2), cachedGrain(step));
}

/** One row of scores, up to a whole vector. */
export function cachedScratch(step: usize): u32 {
  return <u32>((dim(step, 1) + 3) << 2);
}

export function attentionCached(step: usize, task: usize): void {
  const capacity = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = cachedGrain(step);
  const end = taskEnd(task, grain, dim(step, 0) * heads);
  const position = <usize>load<u32>(operand(step, 3));
  const count = min<usize>(position + 1, capacity);
  const scores = privateScratch(step), stride = (heads * size) << 2;
  const scale = <f32>constant(step, 0);
  for (let pair = task * grain; pair < end; pair++) {
    const b = pair / heads, h = pair % heads;
    const q = operand(step, 0) + ((pair * size) << 2);
    const cache = ((b * capacity * heads + h) * size) << 2;
    let key = operand(step, 1) + cache;
    for (let u: usize = 0; u < count; u++, key += stride) {
      store<f32>(scores + (u << 2), scale * dot(q, key, size));
    }
    const top = largest(scores, count);
    for (let u = count; u & 3; u++) store<f32>(scores + (u << 2), -Infinity);
    let total = f32x4.splat(0);
    for (let u: usize = 0; u < count; u += 4) {
      const p = exp(f32x4.sub(v128.load(scores + (u << 2)), f32x4.splat(top)));
      v128.store(scores + (u << 2), p);
      total = f32x4.add(total, p);
    }
    const share = f32x4.splat(1 / sumLanes(total));
    const out = operand(step, 4) + ((pair * size) << 2);
    for (let d: usize = 0; d < size; d += 4) {
      let s = f32x4.splat(0), at = operand(step, 2) + cache + (d << 2);
      for (let u: usize = 0; u < count; u++, at += stride) {
        s = mulAdd(v128.load_splat<f32>(scores + (u << 2)), v128.load(at), s);
      }
      s = f32x4.mul(s, share);
      if (size - d >= 4) v128.store(out + (d << 2), s);
      else storePart(out + (d << 2), s, size - d);
    }
  }
}

/** Philox4x32-10's first word as a number in [0, 1) with 24 bits. */
export function drawUniform(
  position: u32,
  sequence: u32,
  k0: u32,
  k1: u32,
): f32 {
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
  if (dim(step, 1) == 0) return 0;
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
}

/** One row of weights. */
export function sampleScratch(step: usize): u32 {
  return <u32>((dim(step, 1) + 3) << 2);
}

export function sampleToken(step: usize, task: usize): void {
  const vocabulary = dim(step, 1), capacity = dim(step, 2);
  const grain = rowGrain(vocabulary, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const next = load<u32>(operand(step, 1)) + 1;
  if (<usize>next >= capacity) return;
  for (let b = task * grain; b < end; b++) {
    const prompt = load<u32>(operand(step, 2) + (b << 2));
    if (next < prompt) continue;
    const i = (b * capacity + next) << 2;
    const token = operand(step, 5) + i, logProbability = operand(step, 6) + i;
    const previous = load<u32>(token - 4), pad = <u32>dim(step, 4);
    if (next > prompt && (previous == <u32>dim(step, 3) || previous == pad)) {
      store<u32>(token, pad);
      store<f32>(logProbability, 0);
      continue;
    }
    const row = operand(step, 0) + ((b * vocabulary) << 2);
    const chosen = choose(step, row, vocabulary, pad, next, <u32>b);
    const top = largest(row, vocabulary);
    const total = log64(<f64>sumExp(row, vocabulary, top));
    const logit = <f64>load<f32>(row + (<usize>chosen << 2));
    store<u32>(token, chosen);
    store<f32>(logProbability, <f32>(logit - <f64>top - total));
  }
}

function choose(
  step: usize,
  row: usize,
  vocabulary: usize,
  pad: u32,
  next: u32,
  b: u32,
): u32 {
  const temperature = load<f32>(operand(step, 3));
  if (!(temperature > 0)) return greedy(row, vocabulary, pad);
  const weights = privateScratch(step), seed = operand(step, 4);
  const top = f32x4.splat(largest(row, vocabulary));
  const t = f32x4.splat(temperature);
  // Reads past the row's end, if its length is no multiple of four, reach into
  // what follows in memory; those weights are not used.
  for (let i: usize = 0; i < vocabulary << 2; i += 16) {
    const x = f32x4.div(f32x4.sub(v128.load(row + i), top), t);
    v128.store(weights + i, exp(x));
  }
  if (<usize>pad < vocabulary) store<f32>(weights + (<usize>pad << 2), 0);
  let total: f64 = 0;
  for (let v: usize = 0; v < vocabulary; v++) {
    total += <f64>load<f32>(weights + (v << 2));
  }
  const u = drawUniform(
    next,
    load<u32>(seed, 8) + b,
    load<u32>(seed),
    load<u32>(seed, 4),
  );
  const goal = <f64>u * total;
  let running: f64 = 0;
  for (let v: u32 = 0; v < <u32>vocabulary; v++) {
    running += <f64>load<f32>(weights + (<usize>v << 2));
    if (v != pad && running > goal) return v;
  }
  return lastBut(pad, <u32>vocabulary);
}

function lastBut(pad: u32, vocabulary: u32): u32 {
  const last = vocabulary - 1;
  return last == pad && last > 0 ? last - 1 : last;
}

function greedy(row: usize, vocabulary: usize, pad: u32): u32 {
  let best: u32 = pad == 0 && vocabulary > 1 ? 1 : 0;
  for (let v: u32 = best; v < <u32>vocabulary; v++) {
    if (v == pad) continue;
    if (load<f32>(row + (<usize>v << 2)) > load<f32>(row + (<usize>best << 2))) {
      best = v;
    }
  }
  return best;
}

export function advancePosition(step: usize): void {
  const position = operand(step, 0);
  store<u32>(position, load<u32>(position) + 1);
}
