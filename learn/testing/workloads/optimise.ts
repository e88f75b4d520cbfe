/**
 * Workloads of the optimiser.
 *
 * @module
 */

import { lengths, type Workloads } from "./workload.ts";

/** Workloads by the kernel's name. */
export const optimiseWorkloads: Workloads = {
  adamw: {
    shapes: lengths,
    constants: [0.9, 0.999, 1e-8],
    fill(random, { n }) {
      // Every third element has moments as small as epsilon, which then counts.
      const small = (values: Float64Array, by: number) =>
        values.map((x, i) => i % 3 === 2 ? x * by : x);
      return {
        gradient: small(random.uniforms(n!), 1e-8),
        first: small(random.uniforms(n!), 1e-8),
        second: small(random.uniforms(n!, 0, 0.1), 1e-15),
        decay: random.uniforms(n!, 0, 0.1),
        // A norm on either side of the clipping threshold of 1.
        norm: Float64Array.of(n! % 2 === 0 ? 0.25 : 9),
        schedule: Float64Array.of(3e-3, 0.271, 2.997e-3, 1),
      };
    },
  },
};
