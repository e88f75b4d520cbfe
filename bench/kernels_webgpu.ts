/**
 * Times each kernel on the WebGPU adapter at the shapes of one training step of
 * a small model (d = 64, 2 layers, 4 heads, vocabulary 72, batch 128, time 22),
 * and matrix products at square shapes. Prints a table, then one JSON object.
 *
 * Run: `deno run -A bench/kernels_webgpu.ts`
 *
 * @module
 */

import type { Device, Step } from "../learn/device/device.ts";
import { alignment } from "../learn/device/device.ts";
import { kernelByName } from "../learn/kernels/mod.ts";
import { createWebGpuDevice } from "../learn/webgpu/device.ts";
import { machine } from "./machine.ts";

const batch = 128, time = 22, width = 64, heads = 4, vocabulary = 72;
const rows = batch * time, size = width / heads, layers = 2;
const parameters = 2 * vocabulary * width + layers * 12 * width * width;
const capacity = time;

/** Kernel, dimensions, constants, and how often a training step runs it. */
const work: [string, number[], number[], number][] = [
  // The linear layers: packed qkv, attention's output, up, down, logits.
  ["matmul_nt", [rows, 3 * width, width], [], layers],
  ["matmul_nt", [rows, width, width], [], layers],
  ["matmul_nt", [rows, 4 * width, width], [], layers],
  ["matmul_nt", [rows, width, 4 * width], [], layers],
  ["matmul_nt", [rows, vocabulary, width], [], 1],
  ["matmul_nn", [rows, width, 3 * width], [], layers],
  ["matmul_nn", [rows, width, width], [], layers],
  ["matmul_nn", [rows, width, 4 * width], [], layers],
  ["matmul_nn", [rows, 4 * width, width], [], layers],
  ["matmul_nn", [rows, width, vocabulary], [], 1],
  ["matmul_tn", [3 * width, width, rows], [], layers],
  ["matmul_tn", [width, width, rows], [], layers],
  ["matmul_tn", [4 * width, width, rows], [], layers],
  ["matmul_tn", [width, 4 * width, rows], [], layers],
  ["matmul_tn", [vocabulary, width, rows], [], 1],
  ["add_row", [rows, 4 * width], [], layers],
  ["add", [rows * width], [], 4 * layers],
  ["gelu", [rows * 4 * width], [], layers],
  ["gelu_grad", [rows * 4 * width], [], layers],
  ["column_sum", [rows, 4 * width], [], layers],
  ["layer_norm", [rows, width], [1e-5], 2 * layers + 1],
  ["layer_norm_grad_input", [rows, width], [], 2 * layers + 1],
  ["layer_norm_grad_scale", [rows, width], [], 2 * layers + 1],
  ["split_rotary", [rows, heads, size, 2, time], [], layers],
  ["split_rotary_grad", [rows, heads, size, 2, time], [], layers],
  ["attention", [batch, time, heads, size], [0.25], layers],
  ["attention_grad_delta", [batch, time, heads, size], [], layers],
  ["attention_grad_query", [batch, time, heads, size], [0.25], layers],
  ["attention_grad_key_value", [batch, time, heads, size], [0.25], layers],
  ["gather_rows", [rows, width, vocabulary], [], 1],
  ["bucket_rows", [rows, vocabulary], [], 1],
  ["gather_rows_grad", [rows, width, vocabulary], [], 1],
  ["token_log_probability", [rows, vocabulary], [], 1],
  ["token_log_probability_grad", [rows, vocabulary], [], 1],
  ["sum_squares", [parameters], [], 1],
  ["adamw", [parameters], [0.9, 0.999, 1e-8], 1],
  // Decoding, for a whole batch; not a part of the training step.
  ["attention_cached", [batch, batch, capacity, heads, size], [0.25], 0],
  ["sample_token", [batch, batch, vocabulary, capacity, 1, 0, 0], [], 0],
  // The forms for long sequences, wide rows and large vocabularies.
  ["attention", [1, 512, 4, 64], [0.125], 0],
  ["attention_grad_query", [1, 512, 4, 64], [0.125], 0],
  ["attention_grad_key_value", [1, 512, 4, 64], [0.125], 0],
  ["layer_norm", [1024, 768], [1e-5], 0],
  ["layer_norm_grad_scale", [1024, 768], [], 0],
  ["bucket_rows", [rows, 50_000], [], 0],
  ["gather_rows_grad", [rows, width, 50_000], [], 0],
  ["token_log_probability", [64, 50_000], [], 0],
  // Square products.
  ["matmul_nn", [256, 256, 256], [], 0],
  ["matmul_nn", [512, 512, 512], [], 0],
  ["matmul_nt", [512, 512, 512], [], 0],
  ["matmul_tn", [512, 512, 512], [], 0],
  ["matmul_nn", [1024, 1024, 1024], [], 0],
];

interface Row {
  kernel: string;
  dims: number[];
  perStep: number;
  microseconds: number;
  gflops: number;
}

/**
 * A step over fresh memory of zeros: times do not depend on the numbers, but
 * for buckets of rows, which are made equally long.
 */
function place(device: Device, kernel: string, dims: number[], c: number[]) {
  const declared = kernelByName.get(kernel)!;
  const named = Object.fromEntries(
    declared.dims.map((name, i) => [name, dims[i]!]),
  );
  const memory = declared.operands.map((operand) =>
    device.allocate(
      Math.max(alignment, operand.length(named)),
      operand.dtype,
    )
  );
  declared.operands.forEach(({ name }, i) => {
    if (name !== "order" && name !== "starts") return;
    const { rows = 0, entries = 1 } = named, { length } = memory[i]!;
    const from = (at: number) =>
      name === "order" ? at : Math.min(rows, Math.floor(at * rows / entries));
    device.write(memory[i]!, Uint32Array.from({ length }, (_, at) => from(at)));
  });
  const step: Step = {
    kernel,
    operands: declared.operands.map((operand, i) => ({
      allocation: memory[i]!,
      offset: 0,
      length: operand.length(named),
    })),
    dims,
    constants: c,
  };
  return { step, memory, flops: declared.flops(named) };
}

/**
 * The least time of several that some work takes, with the wait for the device
 * at its end. Other programs on the machine can only add to a time.
 */
async function least(device: Device, run: () => void, repeat = 5) {
  const probe = device.allocate(alignment);
  let best = Infinity;
  for (let i = 0; i < repeat; i++) {
    await device.read(probe, 0, 1);
    const start = performance.now();
    run();
    await device.read(probe, 0, 1);
    best = Math.min(best, performance.now() - start);
  }
  probe.free();
  return best / 1000;
}

async function measure(device: Device): Promise<Row[]> {
  const rows: Row[] = [];
  const wait = await least(device, () => {});
  for (const [kernel, dims, constants, perStep] of work) {
    const { step, memory, flops } = place(device, kernel, dims, constants);
    const program = device.load([step]);
    // As often as fills a twentieth of a second, less the wait alone.
    const once = await least(device, () => program.run(1), 2) - wait;
    const times = Math.max(1, Math.min(500, Math.ceil(0.05 / once)));
    const all = await least(device, () => program.run(times));
    const each = Math.max(all - wait, 0) / times;
    rows.push({
      kernel,
      dims,
      perStep,
      microseconds: each * 1e6,
      gflops: flops / each / 1e9,
    });
    program.free();
    memory.forEach((allocation) => allocation.free());
  }
  return rows;
}

const device = await createWebGpuDevice();
const results = await measure(device);
console.log(`${device.description}\n`);
console.log(
  "kernel".padEnd(28) + "dims".padEnd(26) + "us".padStart(10) +
    "GFLOP/s".padStart(10) + "a step".padStart(8) + "ms a step".padStart(11),
);
let total = 0;
for (const { kernel, dims, perStep, microseconds, gflops } of results) {
  total += perStep * microseconds / 1000;
  console.log(
    kernel.padEnd(28) + dims.join(" ").padEnd(26) +
      microseconds.toFixed(1).padStart(10) +
      (kernel.startsWith("matmul") ? gflops.toFixed(2) : "").padStart(10) +
      String(perStep).padStart(8) +
      (perStep * microseconds / 1000).toFixed(2).padStart(11),
  );
}
console.log(`\nkernels of a training step: ${total.toFixed(1)} ms\n`);
console.log(JSON.stringify({
  version: 1,
  machine: machine(),
  adapter: device.description,
  milliseconds: total,
  kernels: results,
}));
device.destroy();
