import assert from "node:assert/strict";
import { checkStep } from "./check.ts";
import type { Allocation, Step } from "./device.ts";

const memory = (length: number, dtype: "f32" | "u32" = "f32"): Allocation => ({
  length,
  dtype,
  free() {},
});
const whole = (allocation: Allocation, length = allocation.length) => ({
  allocation,
  offset: 0,
  length,
});
const gather: Step = {
  kernel: "gather_rows",
  operands: [whole(memory(12)), whole(memory(2, "u32")), whole(memory(6))],
  dims: [2, 3, 4],
  constants: [],
};
/** The step with one operand replaced. */
const swap = (i: number, operand: Step["operands"][number]): Step => ({
  ...gather,
  operands: gather.operands.map((old, j) => i === j ? operand : old),
});

Deno.test("a step that fits its kernel is accepted", () => {
  assert.equal(checkStep(gather).name, "gather_rows");
});

for (
  const [what, step, message] of [
    ["an unknown kernel", { ...gather, kernel: "sort" }, /no kernel "sort"/],
    ["a missing dimension", { ...gather, dims: [2, 3] }, /3 dimensions, not 2/],
    [
      "a fraction",
      { ...gather, dims: [2, 1.5, 4] },
      /"columns" is 1.5, not a whole number/,
    ],
    [
      "a constant too many",
      { ...gather, constants: [1] },
      /0 constants, not 1/,
    ],
    [
      "a missing operand",
      { ...gather, operands: gather.operands.slice(1) },
      /3 operands, not 2/,
    ],
    [
      "the wrong type",
      swap(1, whole(memory(2))),
      /"gather_rows": operand "index" is u32, not f32/,
    ],
    [
      "the wrong length",
      swap(2, whole(memory(7))),
      /operand "y" has 6 elements, not 7/,
    ],
    [
      "an operand beyond its allocation",
      swap(2, whole(memory(5), 6)),
      /operand "y" ends beyond its allocation of 5/,
    ],
    [
      "an offset that WebGPU cannot bind",
      swap(2, { allocation: memory(64), offset: 4, length: 6 }),
      /operand "y" begins at 4, no multiple of 64/,
    ],
    [
      "operands that overlap",
      swap(2, { ...gather.operands[0]!, length: 6 }),
      /operand "y" overlaps operand "table"/,
    ],
  ] as const
) {
  Deno.test(`a step with ${what} is refused`, () => {
    assert.throws(() => checkStep(step), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, message);
      return true;
    });
  });
}
