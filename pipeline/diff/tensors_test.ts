import assert from "node:assert/strict";
import { join } from "node:path";
import { removeIfThere } from "../store/files.ts";
import { diffTensors } from "./tensors.ts";

/** The bytes of a safetensors file of one tensor. */
function fileOf(dtype: string, width: number, data: Uint8Array): Uint8Array {
  const shape = [data.length / width];
  const header = { w: { dtype, shape, data_offsets: [0, data.length] } };
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}

function compare(...files: [Uint8Array, Uint8Array]) {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const [a, b] = files.map((bytes, i) => {
      const path = join(folder, `${i}.safetensors`);
      Deno.writeFileSync(path, bytes);
      return path;
    });
    return diffTensors(a!, b!);
  } finally {
    removeIfThere(folder);
  }
}

Deno.test("tensors of a type that is not read are compared by their bytes", () => {
  const file = (...bytes: number[]) =>
    fileOf("F8_E4M3", 1, Uint8Array.from(bytes));
  assert.deepEqual(compare(file(1, 2), file(1, 2)), {
    type: "tensors",
    changes: [],
    same: 1,
    overall: null,
  });
  const { changes, same } = compare(file(1, 2), file(1, 3));
  assert.deepEqual([changes.length, same], [1, 0]);
  assert.equal(changes[0]!.values, null);
});

Deno.test("neighbours that no double tells apart are not the same", () => {
  const file = (value: bigint) =>
    fileOf("I64", 8, new Uint8Array(BigInt64Array.of(value).buffer));
  const { changes, same } = compare(file(2n ** 60n), file(2n ** 60n + 1n));
  assert.equal(same, 0);
  assert.equal(changes[0]!.values!.maximum, 0);
});

Deno.test("values that are no number are the same where their bytes are", () => {
  const file = (value: number, after: number) =>
    fileOf("F32", 4, new Uint8Array(Float32Array.of(value, after).buffer));
  assert.equal(compare(file(NaN, 1), file(NaN, 1)).same, 1);
  const { changes } = compare(file(NaN, 1), file(NaN, 2));
  assert(Number.isNaN(changes[0]!.values!.maximum));
});
