/**
 * Attention as operations: splitting the packed projection, and causal
 * attention.
 *
 * @module
 */

import * as kernel from "../kernels/attention.ts";
import { splitRotary, splitRotaryGrad } from "../kernels/rotary.ts";
import { rowsOf, type Tensor } from "./graph.ts";

/** What turning by position needs. */
export interface Rotary {
  /** Each row's position, uint32. */
  readonly position: Tensor;
  /** Tables [positions, half]. */
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/** Unpacks query, key and value, each [rows, heads, size], turned. */
export function splitHeads(
  packed: Tensor,
  heads: number,
  rotary: Rotary,
): { q: Tensor; k: Tensor; v: Tensor } {
  const rows = rowsOf(packed);
  const size = packed.shape[packed.shape.length - 1]! / 3 / heads;
  const { position, cos, sin } = rotary;
  const dims = {
    rows,
    heads,
    size,
    half: cos.shape[1]!,
    positions: cos.shape[0]!,
  };
  const shape = [rows, heads, size];
  const [q, k, v] = packed.graph.record(
    splitRotary,
    [packed, position, cos, sin],
    [shape, shape, shape],
    dims,
    [],
    ([dq, dk, dv]) => {
      if (!dq || !dk || !dv) {
        throw new Error("Query, key and value must all reach the loss");
      }
      return packed.graph.record(
        splitRotaryGrad,
        [dq, dk, dv, position, cos, sin],
        [packed.shape],
        dims,
      );
    },
  );
  return { q: q!, k: k!, v: v! };
}

/**
 * Causal attention over sequences of `time` positions.
 *
 * @param q Shape [batch time, heads, size]; so are k and v.
 * @returns A tensor of shape [batch time, heads size].
 */
export function attend(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  batch: number,
  time: number,
): Tensor {
  const [, heads, size] = q.shape as [number, number, number];
  const dims = { batch, time, heads, size };
  const constants = [1 / Math.sqrt(size)];
  const shape = [batch * time, heads * size];
  const rowwise = [batch, heads, time];
  const graph = q.graph;
  const [out, lse] = graph.record(
    kernel.attention,
    [q, k, v],
    [shape, rowwise],
    dims,
    constants,
    ([dout]) => {
      if (!dout) return [undefined, undefined, undefined];
      const [delta] = graph.record(
        kernel.attentionGradDelta,
        [dout, out!],
        [rowwise],
        dims,
      );
      const saved = [q, k, v, dout, lse!, delta!];
      const [dq] = graph.record(
        kernel.attentionGradQuery,
        saved,
        [q.shape],
        dims,
        constants,
      );
      const [dk, dv] = graph.record(
        kernel.attentionGradKeyValue,
        saved,
        [k.shape, v.shape],
        dims,
        constants,
      );
      return [dq, dk, dv];
    },
  );
  return out!;
}
