/**
 * Causal attention over long sequences in WGSL, by tiles (Dao, arXiv
 * 2307.08691). A workgroup has a block of queries (for dk and dv, of keys) and
 * goes through the tiles of the other side, skipping those that causality rules
 * out. The forward pass keeps a running maximum and sum for each row; the
 * backward pass computes weights again from the log of the sum. Each element
 * has one writer, which adds tiles up in order.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";
import {
  accumulators,
  across8,
  all4,
  apply,
  block,
  chunksOf,
  finish,
  four,
  grid,
  hand,
  lowest,
  max,
  product,
  rowsFrom,
  scores,
  shader,
  sum,
} from "./attention_blocks.ts";

/** Workgroups begin with the last block, which has the most tiles. */
const queries = `  let own: u32 = blocks - 1u - group % blocks;
  let begin: u32 = own * ${block}u;
${rowsFrom("begin")}`;

/** The forward pass. */
export const tilesForward = (size: number): Shader =>
  shader({
    name: "attention_tiles",
    size,
    heads: ["q", "k", "v"],
    rows: ["lse"],
    written: ["out"],
    order: ["q", "k", "v", "out", "lse"],
    body: `${queries}
${four((i) => `  var top${i}: f32 = ${lowest};\n  var total${i}: f32 = 0.0;`)}
${accumulators("o", size)}
  for (var tile: u32 = 0u; tile <= own; tile++) {
    let keys: u32 = tile * ${block}u;
${scores("s")}
${product("s", size, ["q", "begin"], ["k", "keys"])}
${
      grid((i, j) =>
        `    s${i}${j} = select(${lowest}, p.scale * s${i}${j}, ` +
        `keys + x + ${8 * j}u <= row${i});`
      )
    }
${across8("peak", (i) => all4((j) => `s${i}${j}`, max), max)}
${
      four((i) =>
        `    let new${i}: f32 = max(top${i}, peak${i});
    let keep${i}: f32 = exp(top${i} - new${i});
    top${i} = new${i};`
      )
    }
${
      grid((i, j) =>
        `    s${i}${j} = select(0.0, exp(s${i}${j} - top${i}), ` +
        `keys + x + ${8 * j}u <= row${i});`
      )
    }
${hand("s")}
${across8("part", (i) => all4((j) => `s${i}${j}`, sum), sum)}
${four((i) => `    total${i} = total${i} * keep${i} + part${i};`)}
${unroll(chunksOf(size), (c) => four((i) => `    o${c}${i} *= keep${i};`))}
${apply("o", size, ["v", "keys"])}
  }
  if (group / blocks < p.batch * p.heads) {
${finish("o", size, "out", (i) => `(1.0 / total${i})`)}
    if (x == 0u) {
${
      four((i) =>
        `      if (row${i} < p.time) { ` +
        `lse[lines + row${i}] = top${i} + log(total${i}); }`
      )
    }
    }
  }`,
  });

/**
 * Weights `s<i><j>` and gradients `g<i><j>` of scores, from products. What
 * causality rules out may be far above the log of the sum, so it is masked
 * before the exponential.
 */
const gradients = (
  valid: (i: number, j: number) => string,
  query: (i: number, j: number) => string,
) =>
  grid((i, j) =>
    `    s${i}${j} = exp(select(${lowest}, ` +
    `p.scale * s${i}${j} - log_sum${query(i, j)}, ${valid(i, j)}));
    g${i}${j} = p.scale * s${i}${j} * (g${i}${j} - shift${query(i, j)});`
  );

/** The gradient of the queries. */
export const tilesGradQuery = (size: number): Shader =>
  shader({
    name: "attention_tiles_grad_query",
    size,
    heads: ["q", "k", "v", "dout"],
    rows: ["lse", "delta"],
    written: ["dq"],
    order: ["q", "k", "v", "dout", "lse", "delta", "dq"],
    body: `${queries}
${
      four((i) =>
        `  let log_sum${i}: f32 = lse[lines + min(row${i}, p.time - 1u)];
  let shift${i}: f32 = delta[lines + min(row${i}, p.time - 1u)];`
      )
    }
${accumulators("o", size)}
  for (var tile: u32 = 0u; tile <= own; tile++) {
    let keys: u32 = tile * ${block}u;
${scores("s")}
${scores("g")}
${product("s", size, ["q", "begin"], ["k", "keys"])}
${product("g", size, ["dout", "begin"], ["v", "keys"])}
${
      gradients(
        (i, j) => `keys + x + ${8 * j}u <= row${i}`,
        (i) => `${i}`,
      )
    }
${hand("g")}
${apply("o", size, ["k", "keys"])}
  }
  if (group / blocks < p.batch * p.heads) {
${finish("o", size, "dq")}
  }`,
  });

/** The gradients of keys and values: rows are keys, columns are queries. */
export const tilesGradKeyValue = (size: number): Shader =>
  shader({
    name: "attention_tiles_grad_key_value",
    size,
    heads: ["q", "k", "v", "dout"],
    rows: ["lse", "delta"],
    written: ["dk", "dv"],
    order: ["q", "k", "v", "dout", "lse", "delta", "dk", "dv"],
    body: `  let own: u32 = group % blocks;
  let begin: u32 = own * ${block}u;
${rowsFrom("begin")}
${accumulators("a", size)}
${accumulators("b", size)}
  for (var tile: u32 = own; tile < blocks; tile++) {
    let other: u32 = tile * ${block}u;
${
      four((j) =>
        `    let query${j}: u32 = other + x + ${8 * j}u;
    let log_sum${j}: f32 = lse[lines + min(query${j}, p.time - 1u)];
    let shift${j}: f32 = delta[lines + min(query${j}, p.time - 1u)];`
      )
    }
${scores("s")}
${scores("g")}
${product("s", size, ["k", "begin"], ["q", "other"])}
${product("g", size, ["v", "begin"], ["dout", "other"])}
${
      gradients(
        (i, j) => `(row${i} <= query${j} && query${j} < p.time)`,
        (_, j) => `${j}`,
      )
    }
${hand("s")}
${apply("b", size, ["dout", "other"])}
    workgroupBarrier();
${hand("g")}
${apply("a", size, ["q", "other"])}
  }
  if (group / blocks < p.batch * p.heads) {
${finish("a", size, "dk")}
${finish("b", size, "dv")}
  }`,
  });
