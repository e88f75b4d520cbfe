/**
 * Causal attention in WGSL. One invocation has one row: a query's in the
 * forward pass and for dq, a key's for dk and dv, so that each element has one
 * writer and sums run in the order of time. A row lives in registers, so there
 * is a shader for each size of a head, with its code unrolled.
 *
 * @module
 */

import { type Planner, type Shader, single, unroll } from "../shader.ts";

const width = 64;
const integers = ["batch", "time", "heads", "size"];

const floats = (names: string) =>
  names.split(" ").map((name) => [name, "f32"] as [string, "f32"]);

/** `row` counts [batch, heads, time]; `at(t)` is where position t begins. */
const begin = `  let row: u32 = group * ${width}u + local;
  if (row < p.batch * p.heads * p.time) {
    let t: u32 = row % p.time;
    let head: u32 = row / p.time % p.heads;
    let sequence: u32 = row / (p.time * p.heads);
    let stride: u32 = p.heads * p.size;
    let first: u32 = sequence * p.time * stride + head * p.size;
    let here: u32 = first + t * stride;`;

/** The sum over a head's elements of a product, as one expression. */
const dot = (size: number, term: (d: number) => string) =>
  Array.from({ length: size }, (_, d) => term(d)).join(" + ");

/** Makes a planner from a function that writes the shader for a head's size. */
export function perSize(
  write: (size: number) => Shader,
  sizeOf: (dims: readonly number[]) => number,
  groups: (dims: readonly number[]) => number,
): Planner {
  const planners = new Map<number, Planner>();
  return (dims, constants, target) => {
    const size = sizeOf(dims);
    let planner = planners.get(size);
    if (!planner) planners.set(size, planner = single(write(size), groups));
    return planner(dims, constants, target);
  };
}

/**
 * One step of a softmax that meets its scores one after the other: `top` is
 * the greatest so far, `total` the sum of e^(score - top), and the sums of
 * values in `o0`, `o1`, ... are scaled alike. Of the two exponentials that this
 * takes one is always e^0.
 */
export const softmaxStep = (
  size: number,
  value: (d: number) => string,
): string => `
      let e: f32 = exp(-abs(score - top));
      let keep: f32 = select(1.0, e, score > top);
      let weight: f32 = select(e, 1.0, score > top);
      top = max(top, score);
      total = total * keep + weight;
${unroll(size, (d) => `      o${d} = o${d} * keep + weight * ${value(d)};`)}`;

const forward = (size: number): Shader => ({
  name: `attention_${size}`,
  arrays: floats("q k v out lse"),
  integers,
  floats: ["scale"],
  size: width,
  body: `${begin}
${unroll(size, (d) => `    let q${d}: f32 = q[here + ${d}u];`)}
${unroll(size, (d) => `    var o${d}: f32 = v[first + ${d}u];`)}
    var top: f32 = p.scale * (${dot(size, (d) => `q${d} * k[first + ${d}u]`)});
    var total: f32 = 1.0;
    for (var u: u32 = 1u; u <= t; u++) {
      let j: u32 = first + u * stride;
      let score: f32 = p.scale * (${dot(size, (d) => `q${d} * k[j + ${d}u]`)});
${softmaxStep(size, (d) => `v[j + ${d}u]`)}
    }
    lse[row] = top + log(total);
${unroll(size, (d) => `    out[here + ${d}u] = o${d} / total;`)}
  }`,
});

const delta = (size: number): Shader => ({
  name: `attention_grad_delta_${size}`,
  arrays: floats("dout out delta"),
  integers,
  floats: [],
  size: width,
  body: `${begin}
    delta[row] = ${dot(size, (d) => `dout[here + ${d}u] * out[here + ${d}u]`)};
  }`,
});

const gradQuery = (size: number): Shader => ({
  name: `attention_grad_query_${size}`,
  arrays: floats("q k v dout lse delta dq"),
  integers,
  floats: ["scale"],
  size: width,
  body: `${begin}
${unroll(size, (d) => `    let q${d}: f32 = q[here + ${d}u];`)}
${unroll(size, (d) => `    let g${d}: f32 = dout[here + ${d}u];`)}
${unroll(size, (d) => `    var s${d}: f32 = 0.0;`)}
    let log_sum: f32 = lse[row];
    let shift: f32 = delta[row];
    for (var u: u32 = 0u; u <= t; u++) {
      let j: u32 = first + u * stride;
${unroll(size, (d) => `      let k${d}: f32 = k[j + ${d}u];`)}
      let score: f32 = p.scale * (${dot(size, (d) => `q${d} * k${d}`)});
      let gain: f32 = ${dot(size, (d) => `g${d} * v[j + ${d}u]`)};
      let ds: f32 = p.scale * exp(score - log_sum) * (gain - shift);
${unroll(size, (d) => `      s${d} += ds * k${d};`)}
    }
${unroll(size, (d) => `    dq[here + ${d}u] = s${d};`)}
  }`,
});

const gradKeyValue = (size: number): Shader => ({
  name: `attention_grad_key_value_${size}`,
  arrays: floats("q k v dout lse delta dk dv"),
  integers,
  floats: ["scale"],
  size: width,
  body: `${begin}
${unroll(size, (d) => `    let k${d}: f32 = k[here + ${d}u];`)}
${unroll(size, (d) => `    let v${d}: f32 = v[here + ${d}u];`)}
${unroll(size, (d) => `    var x${d}: f32 = 0.0;`)}
${unroll(size, (d) => `    var y${d}: f32 = 0.0;`)}
    for (var u: u32 = t; u < p.time; u++) {
      let j: u32 = first + u * stride;
      let query: u32 = row - t + u;
${unroll(size, (d) => `      let q${d}: f32 = q[j + ${d}u];`)}
${unroll(size, (d) => `      let g${d}: f32 = dout[j + ${d}u];`)}
      let score: f32 = p.scale * (${dot(size, (d) => `q${d} * k${d}`)});
      let gain: f32 = ${dot(size, (d) => `g${d} * v${d}`)};
      let weight: f32 = exp(score - lse[query]);
      let ds: f32 = p.scale * weight * (gain - delta[query]);
${unroll(size, (d) => `      x${d} += ds * q${d};`)}
${unroll(size, (d) => `      y${d} += weight * g${d};`)}
    }
${unroll(size, (d) => `    dk[here + ${d}u] = x${d};`)}
${unroll(size, (d) => `    dv[here + ${d}u] = y${d};`)}
  }`,
});

const planner = (write: (size: number) => Shader) =>
  perSize(
    write,
    ([, , , size]) => size!,
    ([batch, time, heads]) => Math.ceil(batch! * time! * heads! / width),
  );

/** Planners by the kernel's name. */
export const attention: Readonly<Record<string, Planner>> = {
  attention: planner(forward),
  attention_grad_delta: planner(delta),
  attention_grad_query: planner(gradQuery),
  attention_grad_key_value: planner(gradKeyValue),
};
