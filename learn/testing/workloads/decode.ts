/**
 * Workloads of generation: the cache, attention to it, sampling.
 *
 * @module
 */

import type { Dims } from "../../kernels/mod.ts";
import type { Random } from "../random.ts";
import type { Workloads } from "./workload.ts";

/**
 * A cell for each row, no two in the same sequence (where there are enough of
 * them), and every fifth row idle.
 */
function cellsOf(
  random: Random,
  rows: number,
  slots: number,
  capacity: number,
) {
  const order = Array.from({ length: slots }, (_, s) => s);
  for (let i = slots - 1; i > 0; i--) {
    const j = random.integer(0, i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return Uint32Array.from(
    { length: rows },
    (_, r) =>
      r % 5 === 3 || r >= slots
        ? slots * capacity + random.integer(0, 3)
        : order[r]! * capacity + random.integer(0, capacity),
  );
}

/** rows, slots, vocabulary, capacity, end, pad, truncated. */
const sampling = [
  [1, 1, 2, 2, 0, 1],
  [130, 140, 72, 5, 1, 0],
  [33, 33, 300, 4, 2, 299],
  [64, 70, 7, 3, 6, 3],
  [3, 5, 5000, 9, 1, 1],
].flatMap((dims) => [0, 1, 1, 1].map((truncated) => [...dims, truncated]));

/** Temperature, top-k (more than any vocabulary keeps all) and top-p. */
const settings = [
  [0, 1e6, 1],
  [1, 1e6, 1],
  [0.5, 1e6, 1],
  [1, 3, 1],
  [0.75, 1e6, 0.5],
  [2, 40, 0.875],
  [1, 1, 0.25],
  [0, 2, 0.5],
  // As far as they go.
  [2 ** -126, 1e6, 0.5],
  [2 ** 126, 1e6, 0.75],
  [2 ** 126, 5, 2 ** -126],
] as const;

/** Logits among which many are equal, and rows on the borders of what can be. */
function logitsOf(random: Random, dims: Dims) {
  const { rows, vocabulary, pad } = dims as Record<string, number>;
  const logits = random.uniforms(rows! * vocabulary!, -4, 4);
  for (let i = 0; i < logits.length; i += 3) logits[i] = 2;
  const row = (r: number) =>
    logits.subarray(r * vocabulary!, (r + 1) * vocabulary!);
  if (rows! > 60) {
    // Logits that are no numbers, or that leave nothing to choose.
    row(5)[1] = NaN;
    row(6)[vocabulary! - 1] = Infinity;
    row(7).fill(-Infinity);
    row(9).fill(-Infinity)[pad!] = 1;
    row(10)[2] = -Infinity;
    // Zeros of both signs, which are equal.
    for (const r of [11, 12, 14, 15]) {
      row(r).forEach((_, v) => row(r)[v] = v % 2 === 0 ? -0 : 0);
    }
  }
  return logits;
}

/** Workloads by the kernel's name. */
export const decodeWorkloads: Workloads = {
  read_token: {
    shapes: [[1, 1, 1], [70, 80, 5], [3, 2, 300]],
    fill: (random, { rows, slots, capacity }) => ({
      tokens: random.ids(slots! * capacity!, 0, 1000),
      // Some sequences are at their end, and some rows have no sequence.
      position: random.ids(slots!, 0, capacity! + 2),
      slot: random.ids(rows!, 0, slots! + 1),
    }),
  },
  append_cache: {
    shapes: [[1, 1, 1], [5, 15, 64], [2, 44, 67], [9, 9, 130]],
    fill: (random, { rows, cells }) => ({
      cell: cellsOf(random, rows!, cells!, 1),
    }),
    polynomial: true,
  },
  attention_cached: {
    shapes: [
      [1, 1, 1, 1, 1],
      [2, 3, 7, 3, 5],
      [5, 5, 22, 4, 16],
      [9, 2, 40, 2, 20],
      [2, 2, 150, 2, 65],
      [1, 1, 1100, 1, 8],
    ],
    constants: [0.375],
    fill: (random, { rows, slots, capacity }) => ({
      // Several rows may be of one sequence, as those of a prompt are.
      cell: random.ids(rows!, 0, slots! * capacity! + 2),
    }),
  },
  sample_token: {
    shapes: [...sampling, ...sampling],
    ragged: {
      rows: [0, 60],
      vocabulary: [2, 2100],
      capacity: [1, 9],
      end: [0, 20],
      pad: [0, 20],
      truncated: { of: [0, 1] },
    },
    mend: (dims) => ({
      ...dims,
      end: dims.end! % dims.vocabulary!,
      pad: dims.pad! % dims.vocabulary!,
    }),
    fill(random, dims) {
      const { rows, slots, vocabulary, capacity } = dims as Record<
        string,
        number
      >;
      const [temperature, topK, topP] =
        settings[random.integer(0, settings.length)]!;
      return {
        logits: logitsOf(random, dims),
        cell: cellsOf(random, rows!, slots!, capacity!),
        draw: Uint32Array.of(...random.ids(2, 0, 0xffffffff), topK),
        setting: Float64Array.of(temperature, topP),
        sequence: random.ids(slots!, 0, 0xffffffff),
        position: random.ids(slots!, 0, capacity!),
        tokens: random.ids(slots! * capacity!, 0, vocabulary!),
      };
    },
  },
  advance_position: {
    shapes: [[]],
    fill: (random) => ({ position: random.ids(1, 0, 1000) }),
  },
};
