/**
 * Causal attention over short sequences in WGSL. One invocation has one row, or
 * two neighbours where heads are small: queries' in the forward pass and for dq,
 * keys' for dk and dv, so that each element has one writer and sums run in the
 * order of time. Rows live in registers, so there is a shader for each size of a
 * head, with its code unrolled.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";

/** Invocations of a workgroup. */
export const width = 64;

/**
 * Rows that an invocation has. Two halve what is loaded for each, as long as
 * they fit into registers.
 */
const queriesFor = (size: number) => size <= 32 ? 2 : 1;
const keysFor = (size: number) => size <= 16 ? 2 : 1;

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
     * `t<r>` are the positions of the rows and `here<r>` the cells where their
     * heads begin, `first` that of position 0; `stride` leads from one position
     * to the next, and `lines` is where the sequence begins in arrays with one
     * number a row. A row past the end is the last one once more.
     */
    begin: (rows: number) =>
      `  let index: u32 = group * ${width}u + local;
  let units: u32 = (p.time + ${rows - 1}u) / ${rows}u;
  let lane: u32 = index / units;
  if (lane < p.batch * p.heads) {
    let stride: u32 = p.heads * ${count}u;
    let first: u32 = lane / p.heads * p.time * stride +
      lane % p.heads * ${count}u;
    let lines: u32 = lane * p.time;
${
        unroll(rows, (r) =>
          `    let t${r}: u32 = min(index % units * ${rows}u + ${r}u, p.time - 1u);
    let here${r}: u32 = first + t${r} * stride;`)
      }`,
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

/** A kernel by rows: its shader, and the workgroups for given dimensions. */
export interface Rows {
  readonly shader: (size: number) => Shader;
  readonly groups: (dims: readonly number[]) => number;
}

const groupsFor =
  (rows: (size: number) => number) =>
  ([batch, time, heads, size]: readonly number[]): number =>
    Math.ceil(batch! * heads! * Math.ceil(time! / rows(size!)) / width);

/**
 * The forward pass: a softmax that meets its scores one after the other. `top`
 * is the greatest so far, `total` the sum of e^(score - top), and the sums of
 * values `o` are scaled alike. Of the two exponentials that a step takes one is
 * always e^0. The lowest score has no weight.
 */
export const forwardByRows: Rows = {
  groups: groupsFor(queriesFor),
  shader(size) {
    const { begin, cell, dot, each } = cellsOf(size), rows = queriesFor(size);
    const score = (r: number, key: (d: number) => string) =>
      `p.scale * (${dot((d) => `q${r}_${d}`, key)})`;
    return shader(
      "attention",
      size,
      "q k v out lse",
      "lse",
      ["scale"],
      `${begin(rows)}
${
        unroll(rows, (r) =>
          `${
            each((d) => `    let q${r}_${d}: ${cell} = q[here${r} + ${d}u];`)
          }
${each((d) => `    var o${r}_${d}: ${cell} = v[first + ${d}u];`)}
    var top${r}: f32 = ${score(r, (d) => `k[first + ${d}u]`)};
    var total${r}: f32 = 1.0;`)
      }
    for (var u: u32 = 1u; u <= t${rows - 1}; u++) {
      let j: u32 = first + u * stride;
${each((d) => `      let k_${d}: ${cell} = k[j + ${d}u];`)}
${each((d) => `      let v_${d}: ${cell} = v[j + ${d}u];`)}
${
        unroll(rows, (r) =>
          `      {
        let score: f32 = select(-1e30, ${
            score(r, (d) => `k_${d}`)
          }, u <= t${r});
        let e: f32 = exp(-abs(score - top${r}));
        let keep: f32 = select(1.0, e, score > top${r});
        let weight: f32 = select(e, 1.0, score > top${r});
        top${r} = max(top${r}, score);
        total${r} = total${r} * keep + weight;
${each((d) => `        o${r}_${d} = o${r}_${d} * keep + weight * v_${d};`)}
      }`)
      }
    }
${
        unroll(rows, (r) =>
          `    lse[lines + t${r}] = top${r} + log(total${r});
${each((d) => `    out[here${r} + ${d}u] = o${r}_${d} / total${r};`)}`)
      }
  }`,
    );
  },
};

/** The products of the rows of dout and out. */
export const deltaByRows: Rows = {
  groups: groupsFor(() => 1),
  shader(size) {
    const { begin, dot } = cellsOf(size);
    return shader(
      "attention_grad_delta",
      size,
      "dout out delta",
      "delta",
      [],
      `${begin(1)}
    delta[lines + t0] = ${
        dot((d) => `dout[here0 + ${d}u]`, (d) => `out[here0 + ${d}u]`)
      };
  }`,
    );
  },
};

/** The gradient of the queries. */
export const gradQueryByRows: Rows = {
  groups: groupsFor(queriesFor),
  shader(size) {
    const { begin, cell, zero, dot, each } = cellsOf(size);
    const rows = queriesFor(size);
    return shader(
      "attention_grad_query",
      size,
      "q k v dout lse delta dq",
      "lse delta",
      ["scale"],
      `${begin(rows)}
${
        unroll(rows, (r) =>
          `${
            each((d) => `    let q${r}_${d}: ${cell} = q[here${r} + ${d}u];`)
          }
${each((d) => `    let g${r}_${d}: ${cell} = dout[here${r} + ${d}u];`)}
${each((d) => `    var s${r}_${d}: ${cell} = ${zero};`)}
    let log_sum${r}: f32 = lse[lines + t${r}];
    let shift${r}: f32 = delta[lines + t${r}];`)
      }
    for (var u: u32 = 0u; u <= t${rows - 1}; u++) {
      let j: u32 = first + u * stride;
${each((d) => `      let k_${d}: ${cell} = k[j + ${d}u];`)}
${each((d) => `      let v_${d}: ${cell} = v[j + ${d}u];`)}
${
        unroll(rows, (r) =>
          `      {
        let score: f32 = p.scale * (${
            dot((d) => `q${r}_${d}`, (d) => `k_${d}`)
          });
        let gain: f32 = ${dot((d) => `g${r}_${d}`, (d) => `v_${d}`)};
        let weight: f32 = exp(select(-1e30, score - log_sum${r}, u <= t${r}));
        let ds: f32 = p.scale * weight * (gain - shift${r});
${each((d) => `        s${r}_${d} += ds * k_${d};`)}
      }`)
      }
    }
${
        unroll(
          rows,
          (r) => each((d) => `    dq[here${r} + ${d}u] = s${r}_${d};`),
        )
      }
  }`,
    );
  },
};

/** The gradients of keys and values. */
export const gradKeyValueByRows: Rows = {
  groups: groupsFor(keysFor),
  shader(size) {
    const { begin, cell, zero, dot, each } = cellsOf(size);
    const rows = keysFor(size);
    return shader(
      "attention_grad_key_value",
      size,
      "q k v dout lse delta dk dv",
      "lse delta",
      ["scale"],
      `${begin(rows)}
${
        unroll(rows, (r) =>
          `${
            each((d) => `    let k${r}_${d}: ${cell} = k[here${r} + ${d}u];`)
          }
${each((d) => `    let v${r}_${d}: ${cell} = v[here${r} + ${d}u];`)}
${each((d) => `    var x${r}_${d}: ${cell} = ${zero};`)}
${each((d) => `    var y${r}_${d}: ${cell} = ${zero};`)}`)
      }
    for (var u: u32 = t0; u < p.time; u++) {
      let j: u32 = first + u * stride;
${each((d) => `      let q_${d}: ${cell} = q[j + ${d}u];`)}
${each((d) => `      let g_${d}: ${cell} = dout[j + ${d}u];`)}
      let log_sum: f32 = lse[lines + u];
      let shift: f32 = delta[lines + u];
${
        unroll(rows, (r) =>
          `      {
        let score: f32 = p.scale * (${
            dot((d) => `q_${d}`, (d) => `k${r}_${d}`)
          });
        let gain: f32 = ${dot((d) => `g_${d}`, (d) => `v${r}_${d}`)};
        let weight: f32 = exp(select(-1e30, score - log_sum, u >= t${r}));
        let ds: f32 = p.scale * weight * (gain - shift);
${each((d) => `        x${r}_${d} += ds * q_${d};`)}
${each((d) => `        y${r}_${d} += weight * g_${d};`)}
      }`)
      }
    }
${
        unroll(rows, (r) =>
          `${each((d) => `    dk[here${r} + ${d}u] = x${r}_${d};`)}
${each((d) => `    dv[here${r} + ${d}u] = y${r}_${d};`)}`)
      }
  }`,
    );
  },
};
