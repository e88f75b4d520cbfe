/**
 * Workloads of the kernels that map element to element.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { lengths, type Workload, type Workloads } from "./workload.ts";

const elementwise: Workload = { shapes: lengths, polynomial: true };

/** Some numbers of all sizes with the corners in front. */
function spread(random: Random, n: number, corners: number[], width: number) {
  const x = random.uniforms(n, -width, width);
  x.set(corners.slice(0, n));
  return x.map(Math.fround);
}

const wide = (name: string, corners: number[], width: number): Workload => ({
  shapes: lengths,
  fill: (random, { n }) => ({ [name]: spread(random, n!, corners, width) }),
});

const geluCorners = [0, -1e-3, 4, -4, 12, -12, 1e4, -1e4, 1e-30];
const sigmoidCorners = [0, -0.5, 20, -20, 90, -90, 1e4, -1e4, 1e-8];

/** Workloads by the kernel's name. */
export const elementwiseWorkloads: Workloads = {
  add: elementwise,
  subtract: elementwise,
  multiply: elementwise,
  copy: elementwise,
  affine: { ...elementwise, constants: [-3, 0.5] },
  exp: wide("x", [0, 1, -1, 80, -80, -100, -1000, 1e-6], 20),
  square: elementwise,
  relu: elementwise,
  relu_grad: elementwise,
  gelu: wide("x", geluCorners, 5),
  gelu_grad: wide("a", geluCorners, 5),
  log_sigmoid: wide("x", sigmoidCorners, 15),
  log_sigmoid_grad: wide("a", sigmoidCorners, 15),
  accumulate: elementwise,
  poison: { shapes: lengths },
};
