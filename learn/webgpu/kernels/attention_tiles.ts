/**
 * Causal attention over long sequences in WGSL, by tiles (Dao, arXiv
 * 2307.08691). A workgroup has a block of queries (for dk and dv, of keys) and
 * goes through the tiles of the other side, skipping those that causality rules
 * out. Products of two tiles run like those of matrices: parts of the operands
 * are staged in the workgroup's memory, and each invocation has four rows and
 * four columns in registers. Weights go through the workgroup's memory into the
 * second product. Each element has one writer, which adds tiles up in order.
 *
 * What a workgroup stages is below 16 KiB, the least that WebGPU promises, for
 * any size of a head: heads are taken in chunks of 32 elements.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";

/** Rows of a block, and of a tile. */
export const block = 32;

/** Invocations of a workgroup: eight by eight, of four rows and columns each. */
const width = 64;
const across = 8;
/** Elements of a head that are staged at once, by fours. */
const chunk = 8;
/** From one staged row to the next: one more, so that rows differ in bank. */
const pitch = chunk + 1;
/** A score that leaves nothing of its weight, yet is finite. */
const lowest = "-1e30";

const four = (line: (i: number) => string) => unroll(4, line);
const grid = (line: (i: number, j: number) => string) =>
  four((i) => four((j) => line(i, j)));

/** Names of accumulators: row i, chunk c. */
const chunksOf = (size: number) => Math.ceil(size / (4 * chunk));

/** `load_x(begin, d)` is the four elements from 4 d on of a head of array x. */
const loader = (name: string, size: number) =>
  size % 4 === 0
    ? `fn load_${name}(begin: u32, d: u32) -> vec4<f32> {
  return select(vec4<f32>(), ${name}[begin / 4u + min(d, ${size / 4 - 1}u)],
    d < ${size / 4}u);
}`
    : `fn load_${name}(begin: u32, d: u32) -> vec4<f32> {
  var result: vec4<f32> = vec4<f32>();
${
      four((e) =>
        `  if (4u * d + ${e}u < ${size}u) { ` +
        `result.${"xyzw"[e]} = ${name}[begin + 4u * d + ${e}u]; }`
      )
    }
  return result;
}`;

/** `store_x(begin, d, value)`, likewise. */
const storer = (name: string, size: number) =>
  size % 4 === 0
    ? `fn store_${name}(begin: u32, d: u32, value: vec4<f32>) {
  if (d < ${size / 4}u) { ${name}[begin / 4u + d] = value; }
}`
    : `fn store_${name}(begin: u32, d: u32, value: vec4<f32>) {
${
      four((e) =>
        `  if (4u * d + ${e}u < ${size}u) { ` +
        `${name}[begin + 4u * d + ${e}u] = value.${"xyzw"[e]}; }`
      )
    }
}`;

/**
 * Stages a chunk of the rows from `from` on into tile `to`. Rows past the end
 * are the last one again: their weights will be zero.
 */
const stage = (to: "left" | "right", name: string, from: string, c: string) =>
  unroll(block * chunk / width, (n) =>
    `      {
        let slot: u32 = local + ${n * width}u;
        let t: u32 = min(${from} + slot / ${chunk}u, p.time - 1u);
        ${to}[slot / ${chunk}u * ${pitch}u + slot % ${chunk}u] =
          load_${name}(first + t * stride, ${c} * ${chunk}u + slot % ${chunk}u);
      }`);

/**
 * Adds to `s<i><j>` the product of row 4 y + i of array `a` from `a0` on and
 * row x + 8 j of array `b` from `b0` on.
 */
const product = (
  s: string,
  size: number,
  [a, a0]: [string, string],
  [b, b0]: [string, string],
) =>
  `    for (var c: u32 = 0u; c < ${chunksOf(size)}u; c++) {
      workgroupBarrier();
${stage("left", a, a0, "c")}
${stage("right", b, b0, "c")}
      workgroupBarrier();
      for (var d: u32 = 0u; d < ${Math.min(chunk, Math.ceil(size / 4))}u; d++) {
${
    four((i) =>
      `        let l${i}: vec4<f32> = left[(y * 4u + ${i}u) * ${pitch}u + d];`
    )
  }
${
    four((j) =>
      `        let r${j}: vec4<f32> = right[(x + ${8 * j}u) * ${pitch}u + d];`
    )
  }
${grid((i, j) => `        ${s}${i}${j} += dot(l${i}, r${j});`)}
      }
    }`;

/** Puts weights `w<i><j>` where every invocation of their row finds them. */
const hand = (w: string) =>
  four((i) =>
    `    weights[(y * 4u + ${i}u) * ${across}u + x] = ` +
    `vec4<f32>(${[0, 1, 2, 3].map((j) => `${w}${i}${j}`).join(", ")});`
  );

/**
 * Adds to `o<c><i>` the handed weights' row 4 y + i times the rows of array `b`
 * from `b0` on. Begins with a barrier, which the handed weights need, too.
 */
const apply = (o: string, size: number, [b, b0]: [string, string]) =>
  unroll(chunksOf(size), (c) =>
    `    workgroupBarrier();
${stage("right", b, b0, `${c}u`)}
    workgroupBarrier();
    for (var k: u32 = 0u; k < ${across}u; k++) {
${
      four((i) =>
        `      let l${i}: vec4<f32> = weights[(y * 4u + ${i}u) * ${across}u + k];`
      )
    }
${
      four((j) =>
        `      let r${j}: vec4<f32> = right[(k + ${8 * j}u) * ${pitch}u + x];`
      )
    }
${
      four((i) =>
        `      ${o}${c}${i} += ` +
        [0, 1, 2, 3].map((j) => `l${i}.${"xyzw"[j]} * r${j}`).join(" + ") + ";"
      )
    }
    }`);

/** Declares `o<c><i>`. */
const accumulators = (o: string, size: number) =>
  unroll(
    chunksOf(size),
    (c) => four((i) => `  var ${o}${c}${i}: vec4<f32> = vec4<f32>();`),
  );

/** Writes `o<c><i>` times a factor to rows 4 y + i of an array. */
const finish = (
  o: string,
  size: number,
  name: string,
  factor: (i: number) => string = () => "1.0",
) =>
  four((i) =>
    `  if (row${i} < p.time) {
${
      unroll(chunksOf(size), (c) =>
        `    store_${name}(first + row${i} * stride, ${c * chunk}u + x, ` +
        `${o}${c}${i} * ${factor(i)});`)
    }
  }`
  );

interface Parts {
  readonly name: string;
  readonly size: number;
  /** Arrays of heads, and those with one number a row. */
  readonly heads: readonly string[];
  readonly rows: readonly string[];
  readonly written: readonly string[];
  /** The arrays in the kernel's order. */
  readonly order: readonly string[];
  readonly body: string;
}

/**
 * `begin` is the first row of the block, `row<i>` the invocation's own, `first`
 * the head's element of position 0, `lines` that of arrays with one number a
 * row.
 */
function shader(parts: Parts): Shader {
  const { name, size, heads, rows, written, order, body } = parts;
  const cell = size % 4 === 0 ? "vec4<f32>" : "f32";
  return {
    name: `${name}_${size}`,
    arrays: order.map((array) => [array, rows.includes(array) ? "f32" : cell]),
    integers: ["batch", "time", "heads", "size"],
    floats: ["scale"],
    size: width,
    declarations: `
var<workgroup> left: array<vec4<f32>, ${block * pitch}>;
var<workgroup> right: array<vec4<f32>, ${block * pitch}>;
var<workgroup> weights: array<vec4<f32>, ${block * across}>;
var<workgroup> parts: array<f32, ${block * across}>;
${heads.map((array) => loader(array, size)).join("\n")}
${written.map((array) => storer(array, size)).join("\n")}`,
    body: `  let x: u32 = local % ${across}u;
  let y: u32 = local / ${across}u;
  let blocks: u32 = (p.time + ${block - 1}u) / ${block}u;
  let lane: u32 = min(group / blocks, p.batch * p.heads - 1u);
  let stride: u32 = p.heads * ${size}u;
  let first: u32 = lane / p.heads * p.time * stride + lane % p.heads * ${size}u;
  let lines: u32 = lane * p.time;
${body}`,
  };
}

const rowsFrom = (from: string) =>
  four((i) => `  let row${i}: u32 = ${from} + y * 4u + ${i}u;`);

/** Declares `s<i><j>` with zeros. */
const scores = (s: string) =>
  grid((i, j) => `    var ${s}${i}${j}: f32 = 0.0;`);

/**
 * The maximum or sum of a number over the eight invocations of each row, in
 * one order for all of them: `name<i>` from `value(i)`.
 */
const across8 = (
  name: string,
  value: (i: number) => string,
  join: (a: string, b: string) => string,
) =>
  `    workgroupBarrier();
${four((i) => `    parts[(y * 4u + ${i}u) * ${across}u + x] = ${value(i)};`)}
    workgroupBarrier();
${
    four((i) => {
      const part = (k: number) =>
        `parts[(y * 4u + ${i}u) * ${across}u + ${k}u]`;
      let joined = part(0);
      for (let k = 1; k < across; k++) joined = join(joined, part(k));
      return `    let ${name}${i}: f32 = ${joined};`;
    })
  }`;

const all4 = (
  name: (j: number) => string,
  join: (a: string, b: string) => string,
) => join(join(name(0), name(1)), join(name(2), name(3)));

const max = (a: string, b: string) => `max(${a}, ${b})`;
const sum = (a: string, b: string) => `(${a} + ${b})`;

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

/** Weights `s<i><j>` and gradients `g<i><j>` of scores, from products. */
const gradients = (
  valid: (i: number, j: number) => string,
  query: (i: number, j: number) => string,
) =>
  grid((i, j) =>
    `    s${i}${j} = select(0.0, ` +
    `exp(p.scale * s${i}${j} - log_sum${query(i, j)}), ${valid(i, j)});
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
