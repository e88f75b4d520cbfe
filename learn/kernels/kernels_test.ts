/**
 * Known answers of references: single values that others have published or that
 * follow from a formula by hand. Derivatives and compositions are in
 * `proofs_test.ts`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { assertNear, run } from "../testing/references.ts";
import { drawUniform } from "./sample.ts";
import { erf } from "./elementwise.ts";
import { kernelByName } from "./mod.ts";

Deno.test("bucket_rows sorts rows stably by their entry", () => {
  const index = Uint32Array.of(2, 0, 2, 2, 1);
  const { order, starts } = run("bucket_rows", { index }, {
    rows: 5,
    entries: 4,
  });
  assert.deepEqual([...order!], [1, 4, 0, 2, 3]);
  assert.deepEqual([...starts!], [0, 1, 2, 5, 5]);
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
    const written = kernel.operands.filter(({ access }) => access !== "read");
    assert.ok(written.length > 0, kernel.name);
    const names = kernel.operands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, kernel.name);
  }
});
