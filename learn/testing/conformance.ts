/**
 * The test that makes a device a device: each kernel against its float64
 * reference, on the shapes of its workload and on random ragged ones. Both
 * devices' tests call it.
 *
 * @module
 */

import fc from "fast-check";
import type { Device } from "../device/device.ts";
import { type Kernel, kernels } from "../kernels/mod.ts";
import { type Accuracy, wgsl } from "./accuracy.ts";
import { casesOf, casesOfShape } from "./cases.ts";
import { raggedShapes } from "./ragged.ts";
import { Random } from "./random.ts";
import { runCases } from "./run_cases.ts";

/** How {@linkcode testKernels} tests. */
export interface ConformanceOptions {
  /**
   * How exact the device's single operations are; {@linkcode wgsl}'s if not
   * given.
   */
  readonly accuracy?: Accuracy;
  /** Seeds the operands and the ragged shapes. */
  readonly seed?: number;
  /** Ragged shapes for each kernel; 16 if not given. */
  readonly ragged?: number;
  /** Opens devices that must give the same bytes as the one tested. */
  readonly same?: readonly (() => Promise<Device>)[];
}

/** Registers a test with a step for each kernel. */
export function testKernels(
  name: string,
  open: () => Promise<Device>,
  options: ConformanceOptions = {},
): void {
  Deno.test(
    `${name}: kernels agree with their float64 references`,
    (t) => checkKernels(t, open, options),
  );
}

/** Opens a device and checks each kernel in two steps of a test. */
export async function checkKernels(
  t: Deno.TestContext,
  open: () => Promise<Device>,
  options: ConformanceOptions = {},
): Promise<void> {
  const { accuracy = wgsl, seed = 1 } = options;
  const device = await open(), others: Device[] = [];
  try {
    for (const open of options.same ?? []) others.push(await open());
    for (const kernel of kernels) {
      await t.step(
        kernel.name,
        () => testKernel(device, kernel, accuracy, new Random(seed), others),
      );
      await t.step(
        `${kernel.name} on ragged shapes`,
        () => testRaggedShapes(device, kernel, options, others),
      );
    }
  } finally {
    for (const opened of [device, ...others]) opened.destroy();
  }
}

/** Tests one kernel on the shapes of its workload. */
export function testKernel(
  device: Device,
  kernel: Kernel,
  accuracy: Accuracy,
  random: Random,
  others: readonly Device[] = [],
): Promise<void> {
  return runCases(device, kernel, casesOf(kernel, random), accuracy, others);
}

/**
 * Tests one kernel on random ragged shapes: all in one program first, because
 * that is quick. Only where it fails does fast-check try the same shapes one by
 * one and shrink the first that fails.
 */
export async function testRaggedShapes(
  device: Device,
  kernel: Kernel,
  options: ConformanceOptions,
  others: readonly Device[] = [],
): Promise<void> {
  const { accuracy = wgsl, seed = 1, ragged = 16 } = options;
  const arbitrary = raggedShapes(kernel);
  const settings = { seed, numRuns: ragged };
  const run = (shapes: readonly (readonly number[])[]) =>
    runCases(
      device,
      kernel,
      shapes.flatMap((shape) => casesOfShape(kernel, shape, seed)),
      accuracy,
      others,
    );
  const shapes: number[][] = [];
  fc.assert(
    fc.property(arbitrary, (shape) => {
      shapes.push(shape);
    }),
    settings,
  );
  try {
    await run(shapes);
  } catch (together) {
    await fc.assert(
      fc.asyncProperty(arbitrary, (shape) => run([shape])),
      settings,
    );
    throw together;
  }
}
