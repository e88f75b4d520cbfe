/**
 * From steps to the words that the kernels read (learn/wasm/assembly/step.ts
 * says how they lie), with every check that the kernels themselves leave out.
 *
 * @module
 */

import { alignment, type Location, type Step } from "../device/device.ts";
import {
  type Dims,
  type Kernel,
  kernelByName,
  kernels,
  type Operand,
} from "../kernels/mod.ts";

/** Bytes of one step. */
export const stepBytes = 128;

const numbers = new Map(kernels.map((kernel, i) => [kernel.name, i]));

/** Gives an operand's first address, or throws if its memory is not usable. */
export type Resolve = (location: Location) => number;

/** Checks steps and writes them one after the other. */
export function encodeSteps(
  steps: readonly Step[],
  resolve: Resolve,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(steps.length * stepBytes);
  steps.forEach((step, i) => {
    const view = new DataView(bytes.buffer, i * stepBytes, stepBytes);
    encodeStep(step, view, resolve);
  });
  return bytes;
}

function encodeStep(step: Step, view: DataView, resolve: Resolve) {
  const kernel = kernelByName.get(step.kernel);
  if (!kernel) {
    throw new TypeError(`Cannot load a program: no kernel "${step.kernel}"`);
  }
  const dims = checkNumbers(kernel, step);
  const addresses = kernel.operands.map((operand, i) =>
    checkOperand(kernel, operand, step.operands[i]!, dims, resolve)
  );
  checkOverlap(kernel, step, addresses);
  view.setUint32(0, numbers.get(kernel.name)!, true);
  addresses.forEach((at, i) => view.setUint32(32 + 4 * i, at, true));
  step.dims.forEach((n, i) => view.setUint32(64 + 4 * i, n, true));
  step.constants.forEach((x, i) => view.setFloat64(96 + 8 * i, x, true));
}

const refuse = (kernel: Kernel, reason: string) =>
  `Cannot load a step of kernel "${kernel.name}": ${reason}`;

/** Checks counts, dimensions and constants, and names the dimensions. */
function checkNumbers(kernel: Kernel, step: Step): Dims {
  const lists = [
    ["operands", step.operands, kernel.operands],
    ["dimensions", step.dims, kernel.dims],
    ["constants", step.constants, kernel.constants],
  ] as const;
  for (const [name, given, declared] of lists) {
    if (given.length === declared.length) continue;
    throw new TypeError(
      refuse(kernel, `${given.length} ${name}, not ${declared.length}`),
    );
  }
  const dims: Record<string, number> = {};
  kernel.dims.forEach((name, i) => {
    const n = step.dims[i]!;
    if (!Number.isInteger(n) || n < 0 || n > 0xffffffff) {
      throw new RangeError(
        refuse(
          kernel,
          `dimension "${name}" is "${n}", not a whole number of 32 bits`,
        ),
      );
    }
    dims[name] = n;
  });
  kernel.constants.forEach((name, i) => {
    if (Number.isFinite(step.constants[i])) return;
    throw new RangeError(
      refuse(kernel, `constant "${name}" is "${step.constants[i]}"`),
    );
  });
  return dims;
}

function checkOperand(
  kernel: Kernel,
  operand: Operand,
  location: Location,
  dims: Dims,
  resolve: Resolve,
): number {
  const { allocation, offset, length } = location;
  const wanted = operand.length(dims);
  const fail = (reason: string) =>
    new RangeError(refuse(kernel, `operand "${operand.name}" ${reason}`));
  if (length !== wanted) {
    throw fail(`has ${length} elements, and its dimensions say ${wanted}`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset % alignment !== 0) {
    throw fail(
      `begins at element "${offset}", which is no multiple of ${alignment}`,
    );
  }
  if (offset + length > allocation.length) {
    throw fail(
      `ends at element ${offset + length} of an allocation of ` +
        `${allocation.length}`,
    );
  }
  if (allocation.dtype !== operand.dtype) {
    throw new TypeError(
      refuse(
        kernel,
        `operand "${operand.name}" is ${allocation.dtype}, ` +
          `not ${operand.dtype}`,
      ),
    );
  }
  return resolve(location);
}

/** What is written overlaps with nothing; reads may read the same memory. */
function checkOverlap(
  kernel: Kernel,
  step: Step,
  addresses: readonly number[],
) {
  const end = (i: number) => addresses[i]! + 4 * step.operands[i]!.length;
  kernel.operands.forEach((a, i) => {
    kernel.operands.forEach((b, j) => {
      if (j <= i || (a.access === "read" && b.access === "read")) return;
      if (addresses[i]! < end(j) && addresses[j]! < end(i)) {
        throw new RangeError(
          refuse(
            kernel,
            `operands "${a.name}" and "${b.name}" overlap in memory`,
          ),
        );
      }
    });
  });
}
