/**
 * Bounds on the rounding errors of the optimiser.
 *
 * @module
 */

import type { BoundsByName, Result } from "./bound.ts";

function adamw({ before, after, constants, accuracy }: Result) {
  const { parameter, gradient, first, second, decay, norm, schedule } = before;
  const [beta1, beta2, epsilon] = constants as [number, number, number];
  const [rate, correction1, correction2, clip] = schedule as Float64Array;
  const u = accuracy.unit;
  const scale = Math.min(1, clip! / (Math.sqrt(norm![0]!) + 1e-6));
  // The relative error of the clipped gradient.
  const clipped = accuracy.squareRoot + accuracy.divide + 3 * u;
  const firstError = (at: number) => {
    const g = (1 - beta1) * Math.abs(gradient![at]! * scale);
    return g * (clipped + 3 * u) + 3 * u * Math.abs(beta1 * first![at]!) +
      accuracy.tiny;
  };
  const secondError = (at: number) => {
    const g = (1 - beta2) * (gradient![at]! * scale) ** 2;
    return g * (2 * clipped + 4 * u) + 3 * u * beta2 * second![at]! +
      accuracy.tiny;
  };
  return {
    first: firstError,
    second: secondError,
    parameter: (at: number) => {
      const root = Math.sqrt(after.second![at]! / correction2!);
      const step = after.first![at]! / correction1! / (root + epsilon);
      const relative = secondError(at) / after.second![at]! / 2 +
        accuracy.squareRoot + 3 * accuracy.divide + 4 * u;
      const error = Math.abs(step) * relative +
        firstError(at) / correction1! / (root + epsilon);
      const shrink = Math.abs(decay![at]! * parameter![at]!);
      return 1.1 * rate! * (error + 3 * u * (Math.abs(step) + shrink)) +
        u * Math.abs(after.parameter![at]!) + u * Math.abs(parameter![at]!);
    },
  };
}

/** Bounds by the kernel's name. */
export const optimiseBounds: BoundsByName = {
  adamw,
};
