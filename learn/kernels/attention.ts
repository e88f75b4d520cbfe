/**
 * Causal attention without the matrix of probabilities: the forward pass keeps
 * the log of each row's sum of exponentials, and the backward pass computes the
 * probabilities again from it (Dao, arXiv 2307.08691). Query and key/value
 * gradients are separate kernels with one writer for each element, so that no
 * device needs atomics and sums have one order.
 *
 * q, k, v, out are [batch, time, heads, size]; lse and delta are
 * [batch, heads, time]. Sequences are padded on the right: a real position
 * never sees a padded one, and what padded positions compute is ignored. It has
 * to be finite all the same, since a device may multiply it by a weight of 0.
 *
 * @module
 */

import { type Kernel, read, size, type Values, write } from "./kernel.ts";

const tensor = size("batch", "time", "heads", "size");
const rowwise = size("batch", "heads", "time");
const dims = ["batch", "time", "heads", "size"] as const;

type Shape = Record<"batch" | "time" | "heads" | "size", number>;

/** Index of element 0 of (batch b, time t, head h). */
const at = (s: Shape, b: number, t: number, h: number) =>
  ((b * s.time + t) * s.heads + h) * s.size;

function dot(a: Values, i: number, b: Values, j: number, size: number) {
  let sum = 0;
  for (let d = 0; d < size; d++) sum += a[i + d]! * b[j + d]!;
  return sum;
}

/** Calls `visit` for each batch, head and query position. */
function forRows(
  s: Shape,
  visit: (b: number, h: number, t: number, row: number) => void,
) {
  for (let b = 0; b < s.batch; b++) {
    for (let h = 0; h < s.heads; h++) {
      for (let t = 0; t < s.time; t++) {
        visit(b, h, t, (b * s.heads + h) * s.time + t);
      }
    }
  }
}

/**
 * Softmax over earlier and own positions, times v.
 *
 * Error: that of the scores (gamma(size + 3) of their terms, twice) and of e^x,
 * relative to the weights, and gamma(time + 2) for the sums, all times sum p
 * |v|; lse the same, absolute.
 */
export const attention: Kernel = {
  name: "attention",
  doc: "out[t] = sum_{u <= t} softmax_u(scale q[t].k[u]) v[u]; " +
    "lse[t] = log sum_{u <= t} e^(scale q[t].k[u])",
  operands: [
    read("q", tensor),
    read("k", tensor),
    read("v", tensor),
    write("out", tensor),
    write("lse", rowwise),
  ],
  dims,
  constants: ["scale"],
  flops: ({ batch, time, heads, size }) =>
    2 * batch! * heads! * time! * time! * size!,
  reference([q, k, v, out, lse], dims, [scale]) {
    const s = dims as Shape;
    forRows(s, (b, h, t, row) => {
      const i = at(s, b, t, h);
      const scores = [];
      for (let u = 0; u <= t; u++) {
        scores.push(scale! * dot(q!, i, k!, at(s, b, u, h), s.size));
      }
      const top = Math.max(...scores);
      const total = scores.reduce((sum, x) => sum + Math.exp(x - top), 0);
      lse![row] = top + Math.log(total);
      for (let d = 0; d < s.size; d++) {
        let sum = 0;
        scores.forEach((x, u) =>
          sum += Math.exp(x - lse![row]!) * v![at(s, b, u, h) + d]!
        );
        out![i + d] = sum;
      }
    });
  },
};

/**
 * `delta = dout . out`, one number a row: what the softmax's gradient needs.
 *
 * Error: gamma(size + 1) times the sum of |dout out|.
 */
export const attentionGradDelta: Kernel = {
  name: "attention_grad_delta",
  doc: "delta[b, h, t] = sum_d dout[b, t, h, d] out[b, t, h, d]",
  operands: [
    read("dout", tensor),
    read("out", tensor),
    write("delta", rowwise),
  ],
  dims,
  constants: [],
  flops: ({ batch, time, heads, size }) => 2 * batch! * heads! * time! * size!,
  reference([dout, out, delta], dims) {
    const s = dims as Shape;
    forRows(s, (b, h, t, row) => {
      const i = at(s, b, t, h);
      delta![row] = dot(dout!, i, out!, i, s.size);
    });
  },
};

/**
 * The gradient of q.
 *
 * Error: of each p, that of its score and of e^x; of each difference,
 * gamma(size + 1) of its terms; and gamma(time + 3) for the sum over u.
 */
export const attentionGradQuery: Kernel = {
  name: "attention_grad_query",
  doc: "p[t, u] = e^(scale q[t].k[u] - lse[t]); " +
    "dq[t] = scale sum_{u <= t} p[t, u] (dout[t].v[u] - delta[t]) k[u]",
  operands: [
    read("q", tensor),
    read("k", tensor),
    read("v", tensor),
    read("dout", tensor),
    read("lse", rowwise),
    read("delta", rowwise),
    write("dq", tensor),
  ],
  dims,
  constants: ["scale"],
  flops: ({ batch, time, heads, size }) =>
    3 * batch! * heads! * time! * time! * size!,
  reference([q, k, v, dout, lse, delta, dq], dims, [scale]) {
    const s = dims as Shape;
    dq!.fill(0);
    forRows(s, (b, h, t, row) => {
      const i = at(s, b, t, h);
      for (let u = 0; u <= t; u++) {
        const j = at(s, b, u, h);
        const p = Math.exp(scale! * dot(q!, i, k!, j, s.size) - lse![row]!);
        const g = p * (dot(dout!, i, v!, j, s.size) - delta![row]!) * scale!;
        for (let d = 0; d < s.size; d++) dq![i + d]! += g * k![j + d]!;
      }
    });
  },
};

/**
 * The gradients of k and v.
 *
 * Error: as of the query's gradient, summed over t.
 */
export const attentionGradKeyValue: Kernel = {
  name: "attention_grad_key_value",
  doc: "dk[u] = scale sum_{t >= u} p[t, u] (dout[t].v[u] - delta[t]) q[t]; " +
    "dv[u] = sum_{t >= u} p[t, u] dout[t]",
  operands: [
    read("q", tensor),
    read("k", tensor),
    read("v", tensor),
    read("dout", tensor),
    read("lse", rowwise),
    read("delta", rowwise),
    write("dk", tensor),
    write("dv", tensor),
  ],
  dims,
  constants: ["scale"],
  flops: ({ batch, time, heads, size }) =>
    4 * batch! * heads! * time! * time! * size!,
  reference([q, k, v, dout, lse, delta, dk, dv], dims, [scale]) {
    const s = dims as Shape;
    dk!.fill(0);
    dv!.fill(0);
    forRows(s, (b, h, t, row) => {
      const i = at(s, b, t, h);
      for (let u = 0; u <= t; u++) {
        const j = at(s, b, u, h);
        const p = Math.exp(scale! * dot(q!, i, k!, j, s.size) - lse![row]!);
        const g = p * (dot(dout!, i, v!, j, s.size) - delta![row]!) * scale!;
        for (let d = 0; d < s.size; d++) {
          dk![j + d]! += g * q![i + d]!;
          dv![j + d]! += p * dout![i + d]!;
        }
      }
    });
  },
};
