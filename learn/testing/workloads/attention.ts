/**
 * Workloads of attention and its gradients.
 *
 * @module
 */

import type { Dims } from "../../kernels/mod.ts";
import type { Random } from "../random.ts";
import { forward, type Workload, type Workloads } from "./workload.ts";

/** batch, time, heads, size. */
const sequences = [
  [1, 1, 1, 1],
  [2, 3, 1, 5],
  [1, 22, 4, 16],
  [3, 17, 2, 12],
  [2, 70, 3, 8],
  [1, 33, 2, 65],
  // Long sequences of heads of all sizes, which WebGPU takes by tiles.
  [1, 128, 1, 64],
  [1, 140, 1, 59],
  [1, 129, 1, 96],
  [1, 257, 1, 32],
];

/** Random shapes: short and long sequences, with heads of few sizes. */
const lengths = {
  ragged: {
    batch: [0, 3],
    time: [1, 300],
    heads: [1, 3],
    size: { of: [1, 5, 8, 16, 64, 65] },
  },
  mostElements: 90_000,
} satisfies Partial<Workload>;

function attentionInputs(random: Random, dims: Dims) {
  const n = dims.batch! * dims.time! * dims.heads! * dims.size!;
  const make = () => random.uniforms(n, -2, 2);
  return { q: make(), k: make(), v: make(), dout: make() };
}

/** Inputs of the backward kernels, with sums from the forward kernels. */
const attentionGrad: Workload = {
  ...lengths,
  shapes: sequences,
  constants: [0.375],
  fill(random, dims, constants) {
    const given = attentionInputs(random, dims);
    const { out, lse } = forward("attention", given, dims, constants);
    const rows = { dout: given.dout, out: out! };
    const { delta } = forward("attention_grad_delta", rows, dims);
    return { ...given, lse: lse!, delta: delta! };
  },
};

/** Workloads by the kernel's name. */
export const attentionWorkloads: Workloads = {
  attention: {
    ...lengths,
    shapes: sequences,
    constants: [0.375],
    fill: (random, dims) => attentionInputs(random, dims),
  },
  attention_grad_delta: { shapes: sequences, polynomial: true },
  attention_grad_query: attentionGrad,
  attention_grad_key_value: attentionGrad,
};
