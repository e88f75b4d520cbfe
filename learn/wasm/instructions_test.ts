import assert from "node:assert/strict";
import { instructionsOf, relaxedAmong } from "./instructions.ts";

const v128 = 0x7b;

/** A module with one function from three vectors to one. */
function moduleOf(...body: number[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, ...bytes: number[]) => [
    id,
    bytes.length,
    ...bytes,
  ];
  const code = [1, 1, v128, ...body, 0x0b];
  return Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 3, v128, v128, v128, 1, v128),
    ...section(3, 1, 0),
    ...section(10, 1, code.length, ...code),
  );
}

const parameters = [0x20, 0, 0x20, 1, 0x20, 2];
// f32x4.relaxed_madd, and f32x4.mul and f32x4.add.
const relaxedMultiplyAdd = [0xfd, 0x85, 0x02];
const multiplyAdd = [0xfd, 0xe6, 0x01, 0xfd, 0xe4, 0x01];

Deno.test("a relaxed instruction is found", () => {
  const binary = moduleOf(...parameters, ...relaxedMultiplyAdd);
  assert.ok(WebAssembly.validate(binary));
  assert.deepEqual(relaxedAmong(instructionsOf(binary)), [0xfd << 16 | 0x105]);
});

Deno.test("the same bytes inside a constant are no instruction", () => {
  const constant = [
    ...[0xfd, 12],
    ...Array.from({ length: 5 }, () => relaxedMultiplyAdd).flat(),
    0xfd,
  ];
  const binary = moduleOf(...parameters, ...multiplyAdd, 0x1a, ...constant);
  assert.ok(WebAssembly.validate(binary));
  const found = instructionsOf(binary);
  assert.deepEqual(relaxedAmong(found), []);
  assert.deepEqual(
    [...found],
    [0x20, 0xfd00e6, 0xfd00e4, 0x1a, 0xfd000c, 0x0b],
  );
});

Deno.test("an instruction that is not known is refused", () => {
  assert.throws(() => instructionsOf(moduleOf(0xd0, 0x70)), /0xd0/);
  assert.throws(() => instructionsOf(moduleOf(0xfc, 17, 0)), /0xfc 17/);
  assert.throws(() => instructionsOf(moduleOf(0xfd, 12)), /Cannot decode/);
});
