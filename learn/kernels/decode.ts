/**
 * Decoding with a cache of keys and values, one position at a time for a whole
 * batch. The position is data on the device, so that many steps go into one
 * submission. Sequences are aligned on the left: while `position + 1` is inside
 * a prompt, the prompt's own token is taken.
 *
 * @module
 */

import { type Kernel, read, size, update, write } from "./kernel.ts";

const one = () => 1;
const tokens = size("batch", "capacity");

/** Reads each sequence's token at the current position. */
export const readToken: Kernel = {
  name: "read_token",
  doc: "id[b] = tokens[b, position[0]]; at[b] = position[0]",
  operands: [
    read("tokens", tokens, "u32"),
    read("position", one, "u32"),
    write("id", size("batch"), "u32"),
    write("at", size("batch"), "u32"),
  ],
  dims: ["batch", "capacity"],
  constants: [],
  flops: () => 0,
  reference([tokens, position, id, at], { batch, capacity }) {
    for (let b = 0; b < batch!; b++) {
      id![b] = tokens![b * capacity! + position![0]!]!;
      at![b] = position![0]!;
    }
  },
};

/** Puts this position's keys (or values) into the cache. */
export const appendCache: Kernel = {
  name: "append_cache",
  doc: "cache[b, position[0], w] = row[b, w]",
  operands: [
    read("row", size("batch", "width")),
    read("position", one, "u32"),
    update("cache", size("batch", "capacity", "width")),
  ],
  dims: ["batch", "capacity", "width"],
  constants: [],
  flops: () => 0,
  reference([row, position, cache], { batch, capacity, width }) {
    for (let b = 0; b < batch!; b++) {
      for (let w = 0; w < width!; w++) {
        cache![(b * capacity! + position![0]!) * width! + w] =
          row![b * width! + w]!;
      }
    }
  },
};

/** Attention of one new position over the cache. */
export const attentionCached: Kernel = {
  name: "attention_cached",
  doc:
    "out[b, h] = sum_{u <= position[0]} softmax_u(scale q[b, h].keys[b, u, h])" +
    " values[b, u, h]; caches are [batch, capacity, heads, size]",
  operands: [
    read("q", size("batch", "heads", "size")),
    read("keys", size("batch", "capacity", "heads", "size")),
    read("values", size("batch", "capacity", "heads", "size")),
    read("position", one, "u32"),
    write("out", size("batch", "heads", "size")),
  ],
  dims: ["batch", "capacity", "heads", "size"],
  constants: ["scale"],
  flops: ({ batch, capacity, heads, size }) =>
    2 * batch! * capacity! * heads! * size!,
  reference([q, keys, values, position, out], dims, [scale]) {
    const { batch, capacity, heads, size } = dims as Record<string, number>;
    for (let b = 0; b < batch!; b++) {
      for (let h = 0; h < heads!; h++) {
        const i = (b * heads! + h) * size!;
        const row = (u: number) => ((b * capacity! + u) * heads! + h) * size!;
        const scores = [];
        for (let u = 0; u <= position![0]!; u++) {
          let sum = 0;
          for (let d = 0; d < size!; d++) {
            sum += q![i + d]! * keys![row(u) + d]!;
          }
          scores.push(scale! * sum);
        }
        const top = Math.max(...scores);
        const total = scores.reduce((sum, x) => sum + Math.exp(x - top), 0);
        for (let d = 0; d < size!; d++) {
          let sum = 0;
          scores.forEach((x, u) =>
            sum += Math.exp(x - top) / total * values![row(u) + d]!
          );
          out![i + d] = sum;
        }
      }
    }
  },
};

/**
 * Chooses the next token of each sequence.
 *
 * The draw is u = (word 0 of Philox4x32-10 with counter
 * [position + 1, sequence, 0, 0] and key [seed[0], seed[1]], shifted right by 8)
 * / 2^24, where sequence = seed[2] + b: it depends on nothing else, so batches
 * may be cut anyhow.
 */
export const sampleToken: Kernel = {
  name: "sample_token",
  doc: "next = position[0] + 1. Nothing happens where next >= capacity or " +
    "next < prompt[b]. Where next > prompt[b] and the token at position is " +
    "`end` or `pad`: token `pad`, log-probability 0. Else, over all tokens " +
    "but `pad`: with temperature[0] = 0 the arg-max (the lowest id of equals), " +
    "otherwise the first id whose running sum of e^((logits - top) / " +
    "temperature) exceeds u times the total (the last id but `pad` if none " +
    "does); its log-probability is that under softmax of all logits at " +
    "temperature 1",
  operands: [
    read("logits", size("batch", "vocabulary")),
    read("position", one, "u32"),
    read("prompt", size("batch"), "u32"),
    read("temperature", one),
    read("seed", () => 3, "u32"),
    update("tokens", tokens, "u32"),
    update("log_probability", tokens),
  ],
  dims: ["batch", "vocabulary", "capacity", "end", "pad"],
  constants: [],
  flops: ({ batch, vocabulary }) => 6 * batch! * vocabulary!,
  reference(
    [logits, position, prompt, temperature, seed, tokens, logProbability],
    dims,
  ) {
    const { batch, vocabulary, capacity, end, pad } = dims as Record<
      string,
      number
    >;
    const next = position![0]! + 1;
    if (next >= capacity!) return;
    for (let b = 0; b < batch!; b++) {
      if (next < prompt![b]!) continue;
      const i = b * capacity! + next, previous = tokens![i - 1];
      if (next > prompt![b]! && (previous === end || previous === pad)) {
        tokens![i] = pad!;
        logProbability![i] = 0;
        continue;
      }
      const row = logits!.subarray(b * vocabulary!, (b + 1) * vocabulary!);
      let best = -1, last = -1, top = -Infinity;
      for (let v = 0; v < vocabulary!; v++) {
        top = Math.max(top, row[v]!);
        if (v === pad) continue;
        if (best < 0 || row[v]! > row[best]!) best = v;
        last = v;
      }
      let chosen = best;
      if (temperature![0]! > 0) {
        const weight = (v: number) =>
          v === pad ? 0 : Math.exp((row[v]! - top) / temperature![0]!);
        let total = 0;
        for (let v = 0; v < vocabulary!; v++) total += weight(v);
        const u = drawUniform(next, seed![2]! + b, seed![0]!, seed![1]!);
        let running = 0;
        chosen = last;
        for (let v = 0; v < vocabulary!; v++) {
          running += weight(v);
          if (v !== pad && running > u * total) {
            chosen = v;
            break;
          }
        }
      }
      let total = 0;
      for (let v = 0; v < vocabulary!; v++) total += Math.exp(row[v]! - top);
      tokens![i] = chosen;
      logProbability![i] = row[chosen]! - top - Math.log(total);
    }
  },
};

/** Goes on to the next position. */
export const advancePosition: Kernel = {
  name: "advance_position",
  doc: "position[0] = position[0] + 1",
  operands: [update("position", one, "u32")],
  dims: [],
  constants: [],
  flops: () => 0,
  reference([position]) {
    position![0]! += 1;
  },
};

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
