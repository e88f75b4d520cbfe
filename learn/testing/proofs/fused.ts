/**
 * Kernels that do the work of several: each against those in turn.
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

/** Proofs of the kernels that are fused from others. */
export const fusedProofs: readonly Proof[] = [
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
];
