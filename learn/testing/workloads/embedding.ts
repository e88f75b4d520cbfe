/**
 * Workloads of looking rows up and adding to them.
 *
 * @module
 */

import type { Workload, Workloads } from "./workload.ts";

const gather: Workload = {
  shapes: [
    [1, 1, 1],
    [5, 3, 2],
    [100, 64, 72],
    [31, 17, 200],
    [700, 5, 3],
  ],
  fill: (random, { rows, entries }) => ({
    index: random.ids(rows!, 0, entries!),
  }),
  polynomial: true,
};

/** Workloads by the kernel's name. */
export const embeddingWorkloads: Workloads = {
  gather_rows: gather,
  gather_rows_grad: gather,
};
