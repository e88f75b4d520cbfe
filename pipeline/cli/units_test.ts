import assert from "node:assert/strict";
import { age, size } from "./units.ts";

Deno.test("ages and sizes are read with their units", () => {
  assert.equal(age("12h"), 12 * 3600 * 1000);
  assert.equal(age("14d"), 14 * 24 * 3600 * 1000);
  assert.equal(age("0d"), 0);
  assert.equal(age("1.5w"), 10.5 * 24 * 3600 * 1000);
  assert.equal(size("20GB"), 20e9);
  assert.equal(size("1.5 MB"), 1.5e6);
  assert.equal(size("2KiB"), 2048);
  assert.equal(size("512B"), 512);
  assert.equal(size("20g"), 20e9);
  assert.equal(size("20gb"), 20e9);
  assert.equal(size("3 kib"), 3072);
  for (const text of ["14", "d", "-1d", "1y", ""]) {
    assert.throws(() => age(text), /12h/);
  }
  for (const text of ["20", "512", "GB", "-1GB", "1XB", "1i", "1ib", ""]) {
    assert.throws(() => size(text), /20GB/);
  }
});
