/**
 * Splitting GPT-NeoX's packed query, key and value, with rotary position
 * embedding on the first `2 half` dimensions of each head's query and key
 * (Su et al., arXiv 2104.09864, in the rotate-half form of GPT-NeoX: dimension
 * i turns with dimension i + half).
 *
 * The packed layout is [rows, heads, 3, size]; q, k, v are [rows, heads, size].
 * `cos` and `sin` are tables [positions, half], computed once in float64.
 *
 * @module
 */

import { type Kernel, read, size, type Values, write } from "./kernel.ts";

const packed = (dims: Readonly<Record<string, number>>) =>
  3 * dims.rows! * dims.heads! * dims.size!;
const split = size("rows", "heads", "size");
const table = size("positions", "half");
const dims = ["rows", "heads", "size", "half", "positions"] as const;

/** Turns one head's vector; `sign` -1 turns it back. */
function turn(
  from: Values,
  fromAt: number,
  to: Values,
  toAt: number,
  size: number,
  half: number,
  cos: Values,
  sin: Values,
  position: number,
  sign: number,
) {
  for (let i = 0; i < half; i++) {
    const c = cos[position * half + i]!, s = sign * sin[position * half + i]!;
    const a = from[fromAt + i]!, b = from[fromAt + i + half]!;
    to[toAt + i] = a * c - b * s;
    to[toAt + i + half] = b * c + a * s;
  }
  for (let i = 2 * half; i < size; i++) to[toAt + i] = from[fromAt + i]!;
}

/**
 * Unpacks and turns.
 *
 * Error: 4 u times the greatest |qkv|; v exactly.
 */
export const splitRotary: Kernel = {
  name: "split_rotary",
  doc: "q, k = turned by position; v as it is",
  operands: [
    read("qkv", packed),
    read("position", size("rows"), "u32"),
    read("cos", table),
    read("sin", table),
    write("q", split),
    write("k", split),
    write("v", split),
  ],
  dims,
  constants: [],
  flops: ({ rows, heads, half }) => 12 * rows! * heads! * half!,
  reference([qkv, position, cos, sin, q, k, v], dims) {
    const { rows, heads, size, half } = dims as Record<string, number>;
    for (let r = 0; r < rows!; r++) {
      for (let h = 0; h < heads!; h++) {
        const to = (r * heads! + h) * size!, from = 3 * to, p = position![r]!;
        turn(qkv!, from, q!, to, size!, half!, cos!, sin!, p, 1);
        turn(qkv!, from + size!, k!, to, size!, half!, cos!, sin!, p, 1);
        for (let i = 0; i < size!; i++) {
          v![to + i] = qkv![from + 2 * size! + i]!;
        }
      }
    }
  },
};

/**
 * The gradient: turns back and packs.
 *
 * Error: 4 u times the greatest |dq| or |dk|; dv exactly.
 */
export const splitRotaryGrad: Kernel = {
  name: "split_rotary_grad",
  doc: "dqkv = dq and dk turned back by position, dv as it is, packed",
  operands: [
    read("dq", split),
    read("dk", split),
    read("dv", split),
    read("position", size("rows"), "u32"),
    read("cos", table),
    read("sin", table),
    write("dqkv", packed),
  ],
  dims,
  constants: [],
  flops: ({ rows, heads, half }) => 12 * rows! * heads! * half!,
  reference([dq, dk, dv, position, cos, sin, dqkv], dims) {
    const { rows, heads, size, half } = dims as Record<string, number>;
    for (let r = 0; r < rows!; r++) {
      for (let h = 0; h < heads!; h++) {
        const from = (r * heads! + h) * size!, to = 3 * from, p = position![r]!;
        turn(dq!, from, dqkv!, to, size!, half!, cos!, sin!, p, -1);
        turn(dk!, from, dqkv!, to + size!, size!, half!, cos!, sin!, p, -1);
        for (let i = 0; i < size!; i++) {
          dqkv![to + 2 * size! + i] = dv![from + i]!;
        }
      }
    }
  },
};
