import assert from "node:assert/strict";
import {
  count,
  fixed,
  grouped,
  list,
  percent,
  short,
  signed,
} from "./number.ts";

Deno.test("numbers have fixed decimals and a true minus sign", () => {
  assert.equal(fixed(-0.2951, 3), "\u22120.295");
  assert.equal(fixed(-0.0001, 3), "0.000");
  assert.equal(fixed(NaN, 3), "\u2013");
});

Deno.test("a difference has a sign unless it rounds to zero", () => {
  assert.deepEqual([0.01, -0.01, 0, 0.0001].map((n) => signed(n, 2)), [
    "+0.01",
    "\u22120.01",
    "0.00",
    "0.00",
  ]);
});

Deno.test("short numbers have the decimals that they need", () => {
  assert.deepEqual([0, 0.35, 0.1 + 0.2, -2, 1e-9].map(short), [
    "0",
    "0.35",
    "0.3",
    "\u22122",
    "0",
  ]);
});

Deno.test("whole numbers are grouped, shares are percentages", () => {
  assert.equal(grouped(1234567), "1\u202f234\u202f567");
  assert.equal(percent(0.347), "35\u202f%");
});

Deno.test("words follow their number", () => {
  assert.equal(count(1, "seed"), "1 seed");
  assert.equal(count(3, "seed"), "3 seeds");
  assert.deepEqual([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(list), [
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});
