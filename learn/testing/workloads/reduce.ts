/**
 * Workloads of sums over rows, columns and all elements, and of what is spread
 * over them.
 *
 * @module
 */

import { lengths, tables, type Workloads } from "./workload.ts";

/** Workloads by the kernel's name. */
export const reduceWorkloads: Workloads = {
  add_row: { shapes: tables, polynomial: true },
  row_sum: { shapes: tables, polynomial: true },
  row_dot: { shapes: tables, polynomial: true },
  column_sum: { shapes: tables, polynomial: true },
  broadcast_column: { shapes: tables, polynomial: true },
  scale_rows: { shapes: tables, polynomial: true },
  sum_squares: { shapes: [...lengths, [100_003], [300_000]], polynomial: true },
};
