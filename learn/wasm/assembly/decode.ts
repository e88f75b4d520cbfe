/** Generation with a cache of keys and values: see learn/kernels/decode.ts. */

import {
  bytesOf,
  constant,
  dim,
  operand,
  pieces,
  privateScratch,
  rowGrain,
  taskEnd,
} from "./step";
import { exp } from "./math";
import {
  largest,
  loadPart,
  mulAdd,
  storePart,
  sumLanes,
  sumOf4,
} from "./vector";

const elements: usize = 8192;

export function readToken(step: usize): void {
  const rows = dim(step, 0), slots = dim(step, 1), capacity = dim(step, 2);
  for (let r: usize = 0; r < rows; r++) {
    const s = <usize>load<u32>(operand(step, 2) + (r << 2));
    let id: u32 = 0, cell = slots * capacity, at: usize = 0;
    if (s < slots) {
      const p = <usize>load<u32>(operand(step, 1) + (s << 2));
      if (p < capacity) {
        cell = s * capacity + p;
        at = p;
        id = load<u32>(operand(step, 0) + (cell << 2));
      }
    }
    store<u32>(operand(step, 3) + (r << 2), id);
    store<u32>(operand(step, 4) + (r << 2), <u32>cell);
    store<u32>(operand(step, 5) + (r << 2), <u32>at);
  }
}

export function appendTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 2), elements));
}

export function appendCache(step: usize, task: usize): void {
  const cells = dim(step, 1), bytes = dim(step, 2) << 2;
  const grain = rowGrain(dim(step, 2), elements);
  const end = taskEnd(task, grain, dim(step, 0));
  for (let r = task * grain; r < end; r++) {
    const cell = <usize>load<u32>(operand(step, 1) + (r << 2));
    if (cell >= cells) continue;
    memory.copy(
      operand(step, 2) + cell * bytes,
      operand(step, 0) + r * bytes,
      bytes,
    );
  }
}

/** (row, head) pairs in one task. */
// @ts-ignore: decorator
@inline
function cachedGrain(step: usize): usize {
  return rowGrain(dim(step, 2) * dim(step, 4), 16384);
}

export function cachedTasks(step: usize): u32 {
  return pieces(dim(step, 0) * dim(step, 3), cachedGrain(step));
}

/** One row of scores, up to a whole vector. */
export function cachedScratch(step: usize): u32 {
  return bytesOf(dim(step, 2) / 4 + 1, 4);
}

export function attentionCached(step: usize, task: usize): void {
  const capacity = dim(step, 2), heads = dim(step, 3), size = dim(step, 4);
  const grain = cachedGrain(step), cells = dim(step, 1) * capacity;
  const end = taskEnd(task, grain, dim(step, 0) * heads);
  const scores = privateScratch(step), stride = (heads * size) << 2;
  const scale = <f32>constant(step, 0);
  for (let pair = task * grain; pair < end; pair++) {
    const r = pair / heads, h = pair % heads;
    const out = operand(step, 4) + ((pair * size) << 2);
    const cell = <usize>load<u32>(operand(step, 3) + (r << 2));
    if (cell >= cells) {
      memory.fill(out, 0, size << 2);
      continue;
    }
    const count = cell % capacity + 1;
    const first = (((cell + 1 - count) * heads + h) * size) << 2;
    const q = operand(step, 0) + ((pair * size) << 2);
    scoreKeys(q, operand(step, 1) + first, stride, count, size, scale, scores);
    const top = largest(scores, count);
    for (let u = count; u & 3; u++) store<f32>(scores + (u << 2), -Infinity);
    let total = f32x4.splat(0);
    for (let u: usize = 0; u < count; u += 4) {
      const p = exp(f32x4.sub(v128.load(scores + (u << 2)), f32x4.splat(top)));
      v128.store(scores + (u << 2), p);
      total = f32x4.add(total, p);
    }
    const share = f32x4.splat(1 / sumLanes(total));
    combine(scores, operand(step, 2) + first, stride, count, size, share, out);
  }
}

/** Four partial sums of `size` products, whose sum is the whole. */
// @ts-ignore: decorator
@inline
function partsOf(a: usize, b: usize, size: usize): v128 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  let d: usize = 0;
  for (; d + 16 <= size; d += 16) {
    const x = a + (d << 2), y = b + (d << 2);
    s0 = mulAdd(v128.load(x), v128.load(y), s0);
    s1 = mulAdd(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = mulAdd(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = mulAdd(v128.load(x, 48), v128.load(y, 48), s3);
  }
  for (; d + 4 <= size; d += 4) {
    s0 = mulAdd(v128.load(a + (d << 2)), v128.load(b + (d << 2)), s0);
  }
  if (d < size) {
    const x = loadPart(a + (d << 2), size - d, 0);
    s1 = mulAdd(x, loadPart(b + (d << 2), size - d, 0), s1);
  }
  return f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
}

/**
 * Scores of `count` keys, four at a time. What a score is does not depend on
 * which four: `sumOf4` adds in the order of `sumLanes`.
 */
function scoreKeys(
  q: usize,
  key: usize,
  stride: usize,
  count: usize,
  size: usize,
  scale: f32,
  scores: usize,
): void {
  let u: usize = 0;
  for (; u + 4 <= count; u += 4, key += stride << 2) {
    const sums = sumOf4(
      partsOf(q, key, size),
      partsOf(q, key + stride, size),
      partsOf(q, key + 2 * stride, size),
      partsOf(q, key + 3 * stride, size),
    );
    v128.store(scores + (u << 2), f32x4.mul(f32x4.splat(scale), sums));
  }
  for (; u < count; u++, key += stride) {
    store<f32>(scores + (u << 2), scale * sumLanes(partsOf(q, key, size)));
  }
}

/** out = share sum over u of weights[u] values[u], in the order of u. */
function combine(
  weights: usize,
  values: usize,
  stride: usize,
  count: usize,
  size: usize,
  share: v128,
  out: usize,
): void {
  const stop = weights + (count << 2);
  let d: usize = 0;
  for (; d + 16 <= size; d += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let at = values + (d << 2);
    for (let w = weights; w < stop; w += 4, at += stride) {
      const x = v128.load_splat<f32>(w);
      s0 = mulAdd(x, v128.load(at), s0);
      s1 = mulAdd(x, v128.load(at, 16), s1);
      s2 = mulAdd(x, v128.load(at, 32), s2);
      s3 = mulAdd(x, v128.load(at, 48), s3);
    }
    const to = out + (d << 2);
    v128.store(to, f32x4.mul(s0, share));
    v128.store(to, f32x4.mul(s1, share), 16);
    v128.store(to, f32x4.mul(s2, share), 32);
    v128.store(to, f32x4.mul(s3, share), 48);
  }
  for (; d + 8 <= size; d += 8) {
    let s0 = f32x4.splat(0), s1 = s0, at = values + (d << 2);
    for (let w = weights; w < stop; w += 4, at += stride) {
      const x = v128.load_splat<f32>(w);
      s0 = mulAdd(x, v128.load(at), s0);
      s1 = mulAdd(x, v128.load(at, 16), s1);
    }
    v128.store(out + (d << 2), f32x4.mul(s0, share));
    v128.store(out + (d << 2), f32x4.mul(s1, share), 16);
  }
  for (; d < size; d += 4) {
    let s = f32x4.splat(0), at = values + (d << 2);
    for (let w = weights; w < stop; w += 4, at += stride) {
      s = mulAdd(v128.load_splat<f32>(w), v128.load(at), s);
    }
    s = f32x4.mul(s, share);
    if (size - d >= 4) v128.store(out + (d << 2), s);
    else storePart(out + (d << 2), s, size - d);
  }
}

export function advancePosition(step: usize): void {
  const position = operand(step, 0);
  store<u32>(position, load<u32>(position) + 1);
}
