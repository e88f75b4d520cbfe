import assert from "node:assert/strict";
import fc from "fast-check";
import { EncodingError } from "../errors.ts";
import { decode, encode } from "./canonical.ts";
import { compareCodePoints } from "./order.ts";
import type { Json } from "./preimage.ts";
import { anyCodePoint } from "../testing/text.ts";

const text = (value: unknown) =>
  new TextDecoder().decode(encode(value, "test/1"));

/** JSON data with well-formed texts, which is all that can be encoded. */
const data = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 })
  .filter((value) => JSON.stringify(value).isWellFormed()) as fc.Arbitrary<
    Json
  >;

/** The same value with negative zero written as zero, as encodings have it. */
function plain(value: Json): Json {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, plain(inner)]),
  );
}

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).reverse().map(([key, inner]) => [
      key,
      reversed(inner),
    ]),
  );
}

Deno.test("an encoding can be decoded, so no two values share one", () => {
  fc.assert(fc.property(data, (value) => {
    assert.deepEqual(decode(encode(value, "test/1"), "test/1"), plain(value));
  }));
});

Deno.test("the order of insertion does not change an encoding", () => {
  fc.assert(fc.property(data, (value) => {
    assert.deepEqual(
      encode(reversed(value), "test/1"),
      encode(value, "test/1"),
    );
  }));
});

Deno.test("bytes that decode are the encoding of what they decode to", () => {
  const bytes = fc.tuple(data, fc.nat(), fc.nat(255));
  fc.assert(fc.property(bytes, ([value, at, byte]) => {
    const flipped = encode(value, "test/1");
    flipped[at % flipped.length] = byte;
    let decoded: Json;
    try {
      decoded = decode(flipped, "test/1");
    } catch (error) {
      assert(error instanceof EncodingError);
      return;
    }
    assert.deepEqual(encode(decoded, "test/1"), flipped);
  }));
});

Deno.test("values that are easily confused are encoded apart", () => {
  const values = [
    null,
    "",
    "null",
    0,
    "0",
    false,
    [],
    {},
    [""],
    [[]],
    ["a", "b"],
    ["ab"],
    ["a", ["b"]],
    { a: "b" },
    { ab: "" },
    { a: { b: 1 } },
    { a: 1, b: {} },
    "é",
    "e\u0301",
  ];
  assert.equal(new Set(values.map(text)).size, values.length);
});

Deno.test("the tag is part of an encoding", () => {
  assert.notDeepEqual(encode({}, "key/1"), encode({}, "key/2"));
  assert.throws(() => decode(encode({}, "key/1"), "key/2"), EncodingError);
});

Deno.test("keys are in the order of code points", () => {
  const keys = ["\u{10000}", "\uffff", "a", "B", "é", ""];
  const object = Object.fromEntries(keys.map((key) => [key, 0]));
  const decoded = decode(encode(object, "test/1"), "test/1");
  assert.deepEqual(Object.keys(decoded as object), [
    "",
    "B",
    "a",
    "é",
    "\uffff",
    "\u{10000}",
  ]);
});

Deno.test("code points are ordered as their UTF-8 bytes are", () => {
  const wellFormed = fc.string({ unit: anyCodePoint });
  const encoder = new TextEncoder();
  fc.assert(fc.property(wellFormed, wellFormed, (a, b) => {
    const x = encoder.encode(a), y = encoder.encode(b);
    const at = x.findIndex((byte, i) => byte !== y[i]);
    const expected = at < 0
      ? x.length - y.length
      : y[at] === undefined
      ? 1
      : x[at]! - y[at]!;
    assert.equal(Math.sign(compareCodePoints(a, b)), Math.sign(expected));
  }));
});

Deno.test("numbers are written as RFC 8785 prescribes", () => {
  const cases: [number, string][] = [
    [-0, "d1:0"],
    [1e21, "d5:1e+21"],
    [1e-7, "d4:1e-7"],
    [0.1 + 0.2, "d19:0.30000000000000004"],
    [5e-324, "d6:5e-324"],
    [333333333.33333329, "d17:333333333.3333333"],
  ];
  for (const [number, written] of cases) {
    assert.equal(text(number), `juice test/1\n${written}`);
  }
});

Deno.test("what is not JSON data is refused with its place", () => {
  const self: Record<string, unknown> = {};
  self.self = self;
  const refused: [unknown, RegExp][] = [
    [{ a: { b: NaN } }, /"a\.b": NaN/],
    [[Infinity], /"\[0\]": Infinity/],
    [undefined, /undefined/],
    [{ a: undefined }, /"a": a undefined/],
    [() => 0, /function/],
    [1n, /bigint/],
    [Symbol("x"), /symbol/],
    [new Date(0), /plain objects/],
    [new Map(), /plain objects/],
    ["\ud800", /surrogate/],
    [{ "\udc00": 1 }, /surrogate/],
    [self, /in itself/],
    // deno-lint-ignore no-sparse-arrays
    [[, 1], /undefined/],
  ];
  for (const [value, message] of refused) {
    assert.throws(
      () => encode(value, "test/1"),
      (error) => error instanceof EncodingError && message.test(error.message),
    );
  }
});
