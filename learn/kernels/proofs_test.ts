/**
 * The references themselves. A kernel without a proof fails the last test.
 *
 * @module
 */

import assert from "node:assert/strict";
import { equivalentProofs } from "../testing/proofs/equivalents.ts";
import { gradientProofs } from "../testing/proofs/gradients.ts";
import { Random } from "../testing/random.ts";
import { kernels } from "./mod.ts";

const proofs = [...gradientProofs, ...equivalentProofs];

for (const { kernels, claim, check } of proofs) {
  Deno.test(`${kernels.join(", ")}: ${claim}`, () => check(new Random(5)));
}

/**
 * The kernels on which the others rest: each is its own formula, written as its
 * `doc` says. Known answers (`kernels_test.ts`) and the golden files of whole
 * models (`learn/testing/golden`) would show a mistake in one of them.
 */
const definitions = [
  "matmul_nt",
  "add",
  "subtract",
  "multiply",
  "copy",
  "affine",
  "exp",
  "square",
  "relu",
  "gelu",
  "log_sigmoid",
  "add_row",
  "row_sum",
  "row_dot",
  "layer_norm",
  "split_rotary",
  "attention",
  "gather_rows",
  "token_log_probability",
  "sum_squares",
  "adamw",
  "read_token",
  "append_cache",
  "sample_token",
  "advance_position",
  "poison",
];

Deno.test("every kernel's reference is a definition or proven", () => {
  const proven = proofs.flatMap(({ kernels }) => kernels);
  assert.deepEqual(
    [...definitions, ...proven].sort(),
    kernels.map(({ name }) => name).sort(),
    "add what is missing to learn/testing/proofs",
  );
});
