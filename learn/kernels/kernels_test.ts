/**
 * Tests of the references themselves: gradients against finite differences of
 * the forward kernels in float64, and known answers.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Random } from "../testing/random.ts";
import { drawUniform } from "./decode.ts";
import { erf } from "./elementwise.ts";
import { type Dims, type Kernel, kernelByName, type Values } from "./mod.ts";

/** Operands by name. */
type Given = Record<string, Values>;

/** Runs a reference on given operands and returns all of them, in float64. */
function run(name: string, given: Given, dims: Dims, constants: number[] = []) {
  const kernel = kernelByName.get(name)!;
  const values = kernel.operands.map((operand) =>
    given[operand.name]?.slice() as Values ??
      new Float64Array(operand.length(dims))
  );
  kernel.reference(values, dims, constants);
  return Object.fromEntries(
    kernel.operands.map(({ name }, i) => [name, values[i]!]),
  );
}

const wroteBy = (kernel: Kernel) =>
  kernel.operands.filter(({ access }) => access !== "read");

/**
 * The gradient of a weighted sum of a forward kernel's outputs with respect to
 * one input, by central differences.
 */
function differences(
  name: string,
  given: Given,
  dims: Dims,
  constants: number[],
  weights: Given,
  input: string,
): Float64Array {
  const value = (x: Values) => {
    const all = run(name, { ...given, [input]: x }, dims, constants);
    let sum = 0;
    for (const [output, weight] of Object.entries(weights)) {
      weight.forEach((w, i) => sum += w * all[output]![i]!);
    }
    return sum;
  };
  const step = 1e-5;
  return Float64Array.from(given[input]!, (x, i) => {
    const moved = given[input]!.slice() as Values;
    moved[i] = x + step;
    const above = value(moved);
    moved[i] = x - step;
    return (above - value(moved)) / (2 * step);
  });
}

function assertNear(actual: Values, expected: Values, what: string) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    const allowed = 1e-7 * (1 + Math.abs(expected[i]!));
    assert.ok(
      Math.abs(value - expected[i]!) <= allowed,
      `${what}[${i}] is ${value}, not ${expected[i]}`,
    );
  });
}

const random = new Random(5);

for (const name of ["gelu", "log_sigmoid", "relu"]) {
  Deno.test(`${name}_grad is the derivative of ${name}`, () => {
    const dims = { n: 40 };
    const x = random.uniforms(40, -6, 6), dy = random.uniforms(40);
    const { y } = run(`${name}_grad`, { a: x, b: dy }, dims);
    assertNear(y!, differences(name, { x }, dims, [], { y: dy }, "x"), "dx");
  });
}

Deno.test("the gradients of layer_norm are its derivatives", () => {
  const dims = { rows: 4, columns: 7 }, constants = [1e-5];
  const given = {
    x: random.uniforms(28, -2, 3),
    gamma: random.uniforms(7, 0.5, 1.5),
    beta: random.uniforms(7),
  };
  const dy = random.uniforms(28);
  const { mean, rstd } = run("layer_norm", given, dims, constants);
  const all = { ...given, dy, mean: mean!, rstd: rstd! };
  const grads: Given = {
    ...run("layer_norm_grad_input", all, dims),
    ...run("layer_norm_grad_scale", all, dims),
  };
  for (const [input, grad] of [["x", "dx"], ["gamma", "dgamma"]] as const) {
    const expected = differences(
      "layer_norm",
      given,
      dims,
      constants,
      { y: dy },
      input,
    );
    assertNear(grads[grad]!, expected, grad);
  }
  const expected = differences(
    "layer_norm",
    given,
    dims,
    constants,
    { y: dy },
    "beta",
  );
  assertNear(grads.dbeta!, expected, "dbeta");
});

Deno.test("split_rotary_grad is the derivative of split_rotary", () => {
  const dims = { rows: 3, heads: 2, size: 7, half: 2, positions: 5 };
  const angles = random.uniforms(10, 0, 6);
  const given = {
    qkv: random.uniforms(126),
    position: random.ids(3, 0, 5),
    cos: angles.map(Math.cos),
    sin: angles.map(Math.sin),
  };
  const [q, k, v] = [1, 2, 3].map(() => random.uniforms(42)) as Float64Array[];
  const { dqkv } = run(
    "split_rotary_grad",
    { ...given, dq: q!, dk: k!, dv: v! },
    dims,
  );
  const weights = { q: q!, k: k!, v: v! };
  assertNear(
    dqkv!,
    differences("split_rotary", given, dims, [], weights, "qkv"),
    "dqkv",
  );
});

Deno.test("the gradients of attention are its derivatives", () => {
  const dims = { batch: 2, time: 4, heads: 2, size: 3 }, constants = [0.7];
  const [q, k, v, dout] = [1, 2, 3, 4].map(() => random.uniforms(48));
  const given = { q: q!, k: k!, v: v! };
  const { out, lse } = run("attention", given, dims, constants);
  const { delta } = run(
    "attention_grad_delta",
    { dout: dout!, out: out! },
    dims,
  );
  const all = { ...given, dout: dout!, lse: lse!, delta: delta! };
  const grads: Given = {
    ...run("attention_grad_query", all, dims, constants),
    ...run("attention_grad_key_value", all, dims, constants),
  };
  for (const input of ["q", "k", "v"]) {
    const expected = differences(
      "attention",
      given,
      dims,
      constants,
      { out: dout! },
      input,
    );
    assertNear(grads[`d${input}`]!, expected, `d${input}`);
  }
});

Deno.test("attention_cached agrees with attention at the last position", () => {
  const dims = { batch: 2, time: 5, heads: 2, size: 3 }, constants = [0.7];
  const [q, k, v] = [1, 2, 3].map(() => random.uniforms(60));
  const whole = run(
    "attention",
    { q: q!, k: k!, v: v! },
    dims,
    constants,
  );
  const last = (x: Values) =>
    Float64Array.of(...x.subarray(24, 30), ...x.subarray(54, 60));
  const { out } = run(
    "attention_cached",
    { q: last(q!), keys: k!, values: v!, position: Uint32Array.of(4) },
    { batch: 2, capacity: 5, heads: 2, size: 3 },
    constants,
  );
  assertNear(out!, last(whole.out!), "out");
});

Deno.test("gather_rows_grad is the derivative of gather_rows", () => {
  const dims = { rows: 5, columns: 3, entries: 4 };
  const given = {
    table: random.uniforms(12),
    index: Uint32Array.of(2, 0, 2, 2, 1),
  };
  const dy = random.uniforms(15);
  const buckets = run("bucket_rows", { index: given.index }, dims);
  assert.deepEqual([...buckets.order!], [1, 4, 0, 2, 3]);
  assert.deepEqual([...buckets.starts!], [0, 1, 2, 5, 5]);
  const { order, starts } = buckets;
  const { dtable } = run(
    "gather_rows_grad",
    { dy, order: order!, starts: starts! },
    dims,
  );
  const expected = differences(
    "gather_rows",
    given,
    dims,
    [],
    { y: dy },
    "table",
  );
  assertNear(dtable!, expected, "dtable");
});

Deno.test("token_log_probability_grad is token_log_probability's derivative", () => {
  const dims = { rows: 3, vocabulary: 6 };
  const given = {
    logits: random.uniforms(18, -4, 4),
    target: Uint32Array.of(0, 5, 3),
  };
  const dy = random.uniforms(3);
  const { lse } = run("token_log_probability", given, dims);
  const { dlogits } = run(
    "token_log_probability_grad",
    { ...given, dy, lse: lse! },
    dims,
  );
  const expected = differences(
    "token_log_probability",
    given,
    dims,
    [],
    { y: dy },
    "logits",
  );
  assertNear(dlogits!, expected, "dlogits");
});

const adamwOf = (gradient: number, schedule: number[], norm: number) => {
  const result = run(
    "adamw",
    {
      parameter: Float64Array.of(2),
      gradient: Float64Array.of(gradient),
      decay: Float64Array.of(0.1),
      norm: Float64Array.of(norm),
      schedule: Float64Array.from(schedule),
    },
    { n: 1 },
    [0.9, 0.999, 0],
  );
  return result;
};

Deno.test("adamw's first step has the size of the rate, whatever the gradient", () => {
  // first / (1 - beta1) = g and second / (1 - beta2) = g^2, so the step is
  // rate (sign g + decay parameter).
  for (const g of [1e-3, -7]) {
    const { parameter } = adamwOf(g, [0.01, 0.1, 0.001, 1e9], g * g);
    const expected = 2 - 0.01 * (Math.sign(g) + 0.1 * 2);
    assertNear(parameter!, Float64Array.of(expected), "parameter");
  }
});

Deno.test("adamw shrinks gradients whose global norm exceeds the threshold", () => {
  const clipped = adamwOf(3, [0.01, 0.1, 0.001, 1], 16);
  assert.ok(Math.abs(clipped.first![0]! - 0.1 * 3 / 4) < 1e-6);
  const whole = adamwOf(3, [0.01, 0.1, 0.001, 5], 16);
  assert.ok(Math.abs(whole.first![0]! - 0.1 * 3) < 1e-12);
});

Deno.test("adamw leaves a parameter without gradient and decay alone", () => {
  const { parameter } = run(
    "adamw",
    {
      parameter: Float64Array.of(2),
      schedule: Float64Array.of(0.01, 0.1, 0.001, 1),
    },
    { n: 1 },
    [0.9, 0.999, 1e-8],
  );
  assert.equal(parameter![0], 2);
});

Deno.test("Philox gives the known answer of its authors", () => {
  // Random123's kat_vectors, philox4x32 with 10 rounds, counter and key zero:
  // 6627e8d5 e169c58d bc57ac4c 9b00dbd8. The draw is the first word's top bits.
  assert.equal(drawUniform(0, 0, 0, 0), (0x6627e8d5 >>> 8) / 2 ** 24);
});

Deno.test("Philox's draws are uniform and differ by position and sequence", () => {
  const bins = new Uint32Array(16), seen = new Set<number>();
  for (let position = 0; position < 64; position++) {
    for (let sequence = 0; sequence < 64; sequence++) {
      const u = drawUniform(position, sequence, 1, 2);
      bins[Math.floor(u * 16)]! += 1;
      seen.add(u);
    }
  }
  // 256 a bin are expected, with a standard deviation of 15.5.
  bins.forEach((count) => assert.ok(Math.abs(count - 256) < 80));
  assert.ok(seen.size > 4080);
});

Deno.test("erf has the values of the tables", () => {
  // Abramowitz and Stegun, table 7.1, and erfc(3), erfc(5).
  const table = [
    [0, 0],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [2, 0.9953222650],
    [3, 1 - 2.209049700e-5],
    [5, 1 - 1.537459794e-12],
  ] as const;
  for (const [x, value] of table) {
    assert.ok(Math.abs(erf(x) - value) < 1e-10);
    assert.equal(erf(-x), -erf(x));
  }
});

Deno.test("every kernel writes something, and names its operands once", () => {
  for (const kernel of kernelByName.values()) {
    assert.ok(wroteBy(kernel).length > 0, kernel.name);
    const names = kernel.operands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, kernel.name);
  }
});
