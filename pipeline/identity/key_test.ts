import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { comparePreimages } from "../plan/compare.ts";
import { changed, preimage } from "../testing/preimages.ts";
import { decode, encode } from "./canonical.ts";
import golden from "./fixtures/golden.json" with { type: "json" };
import { sha256 } from "./hash.ts";
import { experimentOf, keyOf } from "./key.ts";
import { keyVersion, type Preimage } from "./preimage.ts";

// These fixtures are not to be edited. If one of them fails, keys have changed
// and every store and lock is worth nothing: either undo what changed them, or
// raise keyVersion and add fixtures for the new version.

Deno.test("canonical encodings are as they have always been", () => {
  for (const { value, encoding } of golden.encodings) {
    const text = new TextDecoder().decode(encode(value, "golden/1"));
    assert.equal(text, encoding);
  }
});

Deno.test("keys are as they have always been", () => {
  for (const { preimage, key } of golden.keys) {
    assert.equal(keyOf(preimage as unknown as Preimage), key);
  }
});

Deno.test("there is a golden key of the current version", () => {
  const versions = golden.keys.map(({ preimage }) => preimage.version);
  assert(versions.includes(keyVersion));
});

Deno.test("every field of a preimage changes the key", () => {
  const preimage = golden.keys[1]!.preimage as unknown as Preimage;
  const digest = sha256("other");
  const { code } = preimage;
  const changed: Preimage[] = [
    { ...preimage, kind: "other" },
    { ...preimage, deno: "2.9.7" },
    { ...preimage, params: { lr: 0.2 } },
    { ...preimage, inputs: { ...preimage.inputs, more: digest } },
    { ...preimage, device: "webgpu:other" },
    { ...preimage, tools: { sh: digest } },
    { ...preimage, tools: { bash: digest } },
    { ...preimage, source: digest },
    { ...preimage, code: { ...code, files: { "a.ts": digest } } },
    { ...preimage, code: { ...code, packages: { "zod@4.0.0": "sha512-x" } } },
    { ...preimage, code: { ...code, imports: { zod: "npm:zod@4.0.0" } } },
    { ...preimage, code: { ...code, compilerOptions: { jsx: "react" } } },
    { ...preimage, code: { ...code, unstable: ["kv"] } },
  ];
  const keys = new Set([preimage, ...changed].map(keyOf));
  assert.equal(keys.size, changed.length + 1);
});

Deno.test("a preimage can be had back from its encoding", () => {
  fc.assert(fc.property(preimage, (one) => {
    const tag = `key/${one.version}` as const;
    assert.deepEqual(decode(encode(one, tag), tag), one);
  }));
});

Deno.test("two preimages have one key only if they are the same", () => {
  fc.assert(fc.property(preimage, preimage, (one, other) => {
    assert.equal(keyOf(one) === keyOf(other), isDeepStrictEqual(one, other));
  }));
});

Deno.test("a change of any field gives another key, and is named", () => {
  fc.assert(
    fc.property(changed, ([one, other]) => {
      fc.pre(!isDeepStrictEqual(one, other));
      assert.notEqual(keyOf(one), keyOf(other));
      assert.notDeepEqual(comparePreimages(one, other), []);
      assert.notDeepEqual(comparePreimages(other, one), []);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("only the device and the contents of inputs leave an experiment", () => {
  fc.assert(
    fc.property(changed, ([one, other]) => {
      const rest = ({ device: _, inputs, ...fields }: Preimage) => ({
        ...fields,
        inputs: Object.keys(inputs).sort(),
      });
      assert.equal(
        experimentOf(one) === experimentOf(other),
        isDeepStrictEqual(rest(one), rest(other)),
      );
    }),
    { numRuns: 500 },
  );
});
