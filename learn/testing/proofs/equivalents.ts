/**
 * Kernels that compute what others do, at once or in another way: each against
 * those.
 *
 * @module
 */

import { assertNear, type Given, run } from "../references.ts";
import type { Proof } from "./proof.ts";

const m = 3, n = 4, k = 5;
const product = { m, n, k };
const matrix = { rows: m, columns: n };
const elements = { n: m * n };

/** A fused product: its operands, and the plain kernels in turn. */
function fused(
  kernel: string,
  claim: string,
  inTurn: (given: Given) => Given,
): Proof {
  return {
    kernels: [kernel],
    claim,
    check(random) {
      const given = {
        a: random.uniforms(m * k),
        b: random.uniforms(n * k),
        bias: random.uniforms(n),
        r: random.uniforms(m * n),
        u: random.uniforms(m * n, -3, 3),
        c: random.uniforms(m * n),
      };
      const actual = run(kernel, given, product);
      for (const [name, expected] of Object.entries(inTurn(given))) {
        assertNear(actual[name]!, expected, name, 1e-13);
      }
    },
  };
}

const plain = (layout: string, given: Given) =>
  run(`matmul_${layout}`, { a: given.a!, b: given.b! }, product).c!;
const biased = (given: Given) =>
  run("add_row", { x: plain("nt", given), b: given.bias! }, matrix).y!;
const add = (a: Given[string], b: Given[string]) =>
  run("add", { a, b }, elements).y!;

const accumulates: Proof = {
  kernels: ["accumulate"],
  claim: "add, to what was there",
  check(random) {
    const [x, y] = [random.uniforms(12), random.uniforms(12)];
    const actual = run("accumulate", { x: x!, y: y! }, elements).y!;
    assertNear(actual, add(y!, x!), "y", 0);
  },
};

const inPlace: Proof = {
  kernels: ["token_log_probability_grad_in_place"],
  claim: "token_log_probability_grad, over the logits",
  check(random) {
    const dims = { rows: 3, vocabulary: 6 };
    const given = {
      logits: random.uniforms(18, -4, 4),
      target: random.ids(3, 0, 6),
      lse: random.uniforms(3, 1, 3),
      dy: random.uniforms(3),
    };
    assertNear(
      run("token_log_probability_grad_in_place", given, dims).logits!,
      run("token_log_probability_grad", given, dims).dlogits!,
      "dlogits",
      0,
    );
  },
};

const cached: Proof = {
  kernels: ["attention_cached"],
  claim: "attention at any position",
  check(random) {
    const [q, k, v] = [1, 2, 3].map(() => random.uniforms(60));
    const dims = { batch: 2, time: 5, heads: 2, size: 3 };
    const whole = run("attention", { q: q!, k: k!, v: v! }, dims, [0.7]);
    const cell = Uint32Array.from({ length: 10 }, (_, r) => r);
    const { out } = run(
      "attention_cached",
      { q: q!, keys: k!, values: v!, cell },
      { rows: 10, slots: 2, capacity: 5, heads: 2, size: 3 },
      [0.7],
    );
    assertNear(out!, whole.out!, "out");
  },
};

/** Proofs of the kernels that other kernels, put together, are equal to. */
export const equivalentProofs: readonly Proof[] = [
  fused("matmul_nt_bias", "matmul_nt, then add_row", (given) => ({
    c: biased(given),
  })),
  fused("matmul_nt_bias_gelu", "that, then gelu", (given) => ({
    u: biased(given),
    c: run("gelu", { x: biased(given) }, elements).y!,
  })),
  fused("matmul_nt_bias_add", "matmul_nt, add_row and add", (given) => ({
    c: add(biased(given), given.r!),
  })),
  fused("matmul_nn_add", "matmul_nn, then add", (given) => ({
    c: add(plain("nn", given), given.r!),
  })),
  fused("matmul_nn_gelu_grad", "matmul_nn, then gelu_grad", (given) => ({
    c: run("gelu_grad", { a: given.u!, b: plain("nn", given) }, elements).y!,
  })),
  fused("matmul_tn_add", "matmul_tn, added to what was there", (given) => ({
    c: add(given.c!, plain("tn", given)),
  })),
  accumulates,
  inPlace,
  cached,
];
