/**
 * Matrix products on the `wasm` device: square ones, and those of a training
 * step of a small model.
 *
 *   deno run -A --v8-flags=--experimental-wasm-revectorize \
 *     bench/matmul_wasm.ts [--json]
 *
 * With that flag V8 makes vectors of twice the width, as in a stage that the
 * pipeline starts; without, it runs everywhere.
 *
 * @module
 */

import { print, timeKernels, type Work } from "./wasm_timing.ts";

const square = [64, 128, 192, 256, 512, 768, 1024];
/** m, n, k of y = x W^T, with 128 sequences of 22 tokens. */
const layers = [
  [2816, 192, 64],
  [2816, 64, 64],
  [2816, 256, 64],
  [2816, 64, 256],
  [2816, 72, 64],
];

const works: Work[] = [];
for (const kernel of ["matmul_nn", "matmul_nt", "matmul_tn"]) {
  for (const n of square) works.push({ kernel, dims: [n, n, n] });
}
for (const [m, n, k] of layers as [number, number, number][]) {
  works.push({ kernel: "matmul_nt", dims: [m, n, k] });
  // dx = dy W and dW = dy^T x.
  works.push({ kernel: "matmul_nn", dims: [m, k, n] });
  works.push({ kernel: "matmul_tn", dims: [n, k, m] });
}

const timings = [];
for (const threads of [1, 2]) {
  timings.push(...await timeKernels(works, threads));
}
print("Matrix products on the wasm device", timings);
