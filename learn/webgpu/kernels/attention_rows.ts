/**
 * Causal attention over short sequences in WGSL. One invocation has one row: a
 * query's in the forward pass and for dq, a key's for dk and dv, so that each
 * element has one writer and sums run in the order of time. A row lives in
 * registers, so there is a shader for each size of a head, with its code
 * unrolled.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";

/** Invocations of a workgroup. */
export const width = 64;

/** How a head lies in registers: in cells of four elements where that fits. */
function cellsOf(size: number) {
  const fours = size % 4 === 0, count = fours ? size / 4 : size;
  const cell = fours ? "vec4<f32>" as const : "f32" as const;
  return {
    cell,
    zero: `${cell}(0.0)`,
    each: (line: (d: number) => string) => unroll(count, line),
    /** The sum over a head's elements of a product, as one expression. */
    dot: (a: (d: number) => string, b: (d: number) => string) =>
      Array.from(
        { length: count },
        (_, d) => fours ? `dot(${a(d)}, ${b(d)})` : `${a(d)} * ${b(d)}`,
      ).join(" + "),
    /**
     * `row` counts [batch, heads, time]; `here` is the cell where the row's
     * head begins, `first` where that of position 0 does, and `stride` leads
     * from one position to the next.
     */
    begin: `  let row: u32 = group * ${width}u + local;
  if (row < p.batch * p.heads * p.time) {
    let t: u32 = row % p.time;
    let head: u32 = row / p.time % p.heads;
    let sequence: u32 = row / (p.time * p.heads);
    let stride: u32 = p.heads * ${count}u;
    let first: u32 = sequence * p.time * stride + head * ${count}u;
    let here: u32 = first + t * stride;`,
  };
}

/** A shader; `rows` names those of its arrays with one number a row. */
const shader = (
  name: string,
  size: number,
  arrays: string,
  rows: string,
  floats: string[],
  body: string,
): Shader => ({
  name: `${name}_${size}`,
  arrays: arrays.split(" ").map((array) => [
    array,
    rows.split(" ").includes(array) ? "f32" : cellsOf(size).cell,
  ]),
  integers: ["batch", "time", "heads", "size"],
  floats,
  size: width,
  body,
});

/**
 * One step of a softmax that meets its scores one after the other: `top` is
 * the greatest so far, `total` the sum of e^(score - top), and the sums of
 * values in `o0`, `o1`, ... are scaled alike. Of the two exponentials that this
 * takes one is always e^0.
 */
export const softmaxStep = (
  count: number,
  value: (d: number) => string,
): string => `
      let e: f32 = exp(-abs(score - top));
      let keep: f32 = select(1.0, e, score > top);
      let weight: f32 = select(e, 1.0, score > top);
      top = max(top, score);
      total = total * keep + weight;
${unroll(count, (d) => `      o${d} = o${d} * keep + weight * ${value(d)};`)}`;

/** The forward pass. */
export function rowsForward(size: number): Shader {
  const { begin, cell, dot, each } = cellsOf(size);
  const count = size % 4 === 0 ? size / 4 : size;
  return shader(
    "attention",
    size,
    "q k v out lse",
    "lse",
    ["scale"],
    `${begin}
${each((d) => `    let q${d}: ${cell} = q[here + ${d}u];`)}
${each((d) => `    var o${d}: ${cell} = v[first + ${d}u];`)}
    var top: f32 = p.scale *
      (${dot((d) => `q${d}`, (d) => `k[first + ${d}u]`)});
    var total: f32 = 1.0;
    for (var u: u32 = 1u; u <= t; u++) {
      let j: u32 = first + u * stride;
      let score: f32 = p.scale *
        (${dot((d) => `q${d}`, (d) => `k[j + ${d}u]`)});
${softmaxStep(count, (d) => `v[j + ${d}u]`)}
    }
    lse[row] = top + log(total);
${each((d) => `    out[here + ${d}u] = o${d} / total;`)}
  }`,
  );
}

/** The products of the rows of dout and out. */
export function rowsDelta(size: number): Shader {
  const { begin, dot } = cellsOf(size);
  return shader(
    "attention_grad_delta",
    size,
    "dout out delta",
    "delta",
    [],
    `${begin}
    delta[row] = ${
      dot((d) => `dout[here + ${d}u]`, (d) => `out[here + ${d}u]`)
    };
  }`,
  );
}

/** The gradient of the queries. */
export function rowsGradQuery(size: number): Shader {
  const { begin, cell, zero, dot, each } = cellsOf(size);
  return shader(
    "attention_grad_query",
    size,
    "q k v dout lse delta dq",
    "lse delta",
    ["scale"],
    `${begin}
${each((d) => `    let q${d}: ${cell} = q[here + ${d}u];`)}
${each((d) => `    let g${d}: ${cell} = dout[here + ${d}u];`)}
${each((d) => `    var s${d}: ${cell} = ${zero};`)}
    let log_sum: f32 = lse[row];
    let shift: f32 = delta[row];
    for (var u: u32 = 0u; u <= t; u++) {
      let j: u32 = first + u * stride;
${each((d) => `      let k${d}: ${cell} = k[j + ${d}u];`)}
      let score: f32 = p.scale * (${dot((d) => `q${d}`, (d) => `k${d}`)});
      let gain: f32 = ${dot((d) => `g${d}`, (d) => `v[j + ${d}u]`)};
      let ds: f32 = p.scale * exp(score - log_sum) * (gain - shift);
${each((d) => `      s${d} += ds * k${d};`)}
    }
${each((d) => `    dq[here + ${d}u] = s${d};`)}
  }`,
  );
}

/** The gradients of keys and values. */
export function rowsGradKeyValue(size: number): Shader {
  const { begin, cell, zero, dot, each } = cellsOf(size);
  return shader(
    "attention_grad_key_value",
    size,
    "q k v dout lse delta dk dv",
    "lse delta",
    ["scale"],
    `${begin}
${each((d) => `    let k${d}: ${cell} = k[here + ${d}u];`)}
${each((d) => `    let v${d}: ${cell} = v[here + ${d}u];`)}
${each((d) => `    var x${d}: ${cell} = ${zero};`)}
${each((d) => `    var y${d}: ${cell} = ${zero};`)}
    for (var u: u32 = t; u < p.time; u++) {
      let j: u32 = first + u * stride;
      let query: u32 = row - t + u;
${each((d) => `      let q${d}: ${cell} = q[j + ${d}u];`)}
${each((d) => `      let g${d}: ${cell} = dout[j + ${d}u];`)}
      let score: f32 = p.scale * (${dot((d) => `q${d}`, (d) => `k${d}`)});
      let gain: f32 = ${dot((d) => `g${d}`, (d) => `v${d}`)};
      let weight: f32 = exp(score - lse[query]);
      let ds: f32 = p.scale * weight * (gain - delta[query]);
${each((d) => `      x${d} += ds * q${d};`)}
${each((d) => `      y${d} += weight * g${d};`)}
    }
${each((d) => `    dk[here + ${d}u] = x${d};`)}
${each((d) => `    dv[here + ${d}u] = y${d};`)}
  }`,
  );
}
