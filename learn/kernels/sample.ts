/**
 * The sampler: temperature, top-k, top-p (Holtzman et al., arXiv 1904.09751)
 * and greedy decoding in any combination, without sorting.
 *
 * Candidates are all tokens but `pad`, in descending order of their logits,
 * equal ones in ascending order of their ids. First the top-k best of them are
 * kept, then the fewest best of those whose weights e^((logit - top) /
 * temperature) sum to top-p of the sum of all that top-k kept, and one at
 * least. One of the kept is drawn in proportion to its weight.
 *
 * @module
 */

import { type Kernel, read, size, update, type Values } from "./kernel.ts";

const rows = size("rows");
const cells = size("slots", "capacity");

/** What `sample_token` makes of the position of a sequence that it gave up. */
export const failedPosition = 0xffffffff;

/**
 * Chooses the next token of each row's sequence.
 *
 * Error: the reference's token, unless the draw lies within rounding of the
 * border to another's; its log-probability as of `token_log_probability`.
 */
export const sampleToken: Kernel = {
  name: "sample_token",
  doc: "With s = floor(cell[r] / capacity), next = cell[r] mod capacity + 1; " +
    "idle rows and those with next >= capacity do nothing. tokens[s, next] is, " +
    "with setting[0] (the temperature) 0, the candidate of the greatest logit " +
    "(the lowest id of equals), otherwise the first id of those that top-k " +
    "draw[2] and top-p setting[1] keep whose running sum of weights, in the " +
    "order of ids, exceeds u times their total (with the dimension " +
    "`truncated` 0, all candidates are kept). u = (word 0 of Philox4x32-10 " +
    "with counter [next, sequence[s], 0, 0] and key [draw[0], draw[1]], " +
    "shifted right by 8) / 2^24. log_probability[s, next] is that of the token " +
    "under softmax of all logits at temperature 1, whatever was kept. " +
    "position[s] becomes next; or capacity where the token is `end` or next + " +
    "1 = capacity. Where a logit is NaN or Infinity, or no candidate's is " +
    "finite, nothing is chosen and position[s] becomes 2^32 - 1",
  operands: [
    read("logits", size("rows", "vocabulary")),
    read("cell", rows, "u32"),
    read("draw", () => 3, "u32"),
    read("setting", () => 2),
    read("sequence", size("slots"), "u32"),
    update("position", size("slots"), "u32"),
    update("tokens", cells, "u32"),
    update("log_probability", cells),
  ],
  dims: [
    "rows",
    "slots",
    "vocabulary",
    "capacity",
    "end",
    "pad",
    "truncated",
  ],
  constants: [],
  flops: ({ rows, vocabulary }) => 6 * rows! * vocabulary!,
  reference(
    [logits, cell, draw, setting, sequence, position, tokens, logProbability],
    dims,
  ) {
    const { rows, slots, vocabulary, capacity, end, pad, truncated } =
      dims as Record<
        string,
        number
      >;
    for (let r = 0; r < rows!; r++) {
      const next = cell![r]! % capacity! + 1, to = cell![r]! + 1;
      if (cell![r]! >= slots! * capacity! || next >= capacity!) continue;
      const s = Math.floor(cell![r]! / capacity!);
      const row = (logits as Float64Array).subarray(
        r * vocabulary!,
        (r + 1) * vocabulary!,
      );
      const top = row.reduce((a, b) => Math.max(a, b));
      const order = candidates(row, pad!);
      // A maximum with a NaN among its terms is NaN.
      if (!Number.isFinite(top) || !Number.isFinite(row[order[0]!])) {
        position![s] = failedPosition;
        continue;
      }
      const [temperature, topP] = setting as Float64Array;
      let chosen = order[0]!;
      if (temperature! > 0) {
        const kept = truncated
          ? keep(row, order, temperature!, draw![2]!, topP!)
          : order;
        const u = drawUniform(next, sequence![s]!, draw![0]!, draw![1]!);
        chosen = pick(row, kept, temperature!, u);
      }
      let total = 0;
      for (const x of row) total += Math.exp(x - top);
      tokens![to] = chosen;
      logProbability![to] = row[chosen]! - top - Math.log(total);
      const over = chosen === end || next + 1 === capacity;
      position![s] = over ? capacity! : next;
    }
  },
};

/** All ids but `pad`, the best first. If there is no other, `pad` is. */
export function candidates(row: Values, pad: number): number[] {
  const ids = Array.from(row, (_, v) => v).filter((v) => v !== pad);
  ids.sort((a, b) => row[a]! === row[b]! ? a - b : row[b]! > row[a]! ? 1 : -1);
  return ids.length > 0 ? ids : [pad];
}

/** Each candidate's e^((logit - top) / temperature); top is the best's. */
export function weightsOf(
  row: Values,
  ids: readonly number[],
  temperature: number,
): number[] {
  const top = ids.reduce((a, v) => Math.max(a, row[v]!), -Infinity);
  return ids.map((v) => Math.exp((row[v]! - top) / temperature));
}

/** The part of the candidates that top-k and top-p keep, the best first. */
function keep(
  row: Values,
  order: readonly number[],
  temperature: number,
  topK: number,
  topP: number,
): readonly number[] {
  const best = order.slice(0, topK);
  if (topP >= 1) return best;
  const weights = weightsOf(row, best, temperature);
  const goal = topP * weights.reduce((a, b) => a + b, 0);
  let sum = 0, count = 0;
  while (count < best.length && (count === 0 || sum < goal)) {
    sum += weights[count++]!;
  }
  return best.slice(0, count);
}

/** The first id whose running sum of weights exceeds `u` times the total. */
export function pick(
  row: Values,
  kept: readonly number[],
  temperature: number,
  u: number,
): number {
  const ids = [...kept].sort((a, b) => a - b);
  const weights = weightsOf(row, ids, temperature);
  const goal = u * weights.reduce((a, b) => a + b, 0);
  let running = 0;
  for (const [i, weight] of weights.entries()) {
    running += weight;
    if (running > goal) return ids[i]!;
  }
  return ids[ids.length - 1]!;
}

/** Philox4x32-10's first word as a number in [0, 1) with 24 bits. */
export function drawUniform(
  position: number,
  sequence: number,
  seed0: number,
  seed1: number,
): number {
  let c = [position >>> 0, sequence >>> 0, 0, 0];
  let k0 = seed0 >>> 0, k1 = seed1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const a = BigInt(c[0]!) * 0xd2511f53n, b = BigInt(c[2]!) * 0xcd9e8d57n;
    const low = (x: bigint) => Number(x & 0xffffffffn);
    const high = (x: bigint) => Number(x >> 32n);
    c = [
      (high(b) ^ c[1]! ^ k0) >>> 0,
      low(b),
      (high(a) ^ c[3]! ^ k1) >>> 0,
      low(a),
    ];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return (c[0]! >>> 8) / 0x1000000;
}
