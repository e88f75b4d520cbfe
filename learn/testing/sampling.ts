/**
 * Checks of the sampler's choices. A choice is right where float64 makes the
 * same one, or where rounding decides: where top-p's share, or the number
 * drawn, lies so near to the border between two tokens. At temperature 0 there
 * is no rounding, and the choice must be the reference's.
 *
 * @module
 */

import {
  candidates,
  drawUniform,
  failedPosition,
  weightsOf,
} from "../kernels/sample.ts";
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
  const { rows, slots, vocabulary, capacity, end } = dims as Record<
    string,
    number
  >;
  // What may differ, if within rounding; all else must be equal.
  const sampled = new Map<number, string | undefined>();
  for (let r = 0; r < rows!; r++) {
    const cell = before.cell![r]!, s = Math.floor(cell / capacity!);
    const idle = cell >= slots! * capacity! ||
      cell % capacity! + 1 >= capacity!;
    if (idle || expected.position![s] === failedPosition) continue;
    const row = before.logits!.subarray(r * vocabulary!, (r + 1) * vocabulary!);
    const i = cell + 1, token = actual.tokens![i]!;
    const over = token === end || i % capacity! === capacity! - 1;
    const position = over ? capacity! : i % capacity!;
    sampled.set(
      i,
      token !== expected.tokens![i] &&
        !mayChoose(before, row, token, i % capacity!, s, dims, accuracy)
        ? `token ${token}, not ${expected.tokens![i]}`
        : actual.position![s] !== position
        ? `goes on at ${actual.position![s]}, not ${position}`
        : checkLogProbability(
          row,
          token,
          actual.log_probability![i]!,
          accuracy,
        ),
    );
  }
  for (let i = 0; i < slots! * capacity!; i++) {
    const place = `sequence ${Math.floor(i / capacity!)}, position ${
      i % capacity!
    }`;
    const complaint = sampled.get(i);
    if (complaint !== undefined) return `${place}: ${complaint}`;
    if (sampled.has(i)) continue;
    for (const name of ["tokens", "log_probability"]) {
      if (actual[name]![i] !== expected[name]![i]) {
        return `${place}: ${name} changed to ${actual[name]![i]}`;
      }
    }
  }
  const own = new Set(
    [...sampled.keys()].map((i) => Math.floor(i / capacity!)),
  );
  for (let s = 0; s < slots!; s++) {
    const position = actual.position![s]!, wanted = expected.position![s]!;
    if (!own.has(s) && position !== wanted) {
      return `sequence ${s} goes on at ${position}, not ${wanted}`;
    }
  }
  return undefined;
}

function checkLogProbability(
  row: Values,
  token: number,
  actual: number,
  accuracy: Accuracy,
): string | undefined {
  const top = Math.max(...row);
  let total = 0;
  for (const x of row) total += Math.exp(x - top);
  const value = row[token]! - top - Math.log(total);
  const magnitude = 1 + Math.abs(top) + Math.abs(value);
  const bound = accuracy.exp(12) + gamma(row.length + 2, accuracy) +
    accuracy.log(value) + 4 * accuracy.unit * magnitude;
  return Math.abs(actual - value) <= bound
    ? undefined
    : `log-probability ${actual}, not ${value} (+-${bound})`;
}

/** Whether the draw falls on `token`, or within rounding of it. */
function mayChoose(
  before: Operands,
  row: Values,
  token: number,
  next: number,
  s: number,
  dims: Dims,
  accuracy: Accuracy,
): boolean {
  const temperature = before.setting![0];
  const topK = dims.truncated ? before.draw![2] : row.length;
  const topP = dims.truncated ? before.setting![1] : 1;
  const [seed0, seed1] = before.draw as Uint32Array;
  if (!(temperature! > 0)) return false;
  const best = candidates(row, dims.pad!).slice(0, topK);
  const place = best.indexOf(token);
  if (place < 0) return false;
  const weights = weightsOf(row, best, temperature!);
  // What has no weight in float32 is never drawn, whatever rounding does.
  if (weights[place]! < 2 ** -150) return false;
  const u = drawUniform(next, before.sequence![s]!, seed0!, seed1!);
  const total = weights.reduce((a, b) => a + b, 0);
  // The lightest weight that matters; lighter ones are lost in any rounding.
  const spread = Math.min(
    30,
    -Math.log(weights[weights.length - 1]! || 1e-13),
  );
  const slack = 2 * (gamma(row.length + 2, accuracy) +
    accuracy.exp(spread) + spread * (accuracy.divide + accuracy.unit));
  // Every number of tokens that top-p may keep within rounding.
  let kept = 0;
  for (let count = 1; count <= best.length; count++) {
    const without = kept;
    kept += weights[count - 1]!;
    const whole = topP! >= 1;
    const fits = whole
      ? count === best.length
      : kept >= (topP! - slack) * total &&
        (count === 1 || without < (topP! + slack) * total);
    if (!fits || place >= count) continue;
    let below = 0;
    for (let i = 0; i < count; i++) if (best[i]! < token) below += weights[i]!;
    const goal = u * kept, near = slack * kept;
    if (below - near <= goal && goal < below + weights[place]! + near) {
      return true;
    }
  }
  return false;
}
