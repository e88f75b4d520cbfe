/**
 * Matrix products on the `wasm` device: square ones, and those of a training
 * step of a small model, with and without an epilogue.
 *
 *   deno run -A bench/matmul_wasm.ts [--json]
 *
 * Everything is timed twice, in a process each: with V8's vectors of twice the
 * width, as in a stage that the pipeline starts, and without.
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

for (const kernel of ["matmul_nt_bias", "matmul_nt_bias_gelu"]) {
  works.push({ kernel, dims: [2816, 256, 64] });
}
works.push({ kernel: "matmul_nt_bias_add", dims: [2816, 64, 256] });
works.push({ kernel: "matmul_nn_add", dims: [2816, 64, 192] });
works.push({ kernel: "matmul_nn_gelu_grad", dims: [2816, 256, 64] });
works.push({ kernel: "matmul_tn_add", dims: [256, 64, 2816] });

const modes = {
  wide: "vectors of twice the width",
  plain: "vectors as they are",
};
/** Set in the processes that time. */
const mode = Deno.args.find((one) => one in modes) as
  | keyof typeof modes
  | undefined;

async function time(mode: keyof typeof modes) {
  const timings = [];
  for (const threads of [1, 2]) {
    timings.push(...await timeKernels(works, threads));
  }
  print(`Matrix products on the wasm device, ${modes[mode]}`, timings);
}

/** Runs this program once more, with V8's flag or without. */
async function timeApart(mode: keyof typeof modes) {
  const flags = mode === "wide"
    ? ["--v8-flags=--experimental-wasm-revectorize"]
    : [];
  if (!Deno.args.includes("--json")) console.log(`With ${modes[mode]}:`);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...flags, import.meta.url, mode, ...Deno.args],
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  // An older V8, or that of another kind of processor, knows no such flag.
  if (!success && mode === "plain") Deno.exit(1);
}

if (mode) await time(mode);
else for (const mode of ["wide", "plain"] as const) await timeApart(mode);
