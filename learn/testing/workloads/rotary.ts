/**
 * Workloads of splitting queries, keys and values and turning them.
 *
 * @module
 */

import type { Workload, Workloads } from "./workload.ts";

/** rows, heads, size, half, positions. */
const heads = [
  [1, 1, 2, 1, 1],
  [5, 2, 7, 2, 9],
  [44, 4, 16, 2, 22],
  [3, 3, 8, 4, 5],
  [2, 1, 5, 0, 3],
];

const rotary: Workload = {
  shapes: heads,
  fill: (random, { rows, positions }) => ({
    position: random.ids(rows!, 0, positions!),
  }),
  polynomial: true,
  ragged: { size: [1, 70] },
  mend: (dims) => ({ ...dims, half: Math.min(dims.half!, dims.size! >> 1) }),
};

/** Workloads by the kernel's name. */
export const rotaryWorkloads: Workloads = {
  split_rotary: rotary,
  split_rotary_grad: rotary,
};
