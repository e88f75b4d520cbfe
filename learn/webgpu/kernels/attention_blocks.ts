/**
 * What the kernels of attention by tiles are put together from. A workgroup of
 * eight by eight invocations has a block of 32 rows and goes through tiles of 32
 * columns; invocation (x, y) has rows 4 y to 4 y + 3 and columns x, x + 8, ...
 * Operands go through the workgroup's memory in chunks of 32 elements of a
 * head, so what a workgroup needs is the same for any size of a head: below 16
 * KiB, the least that WebGPU promises.
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
export const lowest = "-1e30";

/** A line for each row (or column) of an invocation. */
export const four = (line: (i: number) => string): string => unroll(4, line);
/** A line for each row and column of an invocation. */
export const grid = (line: (i: number, j: number) => string): string =>
  four((i) => four((j) => line(i, j)));

/** Chunks of a head. */
export const chunksOf = (size: number): number => Math.ceil(size / (4 * chunk));

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
export const product = (
  s: string,
  size: number,
  [a, a0]: [string, string],
  [b, b0]: [string, string],
): string =>
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
export const hand = (w: string): string =>
  four((i) =>
    `    weights[(y * 4u + ${i}u) * ${across}u + x] = ` +
    `vec4<f32>(${[0, 1, 2, 3].map((j) => `${w}${i}${j}`).join(", ")});`
  );

/**
 * Adds to `o<c><i>` the handed weights' row 4 y + i times the rows of array `b`
 * from `b0` on. Begins with a barrier, which the handed weights need, too.
 */
export const apply = (
  o: string,
  size: number,
  [b, b0]: [string, string],
): string =>
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
export const accumulators = (o: string, size: number): string =>
  unroll(
    chunksOf(size),
    (c) => four((i) => `  var ${o}${c}${i}: vec4<f32> = vec4<f32>();`),
  );

/** Writes `o<c><i>` times a factor to rows 4 y + i of an array. */
export const finish = (
  o: string,
  size: number,
  name: string,
  factor: (i: number) => string = () => "1.0",
): string =>
  four((i) =>
    `  if (row${i} < p.time) {
${
      unroll(chunksOf(size), (c) =>
        `    store_${name}(first + row${i} * stride, ${c * chunk}u + x, ` +
        `${o}${c}${i} * ${factor(i)});`)
    }
  }`
  );

/** What {@linkcode shader} puts together. */
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
export function shader(parts: Parts): Shader {
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

/** Declares the invocation's rows, `row<i>`, of the block that begins there. */
export const rowsFrom = (from: string): string =>
  four((i) => `  let row${i}: u32 = ${from} + y * 4u + ${i}u;`);

/** Declares `s<i><j>` with zeros. */
export const scores = (s: string): string =>
  grid((i, j) => `    var ${s}${i}${j}: f32 = 0.0;`);

/**
 * The maximum or sum of a number over the eight invocations of each row, in
 * one order for all of them: `name<i>` from `value(i)`.
 */
export const across8 = (
  name: string,
  value: (i: number) => string,
  join: (a: string, b: string) => string,
): string =>
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

/** Joins what an invocation has in one row. */
export const all4 = (
  name: (j: number) => string,
  join: (a: string, b: string) => string,
): string => join(join(name(0), name(1)), join(name(2), name(3)));

/** How parts are joined. */
export const max = (a: string, b: string): string => `max(${a}, ${b})`;
/** Likewise. */
export const sum = (a: string, b: string): string => `(${a} + ${b})`;
