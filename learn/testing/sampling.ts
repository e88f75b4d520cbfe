/**
 * Checks of the sampler's choices. A choice is right where float64 makes the
 * same one, or where the number drawn lies so near to the border between two
 * tokens that rounding decides. At temperature 0 there is no rounding: the
 * choice must be the reference's.
 *
 * @module
 */

import { drawUniform } from "../kernels/decode.ts";
import type { Dims, Values } from "../kernels/mod.ts";
import { type Accuracy, gamma } from "./accuracy.ts";

/** Operands of `sample_token` by name. */
type Operands = Readonly<Record<string, Values>>;

/**
 * Says what is wrong with the sampler's results, if anything.
 *
 * @param before The operands before the run.
 * @param expected The operands after the reference ran.
 * @param actual The operands after the device ran.
 */
export function checkSamples(
  before: Operands,
  expected: Operands,
  actual: Operands,
  dims: Dims,
  accuracy: Accuracy,
): string | undefined {
  const { batch, vocabulary, capacity, pad } = dims as Record<string, number>;
  const temperature = before.temperature![0]!;
  const next = before.position![0]! + 1;
  for (let b = 0; b < batch!; b++) {
    const row = before.logits!.subarray(b * vocabulary!, (b + 1) * vocabulary!);
    for (let t = 0; t < capacity!; t++) {
      const i = b * capacity! + t;
      const token = actual.tokens![i]!, expectedToken = expected.tokens![i]!;
      const place = `sequence ${b}, position ${t}`;
      const sampled = t === next && next >= before.prompt![b]!;
      if (token !== expectedToken) {
        const seed = before.seed!;
        const u = drawUniform(next, seed[2]! + b, seed[0]!, seed[1]!);
        const near = sampled && temperature > 0 && expectedToken !== pad &&
          mayChoose(row, token, u, temperature, pad!, accuracy);
        if (!near) return `${place}: token ${token}, not ${expectedToken}`;
      }
      const value = actual.log_probability![i]!;
      const wanted = sampled && expectedToken !== pad
        ? logProbability(row, token)
        : { value: expected.log_probability![i]!, magnitude: 0 };
      const bound = wanted.magnitude === 0 ? 0 : accuracy.exp(12) +
        gamma(vocabulary! + 2, accuracy) + accuracy.log(wanted.value) +
        4 * accuracy.unit * wanted.magnitude;
      if (!(Math.abs(value - wanted.value) <= bound)) {
        return `${place}: log-probability ${value}, not ${wanted.value} ` +
          `(+-${bound})`;
      }
    }
  }
  return undefined;
}

function logProbability(row: Values, token: number) {
  const top = Math.max(...row);
  let total = 0;
  for (const x of row) total += Math.exp(x - top);
  const value = row[token]! - top - Math.log(total);
  return { value, magnitude: 1 + Math.abs(top) + Math.abs(value) };
}

/** Whether `u` falls on `token`, or within rounding of it. */
function mayChoose(
  row: Values,
  token: number,
  u: number,
  temperature: number,
  pad: number,
  accuracy: Accuracy,
): boolean {
  if (token === pad || token >= row.length) return false;
  const top = Math.max(...row);
  let total = 0, below = 0, spread = 0;
  row.forEach((x, v) => {
    if (v === pad) return;
    const exponent = (x - top) / temperature;
    spread = Math.max(spread, -exponent);
    if (v < token) below += Math.exp(exponent);
    total += Math.exp(exponent);
  });
  const upTo = below + Math.exp((row[token]! - top) / temperature);
  const slack = total * 2 * (gamma(row.length + 2, accuracy) +
    accuracy.exp(spread) + spread * (accuracy.divide + accuracy.unit));
  return below - slack <= u * total && u * total < upTo + slack;
}
