/**
 * Every kernel, by name, in a fixed order. A kernel's place in the list is its
 * number in wasm programs, so new kernels go at the end.
 *
 * @module
 */

import * as attention from "./attention.ts";
import * as classify from "./classify.ts";
import * as decode from "./decode.ts";
import * as elementwise from "./elementwise.ts";
import * as embedding from "./embedding.ts";
import * as matmul from "./matmul.ts";
import * as matmulFused from "./matmul_fused.ts";
import * as normalise from "./normalise.ts";
import * as optimise from "./optimise.ts";
import * as reduce from "./reduce.ts";
import * as rotary from "./rotary.ts";
import * as sample from "./sample.ts";
import type { Kernel } from "./kernel.ts";

export * from "./kernel.ts";

/** Every kernel in the order of their numbers. */
export const kernels: readonly Kernel[] = [
  matmul.matmulNN,
  matmul.matmulNT,
  matmul.matmulTN,
  elementwise.add,
  elementwise.subtract,
  elementwise.multiply,
  elementwise.copy,
  elementwise.affine,
  elementwise.exp,
  elementwise.square,
  elementwise.relu,
  elementwise.reluGrad,
  elementwise.gelu,
  elementwise.geluGrad,
  elementwise.logSigmoid,
  elementwise.logSigmoidGrad,
  elementwise.addRow,
  reduce.rowSum,
  reduce.rowDot,
  reduce.columnSum,
  reduce.broadcastColumn,
  reduce.scaleRows,
  normalise.layerNorm,
  normalise.layerNormGradInput,
  normalise.layerNormGradScale,
  rotary.splitRotary,
  rotary.splitRotaryGrad,
  attention.attention,
  attention.attentionGradDelta,
  attention.attentionGradQuery,
  attention.attentionGradKeyValue,
  embedding.gatherRows,
  embedding.gatherRowsGrad,
  classify.tokenLogProbability,
  classify.tokenLogProbabilityGrad,
  optimise.sumSquares,
  optimise.adamw,
  decode.readToken,
  decode.appendCache,
  decode.attentionCached,
  sample.sampleToken,
  decode.advancePosition,
  embedding.bucketRows,
  matmulFused.matmulNTBias,
  matmulFused.matmulNTBiasGelu,
  matmulFused.matmulNTBiasAdd,
  matmulFused.matmulNNAdd,
  matmulFused.matmulNNGeluGrad,
  matmulFused.matmulTNAdd,
  elementwise.accumulate,
  elementwise.poison,
  classify.tokenLogProbabilityGradInPlace,
];

/** Kernels by name. */
export const kernelByName: ReadonlyMap<string, Kernel> = new Map(
  kernels.map((kernel) => [kernel.name, kernel]),
);
