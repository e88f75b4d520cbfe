/**
 * Gradients: each against central differences of the forward kernel's reference.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { run } from "../references.ts";
import { checkDerivative, type Proof } from "./proof.ts";

const proofs: Proof[] = [];
/** Proofs of the kernels that compute gradients. */
export const gradientProofs: readonly Proof[] = proofs;

const prove = (
  kernels: readonly string[],
  claim: string,
  check: Proof["check"],
) => proofs.push({ kernels, claim, check });

const product = { m: 3, n: 4, k: 5 };
const factors = (random: Random) => ({
  a: random.uniforms(15),
  b: random.uniforms(20),
});

prove(
  ["matmul_nn", "matmul_tn"],
  "the derivatives of matmul_nt",
  (random) =>
    checkDerivative(
      random,
      "matmul_nt",
      product,
      factors(random),
      ["c"],
      ({ a, b }, { c: dc }) => ({
        a: run("matmul_nn", { a: dc!, b: b! }, { m: 3, n: 5, k: 4 }).c!,
        b: run("matmul_tn", { a: dc!, b: a! }, { m: 4, n: 5, k: 3 }).c!,
      }),
    ),
);

for (const name of ["gelu", "log_sigmoid", "relu"]) {
  prove(
    [`${name}_grad`],
    `the derivative of ${name}`,
    (random) =>
      checkDerivative(
        random,
        name,
        { n: 40 },
        { x: random.uniforms(40, -6, 6) },
        ["y"],
        ({ x }, { y: dy }) => ({
          x: run(`${name}_grad`, { a: x!, b: dy! }, { n: 40 }).y!,
        }),
      ),
  );
}

const table = { rows: 3, columns: 4 };

prove(
  ["column_sum"],
  "the derivative of add_row for its row",
  (random) =>
    checkDerivative(
      random,
      "add_row",
      table,
      { x: random.uniforms(12), b: random.uniforms(4) },
      ["y"],
      (_, { y: dy }) => ({ b: run("column_sum", { x: dy! }, table).y! }),
    ),
);

prove(
  ["broadcast_column"],
  "the derivative of row_sum",
  (random) =>
    checkDerivative(
      random,
      "row_sum",
      table,
      { x: random.uniforms(12) },
      ["y"],
      (_, { y: dy }) => ({ x: run("broadcast_column", { s: dy! }, table).y! }),
    ),
);

prove(["scale_rows"], "the derivative of row_dot", (random) =>
  checkDerivative(
    random,
    "row_dot",
    table,
    { a: random.uniforms(12), b: random.uniforms(12) },
    ["y"],
    ({ a, b }, { y: dy }) => ({
      a: run("scale_rows", { x: b!, s: dy! }, table).y!,
      b: run("scale_rows", { x: a!, s: dy! }, table).y!,
    }),
  ));

prove(
  ["layer_norm_grad_input", "layer_norm_grad_scale"],
  "the derivatives of layer_norm",
  (random) => {
    const dims = { rows: 4, columns: 7 };
    const given = {
      x: random.uniforms(28, -2, 3),
      gamma: random.uniforms(7, 0.5, 1.5),
      beta: random.uniforms(7),
    };
    checkDerivative(
      random,
      "layer_norm",
      dims,
      given,
      ["y"],
      (all, { y: dy }) => {
        const saved = { ...all, dy: dy! };
        const scale = run("layer_norm_grad_scale", saved, dims);
        return {
          x: run("layer_norm_grad_input", saved, dims).dx!,
          gamma: scale.dgamma!,
          beta: scale.dbeta!,
        };
      },
      [1e-5],
    );
  },
);

prove(["split_rotary_grad"], "the derivative of split_rotary", (random) => {
  const dims = { rows: 3, heads: 2, size: 7, half: 2, positions: 5 };
  const angles = random.uniforms(10, 0, 6);
  const given = {
    qkv: random.uniforms(126),
    position: random.ids(3, 0, 5),
    cos: angles.map(Math.cos),
    sin: angles.map(Math.sin),
  };
  checkDerivative(
    random,
    "split_rotary",
    dims,
    given,
    ["q", "k", "v"],
    (all, { q, k, v }) => ({
      qkv: run("split_rotary_grad", { ...all, dq: q!, dk: k!, dv: v! }, dims)
        .dqkv!,
    }),
  );
});

prove(
  [
    "attention_grad_delta",
    "attention_grad_query",
    "attention_grad_key_value",
  ],
  "the derivatives of attention",
  (random) => {
    const dims = { batch: 2, time: 4, heads: 2, size: 3 }, constants = [0.7];
    const given = {
      q: random.uniforms(48),
      k: random.uniforms(48),
      v: random.uniforms(48),
    };
    checkDerivative(
      random,
      "attention",
      dims,
      given,
      ["out"],
      (all, { out }) => {
        const rows = { dout: out!, out: all.out! };
        const { delta } = run("attention_grad_delta", rows, dims);
        const saved = { ...all, dout: out!, delta: delta! };
        const query = run("attention_grad_query", saved, dims, constants);
        const rest = run("attention_grad_key_value", saved, dims, constants);
        return { q: query.dq!, k: rest.dk!, v: rest.dv! };
      },
      constants,
    );
  },
);

prove(
  ["bucket_rows", "gather_rows_grad"],
  "the derivative of gather_rows",
  (random) => {
    const dims = { rows: 5, columns: 3, entries: 4 };
    const given = {
      table: random.uniforms(12),
      index: Uint32Array.of(2, 0, 2, 2, 1),
    };
    checkDerivative(
      random,
      "gather_rows",
      dims,
      given,
      ["y"],
      (all, { y: dy }) => {
        const { order, starts } = run("bucket_rows", all, dims);
        const sorted = { order: order!, starts: starts!, dy: dy! };
        return { table: run("gather_rows_grad", sorted, dims).dtable! };
      },
    );
  },
);

prove(
  ["token_log_probability_grad"],
  "the derivative of token_log_probability",
  (random) => {
    const dims = { rows: 3, vocabulary: 6 };
    const given = {
      logits: random.uniforms(18, -4, 4),
      target: Uint32Array.of(0, 5, 3),
    };
    checkDerivative(
      random,
      "token_log_probability",
      dims,
      given,
      ["y"],
      (all, { y }) => ({
        logits: run("token_log_probability_grad", { ...all, dy: y! }, dims)
          .dlogits!,
      }),
    );
  },
);
