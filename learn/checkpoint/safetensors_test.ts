import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
} from "./safetensors.ts";

const tensor = fc.tuple(fc.nat(4), fc.nat(4)).chain(([a, b]) =>
  fc.record({
    shape: fc.constant([a, b]),
    data: fc.array(fc.float({ noNaN: true }), {
      minLength: a * b,
      maxLength: a * b,
    }).map((values) => Float32Array.from(values)),
  })
);
const name = fc.string().filter((s) =>
  s !== "__metadata__" && s !== "__proto__"
);
const tensors = fc.array(fc.tuple(name, tensor)).map((list) => new Map(list));

Deno.test("decodeSafetensors() undoes encodeSafetensors()", () => {
  fc.assert(fc.property(tensors, (map) => {
    const decoded = decodeSafetensors(encodeSafetensors(map));
    assert.equal(decoded.size, map.size);
    for (const [name, { shape, data }] of map) {
      assert.deepEqual(decoded.get(name), { shape, data });
    }
  }));
});

Deno.test("encodeSafetensors() gives the same bytes in any order of insertion", () => {
  fc.assert(fc.property(tensors, (map) => {
    const reversed = new Map([...map].reverse());
    assert.deepEqual(encodeSafetensors(reversed), encodeSafetensors(map));
  }));
});

Deno.test("decodeSafetensors() reads half precision", () => {
  const header = JSON.stringify({
    f: { dtype: "F16", shape: [2], data_offsets: [0, 4] },
    b: { dtype: "BF16", shape: [2], data_offsets: [4, 8] },
  });
  const bytes = new Uint8Array(8 + header.length + 8);
  bytes[0] = header.length;
  bytes.set(new TextEncoder().encode(header), 8);
  // 1.5 and -2, first as float16, then as bfloat16.
  bytes.set(
    [0x00, 0x3e, 0x00, 0xc0, 0xc0, 0x3f, 0x00, 0xc0],
    8 + header.length,
  );
  const decoded = decodeSafetensors(bytes);
  assert.deepEqual([...decoded.get("f")!.data], [1.5, -2]);
  assert.deepEqual([...decoded.get("b")!.data], [1.5, -2]);
});

Deno.test("decodeSafetensors() says what is wrong with a damaged file", () => {
  const good = encodeSafetensors(
    new Map([["w", { shape: [2], data: Float32Array.of(1, 2) }]]),
  );
  const cases: [Uint8Array, RegExp][] = [
    [good.subarray(0, 5), /has 5 bytes/],
    [good.subarray(0, good.length - 4), /range is 0 to 8 of 4/],
    [good.map((x, i) => i === 3 ? 0xff : x), /header claims/],
    [good.map((x, i) => i === 8 ? 0x7f : x), /not JSON/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => decodeSafetensors(bytes), SafetensorsError);
    assert.throws(() => decodeSafetensors(bytes), message);
  }
  // Whatever is done to the bytes, nothing else than this error comes out.
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
      const bytes = good.slice();
      bytes[at] = value;
      try {
        decodeSafetensors(bytes);
      } catch (error) {
        assert.ok(error instanceof SafetensorsError);
      }
    }),
  );
});
