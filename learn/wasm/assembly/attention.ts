/**
 * Causal attention, four queries at a time. Long sequences go through their
 * keys in tiles with a running maximum and sum (Milakov and Gimelshein, arXiv
 * 1805.02867; Dao, arXiv 2307.08691).
 */

import { maskBlock, transpose } from "./attention_blocks";
import { combine } from "./attention_combine";
import { products } from "./attention_products";
import {
  acrossOf,
  block,
  blocksOf,
  copyBytes,
  grainOf,
  headAt,
  tile,
  unitsOf,
} from "./attention_shape";
import { one } from "./constants";
import { expNormal, logOf } from "./math";
import { constant, dim, operand, privateScratch, taskEnd } from "./step";
import {
  lane0,
  lane1,
  lane2,
  lane3,
  largestOf4,
  mulAdd,
  storePart,
  sumOf4,
} from "./vector";

/** The largest score of each of four rows of `width` bytes. */
// @ts-ignore: decorator
@inline
function topsOf(scores: usize, across: usize, width: usize): v128 {
  const r1 = scores + across, r2 = scores + 2 * across;
  const r3 = scores + 3 * across;
  let a = v128.load(scores), b = v128.load(r1), c = v128.load(r2);
  let d = v128.load(r3);
  for (let u: usize = 16; u < width; u += 16) {
    a = f32x4.pmax(a, v128.load(scores + u));
    b = f32x4.pmax(b, v128.load(r1 + u));
    c = f32x4.pmax(c, v128.load(r2 + u));
    d = f32x4.pmax(d, v128.load(r3 + u));
  }
  return largestOf4(a, b, c, d);
}

/** Replaces what is at `at` by e^(it - top), and gives that. */
// @ts-ignore: decorator
@inline
function expAt(at: usize, top: v128): v128 {
  const p = expNormal(f32x4.sub(v128.load(at), top));
  v128.store(at, p);
  return p;
}

/** Replaces four rows' scores by e^(score - top). It gives the rows' sums. */
// @ts-ignore: decorator
@inline
function expRows(
  scores: usize,
  across: usize,
  width: usize,
  tops: v128,
): v128 {
  const r1 = scores + across, r2 = scores + 2 * across;
  const r3 = scores + 3 * across;
  const t0 = lane0(tops), t1 = lane1(tops), t2 = lane2(tops), t3 = lane3(tops);
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (let u: usize = 0; u < width; u += 16) {
    a = f32x4.add(a, expAt(scores + u, t0));
    b = f32x4.add(b, expAt(r1 + u, t1));
    c = f32x4.add(c, expAt(r2 + u, t2));
    d = f32x4.add(d, expAt(r3 + u, t3));
  }
  return sumOf4(a, b, c, d);
}

export function attention(step: usize, task: usize): void {
  const time = dim(step, 1), blocks = blocksOf(step);
  const grain = grainOf(step), end = taskEnd(task, grain, unitsOf(step));
  for (let unit = task * grain; unit < end; unit++) {
    const begin = (unit % blocks) * block;
    attendBlock(step, unit / blocks, begin, min<usize>(begin + block, time));
  }
}

/** The queries from `begin` to `end` of one batch and head. */
function attendBlock(step: usize, pair: usize, begin: usize, end: usize): void {
  const time = dim(step, 1), size = dim(step, 3);
  const stride = (dim(step, 2) * size) << 2, across = acrossOf(step);
  const scale = <f32>constant(step, 0);
  const keys = privateScratch(step), scores = keys + copyBytes(step);
  const shares = scores + across * 4, state = shares + 16;
  const at = headAt(step, pair);
  const q = operand(step, 0) + at, k = operand(step, 1) + at;
  const out = operand(step, 3) + at;
  const lse = operand(step, 4) + ((pair * time) << 2);
  for (let first: usize = 0; first < end; first += tile) {
    const count = min<usize>(tile, end - first);
    const v = operand(step, 2) + at + first * stride;
    transpose(k + first * stride, stride, count, size, keys, across);
    for (let t = begin; t < end; t += 4) {
      const rows = min<usize>(4, end - t), from = t * stride;
      // A tile that holds the queries themselves is their last.
      const last = t < first + tile;
      const seen = last ? t + 4 - first : count;
      products(
        q + from, stride, rows - 1, keys, across, size, 0, seen, scale, scores,
      );
      if (last) maskBlock(scores + ((t - first) << 2), across, false);
      const kept = state + ((t - begin) << 3);
      let tops = topsOf(scores, across, seen << 2);
      if (first > 0) {
        const before = v128.load(kept);
        tops = f32x4.pmax(tops, before);
        v128.store(shares, expNormal(f32x4.sub(before, tops)));
      }
      let sums = expRows(scores, across, seen << 2, tops);
      if (first > 0) {
        sums = mulAdd(v128.load(kept, 16), v128.load(shares), sums);
      }
      v128.store(kept, tops);
      v128.store(kept, sums, 16);
      if (last) {
        const sum = f32x4.add(tops, logOf(sums)), to = lse + (t << 2);
        if (rows == 4) v128.store(to, sum);
        else storePart(to, sum, rows);
      }
      combine(
        scores, across, 0, min<usize>(seen, end - first), v, stride, size,
        out + from, rows, first == 0, shares,
        last ? f32x4.div(one(), sums) : one(),
      );
    }
  }
}
