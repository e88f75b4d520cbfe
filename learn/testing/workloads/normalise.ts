/**
 * Workloads of layer normalisation and its gradients.
 *
 * @module
 */

import type { Dims } from "../../kernels/mod.ts";
import type { Random } from "../random.ts";
import { forward, tables, type Workload, type Workloads } from "./workload.ts";

const layerNormInputs = (random: Random, { rows, columns }: Dims) => ({
  // Every fourth row varies by less than epsilon, which then counts.
  x: random.uniforms(rows! * columns!, -2, 4)
    .map((x, i) => Math.floor(i / columns!) % 4 === 3 ? x / 1024 : x),
  gamma: random.uniforms(columns!, 0.5, 1.5),
});

const layerNormGrad: Workload = {
  shapes: tables,
  fill(random, dims) {
    const given = layerNormInputs(random, dims);
    const { mean, rstd } = forward(
      "layer_norm",
      { ...given, beta: new Float64Array(dims.columns!) },
      dims,
      [1e-5],
    );
    return { ...given, mean: mean!, rstd: rstd! };
  },
};

/** Workloads by the kernel's name. */
export const normaliseWorkloads: Workloads = {
  layer_norm: {
    shapes: tables,
    constants: [1e-5],
    fill: layerNormInputs,
  },
  layer_norm_grad_input: layerNormGrad,
  layer_norm_grad_scale: { ...layerNormGrad, polynomial: true },
};
