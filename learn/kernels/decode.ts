/**
 * Generation with a cache of keys and values of fixed capacity. The cache has
 * `slots` sequences of `capacity` positions each; a cell is one position of one
 * of them, number `slot capacity + position`.
 *
 * Each row of a step says which cell it is, so that rows may be the tokens of
 * one prompt, of several prompts of different length, or the newest tokens of
 * any of the sequences. A row whose cell lies outside of the cache is idle: it
 * writes nothing. What a row gives depends on its own inputs and on its own
 * sequence's earlier cells, not on which other rows there are.
 *
 * @module
 */

import { type Kernel, read, size, update, write } from "./kernel.ts";

const rows = size("rows");
const cells = size("slots", "capacity");

/**
 * Reads the newest token of some of the sequences.
 *
 * Error: none.
 */
export const readToken: Kernel = {
  name: "read_token",
  doc: "With s = slot[r], where s < slots and position[s] < capacity: " +
    "id[r] = tokens[s, position[s]], cell[r] = s capacity + position[s], " +
    "at[r] = position[s]. Else the row is idle: id[r] = at[r] = 0, " +
    "cell[r] = slots capacity",
  operands: [
    read("tokens", cells, "u32"),
    read("position", size("slots"), "u32"),
    read("slot", rows, "u32"),
    write("id", rows, "u32"),
    write("cell", rows, "u32"),
    write("at", rows, "u32"),
  ],
  dims: ["rows", "slots", "capacity"],
  constants: [],
  flops: () => 0,
  reference([tokens, position, slot, id, cell, at], dims) {
    const { rows, slots, capacity } = dims as Record<string, number>;
    for (let r = 0; r < rows!; r++) {
      const s = slot![r]!, p = s < slots! ? position![s]! : capacity!;
      const live = p < capacity!;
      cell![r] = live ? s * capacity! + p : slots! * capacity!;
      at![r] = live ? p : 0;
      id![r] = live ? tokens![cell![r]!]! : 0;
    }
  },
};

/**
 * Puts rows, keys or values for instance, into cells.
 *
 * Error: none.
 */
export const appendCache: Kernel = {
  name: "append_cache",
  doc:
    "cache[cell[r], w] = row[r, w] where cell[r] < cells; no two rows have " +
    "the same such cell",
  operands: [
    read("row", size("rows", "width")),
    read("cell", rows, "u32"),
    update("cache", size("cells", "width")),
  ],
  dims: ["rows", "cells", "width"],
  constants: [],
  flops: () => 0,
  reference([row, cell, cache], { rows, cells, width }) {
    for (let r = 0; r < rows!; r++) {
      if (cell![r]! >= cells!) continue;
      for (let w = 0; w < width!; w++) {
        cache![cell![r]! * width! + w] = row![r * width! + w]!;
      }
    }
  },
};

/**
 * Attention of each row to its own sequence, up to its own cell.
 *
 * Error: as of `attention`, over the positions so far.
 */
export const attentionCached: Kernel = {
  name: "attention_cached",
  doc: "With s = floor(cell[r] / capacity), p = cell[r] mod capacity: " +
    "out[r, h] = sum_{u <= p} softmax_u(scale q[r, h].keys[s, u, h]) " +
    "values[s, u, h]; caches are [slots, capacity, heads, size]. 0 where the " +
    "row is idle",
  operands: [
    read("q", size("rows", "heads", "size")),
    read("keys", size("slots", "capacity", "heads", "size")),
    read("values", size("slots", "capacity", "heads", "size")),
    read("cell", rows, "u32"),
    write("out", size("rows", "heads", "size")),
  ],
  dims: ["rows", "slots", "capacity", "heads", "size"],
  constants: ["scale"],
  flops: ({ rows, capacity, heads, size }) =>
    2 * rows! * capacity! * heads! * size!,
  reference([q, keys, values, cell, out], dims, [scale]) {
    const { rows, slots, capacity, heads, size } = dims as Record<
      string,
      number
    >;
    out!.fill(0);
    for (let r = 0; r < rows!; r++) {
      if (cell![r]! >= slots! * capacity!) continue;
      const position = cell![r]! % capacity!, first = cell![r]! - position;
      for (let h = 0; h < heads!; h++) {
        const i = (r * heads! + h) * size!;
        const key = (u: number) => ((first + u) * heads! + h) * size!;
        const scores = [];
        for (let u = 0; u <= position; u++) {
          let sum = 0;
          for (let d = 0; d < size!; d++) {
            sum += q![i + d]! * keys![key(u) + d]!;
          }
          scores.push(scale! * sum);
        }
        const top = Math.max(...scores);
        const total = scores.reduce((sum, x) => sum + Math.exp(x - top), 0);
        for (let d = 0; d < size!; d++) {
          let sum = 0;
          scores.forEach((x, u) =>
            sum += Math.exp(x - top) / total * values![key(u) + d]!
          );
          out![i + d] = sum;
        }
      }
    }
  },
};

/**
 * Goes on to the next position.
 *
 * Error: none.
 */
export const advancePosition: Kernel = {
  name: "advance_position",
  doc: "position[0] = position[0] + 1",
  operands: [update("position", () => 1, "u32")],
  dims: [],
  constants: [],
  flops: () => 0,
  reference([position]) {
    position![0]! += 1;
  },
};
