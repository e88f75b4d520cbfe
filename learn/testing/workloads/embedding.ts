/**
 * Workloads of looking rows up and adding to them.
 *
 * @module
 */

import { forward, type Workload, type Workloads } from "./workload.ts";

/** rows, columns, entries. */
const shapes = [
  [1, 1, 1],
  [5, 3, 2],
  [100, 64, 72],
  [31, 17, 200],
  [700, 5, 3],
  // Buckets longer than a segment of a device's sums, and empty ones.
  [1500, 8, 2],
  [300, 4, 70_000],
];

const gather: Workload = {
  shapes,
  fill: (random, { rows, entries }) => ({
    index: random.ids(rows!, 0, entries!),
  }),
  polynomial: true,
};

/** Workloads by the kernel's name. */
export const embeddingWorkloads: Workloads = {
  gather_rows: gather,
  gather_rows_grad: {
    ...gather,
    fill(random, dims) {
      const index = random.ids(dims.rows!, 0, dims.entries!);
      const { order, starts } = forward("bucket_rows", { index }, dims);
      return { order: order!, starts: starts! };
    },
  },
  bucket_rows: {
    shapes: [
      ...shapes.map(([rows, , entries]) => [rows!, entries!]),
      // One to three digits, at their borders.
      [3000, 255],
      [3000, 256],
      [700, 65_535],
      [700, 65_536],
    ],
    // Some are no entry: they must do no harm.
    fill: (random, { rows, entries }) => ({
      index: random.ids(rows!, 0, entries! + Math.ceil(entries! / 8)),
    }),
  },
};
