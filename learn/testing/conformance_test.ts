/**
 * The conformance test itself is tested: the references pass it, and devices
 * with small faults do not.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device, Step } from "../device/device.ts";
import { kernelByName } from "../kernels/mod.ts";
import { ieee } from "./accuracy.ts";
import { testKernel, testKernels } from "./conformance.ts";
import { Random } from "./random.ts";
import { createReferenceDevice } from "./reference_device.ts";

testKernels(
  "float64",
  () => Promise.resolve(createReferenceDevice()),
  // The references agree with themselves; this is a test of the test.
  { accuracy: ieee, ragged: 4 },
);

type Reference = ReturnType<typeof createReferenceDevice>;

/** A reference device on which something happens after each run. */
function faulty(
  harm: (device: Reference, step: Step, run: number) => void,
): Device {
  const device = createReferenceDevice();
  let runs = 0;
  return {
    ...device,
    load(steps) {
      const program = device.load(steps);
      return {
        ...program,
        run() {
          program.run();
          runs++;
          for (const step of steps) harm(device, step, runs);
        },
      };
    },
  };
}

/** Adds to one element, counted from the beginning of an operand. */
function change(
  device: Reference,
  step: Step,
  operand: number,
  at: number,
  amount: number,
) {
  const { allocation, offset } = step.operands[operand]!;
  device.values(allocation)[offset + at]! += amount;
}

const faults: [
  string,
  string,
  (device: Reference, step: Step, run: number) => void,
  RegExp,
][] = [
  [
    "a result that is off by 0.001",
    "layer_norm",
    (device, step) => change(device, step, 3, 0, 1e-3),
    /y\[0\] is/,
  ],
  [
    "a sum of small integers that lacks a term",
    "sum_squares",
    (device, step) => change(device, step, 1, 0, -1),
    /y\[0\] is/,
  ],
  [
    "a kernel that changes what it should only read",
    "add",
    (device, step) => change(device, step, 0, 0, 1),
    /a\[0\] is/,
  ],
  [
    "a kernel that writes past the end of its operand",
    "gelu",
    (device, step) => {
      const { allocation, offset, length } = step.operands[1]!;
      device.values(allocation)[offset + length] = 0;
    },
    /lies outside all operands/,
  ],
  [
    "a kernel that gives other bytes the second time",
    "exp",
    (device, step, run) => change(device, step, 1, 0, run * 1e-6),
    /a second run differs/,
  ],
  [
    "a sampler that takes the next token instead",
    "sample_token",
    (device, step) => {
      const { allocation, offset, length } = step.operands[6]!;
      const tokens = device.values(allocation);
      for (let i = offset; i < offset + length; i++) tokens[i]! ^= 1;
    },
    /(token \d+, not \d+|tokens changed)/,
  ],
];

for (const [what, kernel, harm, message] of faults) {
  Deno.test(`${what} is found`, async () => {
    await assert.rejects(
      testKernel(
        faulty(harm),
        kernelByName.get(kernel)!,
        ieee,
        new Random(1),
      ),
      message,
    );
  });
}
