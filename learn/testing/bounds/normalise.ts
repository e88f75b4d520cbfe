/**
 * Bounds on the rounding errors of layer normalisation: see `mod.ts`.
 *
 * @module
 */

import { gamma } from "../accuracy.ts";
import type { BoundsByName, Result } from "./bound.ts";

function layerNorm({ before, after, dims, constants, accuracy }: Result) {
  const { columns } = dims as Record<string, number>;
  const { x, gamma: scale } = before;
  const { mean, rstd, y } = after;
  // The error of the mean.
  const meanError = (r: number) => {
    let sum = 0;
    for (let c = 0; c < columns!; c++) sum += Math.abs(x![r * columns! + c]!);
    return gamma(columns! + 2, accuracy) * sum / columns!;
  };
  // The relative error of rstd: half that of the variance, which is taken
  // around the device's mean, and the root's own.
  const rstdError = (r: number) => {
    const total = 1 / rstd![r]! ** 2;
    const variance = Math.max(0, total - constants[0]!);
    const m = meanError(r);
    const error = gamma(columns! + 6, accuracy) * variance +
      2 * m * Math.sqrt(variance) + m * m;
    return 1.1 * (error / total / 2 + accuracy.squareRoot + accuracy.divide) +
      accuracy.unit;
  };
  return {
    mean: meanError,
    rstd: (r: number) => rstd![r]! * rstdError(r),
    y: (at: number) => {
      const r = Math.floor(at / columns!);
      const g = Math.abs(scale![at % columns!]!) * rstd![r]!;
      const distance = Math.abs(x![at]! - mean![r]!);
      return 1.1 * g * (meanError(r) + distance * rstdError(r)) +
        4 * accuracy.unit * (g * distance + Math.abs(y![at]!));
    },
  };
}

function layerNormGradInput({ before, dims, accuracy }: Result) {
  const { columns } = dims as Record<string, number>;
  const { dy, x, gamma: scale, mean, rstd } = before;
  return {
    dx: (at: number) => {
      const r = Math.floor(at / columns!);
      const h = (c: number) =>
        Math.abs(x![r * columns! + c]! - mean![r]!) * rstd![r]!;
      const g = (c: number) => Math.abs(dy![r * columns! + c]! * scale![c]!);
      let sum = 0, product = 0;
      for (let c = 0; c < columns!; c++) {
        sum += g(c) / columns!;
        product += g(c) * h(c) / columns!;
      }
      const c = at % columns!;
      return rstd![r]! * gamma(columns! + 12, accuracy) *
        (g(c) + sum + h(c) * product);
    },
  };
}

function layerNormGradScale({ before, dims, accuracy }: Result) {
  const { rows, columns } = dims as Record<string, number>;
  const { dy, x, mean, rstd } = before;
  const sum = (c: number, term: (r: number, i: number) => number) => {
    let total = 0;
    for (let r = 0; r < rows!; r++) {
      total += Math.abs(term(r, r * columns! + c));
    }
    return gamma(rows! + 4, accuracy) * total;
  };
  return {
    dgamma: (c: number) =>
      sum(c, (r, i) => dy![i]! * (x![i]! - mean![r]!) * rstd![r]!),
    dbeta: (c: number) => sum(c, (_r, i) => dy![i]!),
  };
}

/** Bounds by the kernel's name. */
export const normaliseBounds: BoundsByName = {
  layer_norm: layerNorm,
  layer_norm_grad_input: layerNormGradInput,
  layer_norm_grad_scale: layerNormGradScale,
};
