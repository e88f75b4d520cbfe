/**
 * Bounds on the rounding errors of the attention kernels: see `mod.ts`.
 *
 * @module
 */

import type { Dims, Values } from "../../kernels/mod.ts";
import { type Accuracy, gamma } from "../accuracy.ts";
import type { Bounds, BoundsByName, Result } from "./bound.ts";

/** The queries' and keys' part of one batch and head, as functions. */
interface View {
  readonly time: number;
  readonly size: number;
  /** Index of element 0 of position t. */
  at(t: number): number;
}

/** Cuts an index of [batch, time, heads, size] into its row's view. */
function viewAt(dims: Dims, at: number): { view: View; t: number; d: number } {
  const { time, heads, size } = dims as Record<string, number>;
  const d = at % size!;
  const h = Math.floor(at / size!) % heads!;
  const t = Math.floor(at / (size! * heads!)) % time!;
  const b = Math.floor(at / (size! * heads! * time!));
  return {
    view: {
      time: time!,
      size: size!,
      at: (u) => ((b * time! + u) * heads! + h) * size!,
    },
    t,
    d,
  };
}

/** Remembers the last result: elements of a row follow each other. */
function remember<T>(make: (key: number) => T): (key: number) => T {
  let last = -1, value: T;
  return (key) => {
    if (key !== last) value = make(key);
    last = key;
    return value;
  };
}

function dots(a: Values, i: number, b: Values, j: number, size: number) {
  let sum = 0, magnitude = 0;
  for (let d = 0; d < size; d++) {
    const term = a[i + d]! * b[j + d]!;
    sum += term;
    magnitude += Math.abs(term);
  }
  return { sum, magnitude };
}

/** One row of scores: their values, their error, and their spread. */
function scoresOf(
  q: Values,
  i: number,
  k: Values,
  keyAt: (u: number) => number,
  count: number,
  size: number,
  scale: number,
  accuracy: Accuracy,
) {
  const scores = new Float64Array(count);
  let error = 0, top = -Infinity, bottom = Infinity;
  for (let u = 0; u < count; u++) {
    const { sum, magnitude } = dots(q, i, k, keyAt(u), size);
    scores[u] = scale * sum;
    error = Math.max(error, gamma(size + 3, accuracy) * scale * magnitude);
    top = Math.max(top, scores[u]!);
    bottom = Math.min(bottom, scores[u]!);
  }
  const spread = top - bottom;
  // The relative error of e^(score - top): the score's error twice over, the
  // subtraction's, the function's, and, where a device goes through the row in
  // pieces and moves the maximum along, a correction for each piece.
  const relative = 2 * error +
    accuracy.unit * (Math.abs(top) + spread) +
    accuracy.exp(spread) + count * (accuracy.exp(0) + accuracy.unit) +
    2 * accuracy.unit * spread;
  return { scores, error, top, relative };
}

/** Softmax times values: relative errors above and below, and the sums'. */
function weighted(
  row: ReturnType<typeof scoresOf>,
  values: Values,
  valueAt: (u: number) => number,
  accuracy: Accuracy,
) {
  let total = 0, sum = 0;
  row.scores.forEach((score, u) => {
    const weight = Math.exp(score - row.top);
    total += weight;
    sum += weight * Math.abs(values[valueAt(u)]!);
  });
  const count = row.scores.length;
  return (2 * row.relative + 2 * gamma(count + 2, accuracy) + accuracy.divide) *
      sum / total + accuracy.tiny;
}

function attention(result: Result): Bounds {
  const { before, after, dims, constants: [scale], accuracy } = result;
  const { q, k, v } = before;
  const { time, heads, size } = dims as Record<string, number>;
  const rowAt = remember((start) => {
    const { view, t } = viewAt(dims, start);
    return scoresOf(q!, start, k!, view.at, t + 1, size!, scale!, accuracy);
  });
  return {
    out: (at) => {
      const { view, d } = viewAt(dims, at);
      return weighted(rowAt(at - d), v!, (u) => view.at(u) + d, accuracy);
    },
    lse: (at) => {
      const t = at % time!, h = Math.floor(at / time!) % heads!;
      const b = Math.floor(at / (time! * heads!));
      const { relative, top } = rowAt(((b * time! + t) * heads! + h) * size!);
      const lse = after.lse![at]!;
      return relative + gamma(t + 2, accuracy) + accuracy.log(lse - top) +
        2 * accuracy.unit * (Math.abs(lse) + Math.abs(top));
    },
  };
}

function attentionCached(result: Result): Bounds {
  const { before, dims, constants: [scale], accuracy } = result;
  const { q, keys, values, cell } = before;
  const { slots, capacity, heads, size } = dims as Record<string, number>;
  return {
    out: (at) => {
      const d = at % size!, h = Math.floor(at / size!) % heads!;
      const own = cell![Math.floor(at / (size! * heads!))]!;
      if (own >= slots! * capacity!) return 0;
      const position = own % capacity!, first = own - position;
      const keyAt = (u: number) => ((first + u) * heads! + h) * size!;
      const row = scoresOf(
        q!,
        at - d,
        keys!,
        keyAt,
        position + 1,
        size!,
        scale!,
        accuracy,
      );
      return weighted(row, values!, (u) => keyAt(u) + d, accuracy);
    },
  };
}

/**
 * p[t, u] and g[t, u] = scale p (dout[t].v[u] - delta[t]) of the backward
 * kernels, as absolute values with their errors.
 */
function pair(result: Result, view: View, t: number, u: number) {
  const { before, dims, constants: [scale], accuracy } = result;
  const { q, k, v, dout, lse, delta } = before;
  const { time, heads, size } = dims as Record<string, number>;
  const i = view.at(t), j = view.at(u);
  const b = Math.floor(i / (time! * heads! * size!));
  const h = Math.floor(i / size!) % heads!;
  const row = (b * heads! + h) * time! + t;
  const score = dots(q!, i, k!, j, size!);
  const x = scale! * score.sum - lse![row]!;
  const p = Math.exp(x);
  const relative = gamma(size! + 3, accuracy) * scale! * score.magnitude +
    2 * accuracy.unit * Math.abs(lse![row]!) + accuracy.exp(x);
  const product = dots(dout!, i, v!, j, size!);
  const difference = Math.abs(product.sum - delta![row]!);
  const g = scale! * p * difference;
  const gError = g * (relative + 4 * accuracy.unit) +
    scale! * p * gamma(size! + 1, accuracy) * product.magnitude;
  return { p, pError: p * relative, g, gError };
}

function gradQuery(result: Result): Bounds {
  const { before: { k }, dims, accuracy } = result;
  const pairsAt = remember((start) => {
    const { view, t } = viewAt(dims, start);
    return Array.from({ length: t + 1 }, (_, u) => pair(result, view, t, u));
  });
  return {
    dq: (at) => {
      const { view, t, d } = viewAt(dims, at), pairs = pairsAt(at - d);
      let bound = accuracy.tiny;
      for (let u = 0; u <= t; u++) {
        const { g, gError } = pairs[u]!;
        bound += (gError + gamma(t + 3, accuracy) * g) *
          Math.abs(k![view.at(u) + d]!);
      }
      return bound;
    },
  };
}

function gradKeyValue(result: Result): Bounds {
  const { before: { q, dout }, dims, accuracy } = result;
  const pairsAt = remember((start) => {
    const { view, t: u } = viewAt(dims, start);
    return Array.from(
      { length: view.time - u },
      (_, i) => pair(result, view, u + i, u),
    );
  });
  const sum = (at: number, key: boolean) => {
    const { view, t: u, d } = viewAt(dims, at), pairs = pairsAt(at - d);
    const factor = gamma(view.time - u + 3, accuracy);
    let bound = accuracy.tiny;
    for (let t = u; t < view.time; t++) {
      const { p, pError, g, gError } = pairs[t - u]!;
      bound += key
        ? (gError + factor * g) * Math.abs(q![view.at(t) + d]!)
        : (pError + factor * p) * Math.abs(dout![view.at(t) + d]!);
    }
    return bound;
  };
  return { dk: (at) => sum(at, true), dv: (at) => sum(at, false) };
}

function gradDelta({ before, dims, accuracy }: Result): Bounds {
  const { time, heads, size } = dims as Record<string, number>;
  return {
    delta: (at) => {
      const t = at % time!, h = Math.floor(at / time!) % heads!;
      const b = Math.floor(at / (time! * heads!));
      const i = ((b * time! + t) * heads! + h) * size!;
      return gamma(size! + 1, accuracy) *
        dots(before.dout!, i, before.out!, i, size!).magnitude;
    },
  };
}

/** Bounds by the kernel's name. */
export const attentionBounds: BoundsByName = {
  attention,
  attention_cached: attentionCached,
  attention_grad_delta: gradDelta,
  attention_grad_query: gradQuery,
  attention_grad_key_value: gradKeyValue,
};
