/**
 * Running the kernels' float64 references by the names of their operands, and
 * their derivatives by central differences.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Dims, kernelByName, type Values } from "../kernels/mod.ts";

/** Operands by name. */
export type Given = Readonly<Record<string, Values>>;

/**
 * Runs a reference on given operands and returns all of them, in float64. What
 * is not given is zero.
 */
export function run(
  name: string,
  given: Given,
  dims: Dims,
  constants: readonly number[] = [],
): Given {
  const kernel = kernelByName.get(name)!;
  const values = kernel.operands.map((operand) =>
    given[operand.name]?.slice() as Values ??
      (operand.dtype === "u32"
        ? new Uint32Array(operand.length(dims))
        : new Float64Array(operand.length(dims)))
  );
  kernel.reference(values, dims, constants);
  return Object.fromEntries(
    kernel.operands.map(({ name }, i) => [name, values[i]!]),
  );
}

/**
 * The gradient, with respect to one input, of a function's outputs weighted and
 * summed, by central differences.
 *
 * @param weights Weights by the output's name.
 */
export function differences(
  forward: (given: Given) => Given,
  given: Given,
  weights: Given,
  input: string,
): Float64Array {
  const value = (x: Values) => {
    const all = forward({ ...given, [input]: x });
    let sum = 0;
    for (const [output, weight] of Object.entries(weights)) {
      weight.forEach((w, i) => sum += w * all[output]![i]!);
    }
    return sum;
  };
  const step = 1e-5;
  return Float64Array.from(given[input]!, (x, i) => {
    const moved = given[input]!.slice() as Values;
    moved[i] = x + step;
    const above = value(moved);
    moved[i] = x - step;
    return (above - value(moved)) / (2 * step);
  });
}

/** Compares within what central differences lose in float64. */
export function assertNear(
  actual: Values,
  expected: Values,
  what: string,
  tolerance = 1e-7,
): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((value, i) => {
    const allowed = tolerance * (1 + Math.abs(expected[i]!));
    assert.ok(
      Math.abs(value - expected[i]!) <= allowed,
      `${what}[${i}] is ${value}, not ${expected[i]}`,
    );
  });
}
