/**
 * Each kernel of the `wasm` device, at the shapes of a training step of a model
 * with 2 layers, 4 heads, width 64 and 72 tokens, over 128 sequences of 22
 * tokens; at the shapes of decoding with it; and attention to a long sequence.
 *
 *   deno run -A --v8-flags=--experimental-wasm-revectorize \
 *     bench/kernels_wasm.ts [--json]
 *
 * @module
 */

import { print, timeKernels, type Work } from "./wasm_timing.ts";

const batch = 128, time = 22, heads = 4, size = 16, vocabulary = 72;
const rows = batch * time, width = heads * size, inner = 4 * width;
const parameters = 110_000;

const elementwise = (names: string[], n: number): Work[] =>
  names.map((kernel) => ({
    kernel,
    dims: [n],
    constants: kernel === "affine" ? [0.5, 1] : [],
  }));

const works: Work[] = [
  { kernel: "matmul_nt", dims: [rows, 3 * width, width] },
  { kernel: "matmul_nt", dims: [rows, inner, width] },
  { kernel: "matmul_nt", dims: [rows, width, inner] },
  { kernel: "matmul_nn", dims: [rows, width, inner] },
  { kernel: "matmul_tn", dims: [inner, width, rows] },
  ...elementwise(["add", "multiply", "copy", "affine"], rows * width),
  ...elementwise(["exp", "gelu", "gelu_grad"], rows * inner),
  ...elementwise(["log_sigmoid", "log_sigmoid_grad"], batch),
  { kernel: "add_row", dims: [rows, inner] },
  { kernel: "row_sum", dims: [batch, time] },
  { kernel: "row_dot", dims: [rows, width] },
  { kernel: "column_sum", dims: [rows, inner] },
  { kernel: "column_sum", dims: [rows, width] },
  { kernel: "broadcast_column", dims: [rows, width] },
  { kernel: "scale_rows", dims: [rows, width] },
  { kernel: "layer_norm", dims: [rows, width], constants: [1e-5] },
  { kernel: "layer_norm_grad_input", dims: [rows, width] },
  { kernel: "layer_norm_grad_scale", dims: [rows, width] },
  { kernel: "split_rotary", dims: [rows, heads, size, 2, time] },
  { kernel: "split_rotary_grad", dims: [rows, heads, size, 2, time] },
  {
    kernel: "attention",
    dims: [batch, time, heads, size],
    constants: [0.25],
  },
  { kernel: "attention_grad_delta", dims: [batch, time, heads, size] },
  {
    kernel: "attention_grad_query",
    dims: [batch, time, heads, size],
    constants: [0.25],
  },
  {
    kernel: "attention_grad_key_value",
    dims: [batch, time, heads, size],
    constants: [0.25],
  },
  // One long sequence, with the heads of Pythia.
  ...["attention", "attention_grad_query", "attention_grad_key_value"].map(
    (kernel) => ({ kernel, dims: [1, 1024, 4, 64], constants: [0.125] }),
  ),
  { kernel: "gather_rows", dims: [rows, width, vocabulary] },
  { kernel: "gather_rows_grad", dims: [rows, width, vocabulary] },
  { kernel: "gather_rows_grad", dims: [batch, width, rows] },
  { kernel: "token_log_probability", dims: [rows, vocabulary] },
  { kernel: "token_log_probability_grad", dims: [rows, vocabulary] },
  { kernel: "sum_squares", dims: [parameters] },
  { kernel: "adamw", dims: [parameters], constants: [0.9, 0.999, 1e-8] },
  { kernel: "matmul_nt", dims: [batch, inner, width] },
  { kernel: "append_cache", dims: [batch, batch * time, width] },
  {
    kernel: "attention_cached",
    dims: [batch, batch, time, heads, size],
    constants: [0.25],
  },
  { kernel: "sample_token", dims: [batch, batch, vocabulary, time, 1, 0, 0] },
];

const timings = [];
for (const threads of [1, 2]) {
  timings.push(...await timeKernels(works, threads));
}
print("Kernels on the wasm device", timings);
