import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { checkThrown } from "../cli/testing/messages.ts";
import { removeIfThere } from "../store/files.ts";
import { FormatError } from "./error.ts";
import { readSafetensors } from "./safetensors.ts";
import { isReadable, readValues, tensorStatistics } from "./tensor_values.ts";

/** The bytes of a file with this header. */
function fileOf(header: unknown, data: Uint8Array = new Uint8Array(0)) {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const head = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}

function makeFolder() {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  return {
    folder,
    write: (bytes: Uint8Array) => {
      const path = join(folder, "model.safetensors");
      Deno.writeFileSync(path, bytes);
      return path;
    },
    [Symbol.dispose]: () => removeIfThere(folder),
  };
}

const entry = (dtype: string, shape: number[], from: number, to: number) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

Deno.test("tensors of every type are read as their numbers", () => {
  using place = makeFolder();
  const types: readonly [string, ArrayBufferView<ArrayBuffer>][] = [
    ["F32", new Float32Array([1.5, -2])],
    ["F64", new Float64Array([1.5, -2])],
    ["F16", new Float16Array([1.5, -2])],
    ["BF16", new Uint16Array([0x3fc0, 0xc000])],
    ["I64", new BigInt64Array([7n, -2n])],
    ["U64", new BigUint64Array([7n, 2n])],
    ["I32", new Int32Array([7, -2])],
    ["U32", new Uint32Array([7, 2])],
    ["I16", new Int16Array([7, -2])],
    ["U16", new Uint16Array([7, 2])],
    ["I8", new Int8Array([7, -2])],
    ["U8", new Uint8Array([7, 2])],
    ["BOOL", new Uint8Array([1, 0])],
    ["F8_E4M3", new Uint8Array([1, 0])],
  ];
  const parts = types.map(([, view]) =>
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  );
  let at = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const [i, [dtype]] of types.entries()) {
    header[dtype] = entry(dtype, [2, 1], at, at += parts[i]!.length);
  }
  const data = new Uint8Array(parts.flatMap((part) => [...part]));
  const path = place.write(fileOf(header, data));
  const { tensors, metadata } = readSafetensors(path);
  assert.deepEqual(metadata, { format: "pt" });
  const values = Object.fromEntries(
    tensors.filter(isReadable)
      .map((
        tensor,
      ) => [tensor.name, [...readValues(path, tensor)].flatMap((v) => [...v])]),
  );
  assert.deepEqual(values, {
    ...Object.fromEntries(
      ["F32", "F64", "F16", "BF16"].map((name) => [name, [1.5, -2]]),
    ),
    ...Object.fromEntries(["I64", "I32", "I16", "I8"].map((n) => [n, [7, -2]])),
    ...Object.fromEntries(["U64", "U32", "U16", "U8"].map((n) => [n, [7, 2]])),
    BOOL: [1, 0],
  });
  assert.deepEqual(tensorStatistics(path, tensors[0]!), {
    mean: -0.25,
    standardDeviation: 1.75,
    least: -2,
    greatest: 1.5,
  });
  assert.equal(tensorStatistics(path, tensors.at(-1)!), null);
});

Deno.test("a tensor of many pieces is read whole", () => {
  using place = makeFolder();
  const values = Float32Array.from({ length: 600_001 }, (_, i) => i);
  const path = place.write(fileOf(
    { w: entry("F32", [600_001], 0, 2_400_004) },
    new Uint8Array(values.buffer),
  ));
  const [tensor] = readSafetensors(path).tensors;
  let next = 0;
  for (const piece of readValues(path, tensor!)) {
    for (const value of piece) assert.equal(value, next++);
  }
  assert.equal(next, 600_001);
  assert.equal(tensorStatistics(path, tensor!)!.mean, 300_000);
});

Deno.test("what is no checkpoint says why", async () => {
  using place = makeFolder();
  const { folder } = place;
  const read = (bytes: Uint8Array) => () => readSafetensors(place.write(bytes));
  const two = new Uint8Array(8);
  await checkThrown(import.meta, "safetensors", {
    "Too short": read(new Uint8Array(3)),
    "A header beyond the file": read(fileOf("{}").subarray(0, 9)),
    "No JSON": read(fileOf("{,}")),
    "No object": read(fileOf("[]")),
    "No type": read(
      fileOf(
        { w: { ...entry("F32", [2], 0, 8), dtype: { toString: 1 } } },
        two,
      ),
    ),
    "Unknown type": read(fileOf({ w: entry("F7", [2], 0, 8) }, two)),
    "No shape": read(fileOf({ w: entry("F32", [-1], 0, 8) }, two)),
    "Outside": read(fileOf({ w: entry("F32", [4], 0, 16) }, two)),
    "Wrong size": read(fileOf({ w: entry("F32", [1], 0, 8) }, two)),
    "A gap": read(fileOf({ w: entry("F32", [1], 4, 8) }, two)),
    "A rest": read(fileOf({ w: entry("F32", [1], 0, 4) }, two)),
    "Values of a type that is not read": () => {
      const path = place.write(fileOf({ w: entry("F8_E5M2", [8], 0, 8) }, two));
      [...readValues(path, readSafetensors(path).tensors[0]!)];
    },
    "Values that are gone": () => {
      const path = place.write(fileOf({ w: entry("F32", [2], 0, 8) }, two));
      const [tensor] = readSafetensors(path).tensors;
      Deno.truncateSync(path, 20);
      [...readValues(path, tensor!)];
    },
    "Not there": () => readSafetensors(join(folder, "none")),
  }, (text) => text.replaceAll(folder, "FOLDER"));
});

Deno.test("any header is read or refused", () => {
  using place = makeFolder();
  const count = fc.oneof(fc.nat(8), fc.constant(2 ** 53 - 1), fc.jsonValue());
  const tensor = fc.record({
    dtype: fc.oneof(fc.constantFrom("U8", "F32", "F9"), fc.jsonValue()),
    shape: fc.oneof(fc.array(count, { maxLength: 3 }), fc.jsonValue()),
    data_offsets: fc.oneof(fc.tuple(count, count), fc.jsonValue()),
  }, { requiredKeys: [] });
  const metadata = fc.record({ __metadata__: fc.jsonValue() });
  const header = fc.oneof(
    fc.jsonValue(),
    metadata,
    fc.dictionary(fc.constantFrom("a", "b", "__proto__"), tensor),
  );
  let read = 0;
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 20 }), (json, data) => {
      const path = place.write(fileOf(json, data));
      try {
        const { tensors, metadata } = readSafetensors(path);
        const sizes = tensors.map(({ size }) => size);
        assert.equal(sizes.reduce((sum, size) => sum + size, 0), data.length);
        for (const text of Object.values(metadata)) {
          assert.equal(typeof text, "string");
        }
        read++;
      } catch (error) {
        assert(error instanceof FormatError, String(error));
      }
    }),
    { numRuns: 500 },
  );
  assert(read > 0);
});
