/**
 * What the kernels are tried on: shapes and operands for each kernel. Shapes
 * include single rows and columns, lengths that are no multiple of 4, 16 or 64,
 * and sizes that cross the borders of any likely tile.
 *
 * @module
 */

import { attentionWorkloads } from "./attention.ts";
import { classifyWorkloads } from "./classify.ts";
import { decodeWorkloads } from "./decode.ts";
import { elementwiseWorkloads } from "./elementwise.ts";
import { embeddingWorkloads } from "./embedding.ts";
import { matmulWorkloads } from "./matmul.ts";
import { normaliseWorkloads } from "./normalise.ts";
import { optimiseWorkloads } from "./optimise.ts";
import { reduceWorkloads } from "./reduce.ts";
import { rotaryWorkloads } from "./rotary.ts";
import type { Workload, Workloads } from "./workload.ts";

export type { Workload, Workloads } from "./workload.ts";

/** Workloads by the kernel's name. */
const workloads: Workloads = {
  ...matmulWorkloads,
  ...elementwiseWorkloads,
  ...reduceWorkloads,
  ...normaliseWorkloads,
  ...rotaryWorkloads,
  ...attentionWorkloads,
  ...embeddingWorkloads,
  ...classifyWorkloads,
  ...optimiseWorkloads,
  ...decodeWorkloads,
};

/** A kernel's workload. */
export function workloadOf(name: string): Workload {
  const workload = workloads[name];
  if (workload) return workload;
  throw new Error(
    `Kernel "${name}" has no workload in learn/testing/workloads`,
  );
}
