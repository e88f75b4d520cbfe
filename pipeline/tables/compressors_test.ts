import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { compressors } from "./compressors.ts";

Deno.test("pages take no more than they could hold, and together not too much", async () => {
  const { GZIP, SNAPPY } = await compressors();
  // The length, then a literal of one byte.
  const snappy = new Uint8Array([1, 0, 97]);
  assert.deepEqual(SNAPPY!(snappy, 1), new Uint8Array([97]));
  assert.throws(() => SNAPPY!(snappy, 1000), /a page is cut off/);
  const packed = new Uint8Array(gzipSync("a page"));
  assert.throws(() => GZIP!(packed, 5));
  for (let i = 0; i < 3; i++) GZIP!(packed, 6e8);
  assert.throws(() => GZIP!(packed, 6e8), /too large unpacked/);
  // Each reading counts for itself.
  assert.equal((await compressors()).GZIP!(packed, 6e8).length, 6);
});
