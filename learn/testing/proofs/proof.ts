/**
 * What shows that the reference of a kernel is right.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { assertNear, differences, type Given, run } from "../references.ts";
import type { Dims } from "../../kernels/mod.ts";

/** A reason to believe in the references of some kernels. */
export interface Proof {
  readonly kernels: readonly string[];
  /** What they are, as the end of a test's name. */
  readonly claim: string;
  /** Throws where the claim is wrong. */
  check(random: Random): void;
}

/**
 * Compares gradients with central differences of a forward kernel, weighted by
 * random gradients of its outputs.
 *
 * @param outputs The outputs that have gradients.
 * @param gradients Gives gradients by input, from all operands of the forward
 *   kernel and the gradients of its outputs.
 */
export function checkDerivative(
  random: Random,
  forward: string,
  dims: Dims,
  given: Given,
  outputs: readonly string[],
  gradients: (all: Given, dy: Given) => Given,
  constants: readonly number[] = [],
): void {
  const evaluate = (given: Given) => run(forward, given, dims, constants);
  const all = evaluate(given);
  const dy = Object.fromEntries(
    outputs.map((output) => [output, random.uniforms(all[output]!.length)]),
  );
  for (const [input, gradient] of Object.entries(gradients(all, dy))) {
    const expected = differences(evaluate, given, dy, input);
    assertNear(gradient, expected, `d${input}`);
  }
}
