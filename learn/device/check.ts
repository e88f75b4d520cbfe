/**
 * The checks of a program that every device makes before it loads one.
 *
 * @module
 */

import { type Kernel, kernelByName } from "../kernels/mod.ts";
import { alignment, type Location, type Step } from "./device.ts";

/**
 * Checks a step against its kernel's declaration.
 *
 * @returns The kernel.
 * @throws {TypeError} Where it does not fit; the message names the kernel and
 *   the operand.
 */
export function checkStep(step: Step): Kernel {
  const kernel = kernelByName.get(step.kernel);
  if (!kernel) throw new TypeError(`There is no kernel "${step.kernel}"`);
  const fail = (what: string): never => {
    throw new TypeError(`Cannot load kernel "${kernel.name}": ${what}`);
  };
  const { dims, constants, operands } = step;
  const count = (what: string, actual: number, wanted: number) => {
    if (actual !== wanted) fail(`it has ${wanted} ${what}, not ${actual}`);
  };
  count("dimensions", dims.length, kernel.dims.length);
  count("constants", constants.length, kernel.constants.length);
  count("operands", operands.length, kernel.operands.length);
  dims.forEach((value, i) => {
    if (value !== value >>> 0) {
      fail(`dimension "${kernel.dims[i]}" is ${value}, not a whole number`);
    }
  });
  const named = Object.fromEntries(kernel.dims.map((d, i) => [d, dims[i]!]));
  kernel.operands.forEach((operand, i) => {
    const { allocation, offset, length } = operands[i]!;
    const wanted = operand.length(named), name = `operand "${operand.name}"`;
    if (allocation.dtype !== operand.dtype) {
      fail(`${name} is ${operand.dtype}, not ${allocation.dtype}`);
    }
    if (length !== wanted) {
      fail(`${name} has ${wanted} elements, not ${length}`);
    }
    if (!(offset >= 0 && offset + length <= allocation.length)) {
      fail(`${name} ends beyond its allocation of ${allocation.length}`);
    }
    if (offset % alignment !== 0) {
      fail(`${name} begins at ${offset}, no multiple of ${alignment}`);
    }
    for (let j = 0; j < i; j++) {
      if (overlap(operands[j]!, operands[i]!)) {
        fail(`${name} overlaps operand "${kernel.operands[j]!.name}"`);
      }
    }
  });
  return kernel;
}

function overlap(a: Location, b: Location): boolean {
  return a.allocation === b.allocation &&
    a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
