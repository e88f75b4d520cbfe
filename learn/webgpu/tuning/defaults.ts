/**
 * The default configurations of matrix products: for adapters that compute on
 * the CPU, measured on Mesa's lavapipe; for hardware, what others measured, not
 * we: 4 by 4 elements an invocation and workgroups of 8 by 8 are the best
 * compromise over many GPUs (llama.cpp's WebGPU backend), larger tiles pay for
 * large products (CUDA's and WebGPU's literature alike). `deno task tune`
 * replaces them by measured ones.
 *
 * @module
 */

import type { Configuration } from "./configuration.ts";
import type { Rule } from "./table.ts";

/** Enough workgroups to keep a large device busy. */
const slices = { groups: 256, depth: 128 };

function registers(
  workgroup: [number, number],
  each: [number, number],
): Configuration {
  return { family: "registers", workgroup, each, depth: 0, slices };
}

function shared(
  workgroup: [number, number],
  each: [number, number],
  depth: number,
): Configuration {
  return { family: "shared", workgroup, each, depth, slices };
}

/** Runs on every adapter. */
export const smallest: Configuration = registers([8, 8], [4, 4]);

/**
 * All tiles that the tuner tries: the ones that may be the best somewhere. How
 * it slices k is a matter of its own.
 */
export const candidates: readonly Configuration[] = [
  smallest,
  registers([8, 8], [8, 4]),
  registers([16, 4], [8, 8]),
  registers([8, 8], [8, 8]),
  registers([16, 16], [4, 4]),
  registers([4, 4], [16, 8]),
  registers([4, 4], [16, 16]),
  shared([8, 8], [4, 4], 16),
  shared([8, 8], [4, 4], 32),
  shared([16, 16], [4, 4], 16),
  shared([8, 16], [8, 4], 16),
  shared([8, 8], [8, 8], 16),
  shared([16, 16], [8, 4], 16),
  shared([16, 16], [8, 8], 8),
  shared([16, 16], [8, 8], 16),
];

/**
 * Of adapters that compute on the CPU; the first that applies is taken. On
 * lavapipe more elements an invocation were faster than any GPU has registers
 * for, presumably because each load then serves more products. README.md has
 * the figures.
 */
export const softwareRules: readonly Rule[] = [
  { m: 6, n: 6, configuration: registers([4, 4], [16, 16]) },
  { m: 6, n: 5, configuration: registers([4, 4], [16, 8]) },
  { configuration: smallest },
];

/** A large GPU runs several workgroups on each of more than a hundred cores. */
const onHardware = (configuration: Configuration): Configuration => ({
  ...configuration,
  slices: { groups: 512, depth: 256 },
});

/**
 * Of hardware adapters: not measured by us. Register tiles come last, for those
 * with less shared memory than WebGPU's default.
 */
export const hardwareRules: readonly Rule[] = [
  { m: 11, n: 11, k: 7, configuration: shared([16, 16], [8, 8], 8) },
  { m: 11, n: 9, k: 7, configuration: shared([8, 16], [8, 4], 16) },
  { m: 7, n: 7, k: 6, configuration: shared([16, 16], [4, 4], 16) },
  { configuration: shared([8, 8], [4, 4], 16) },
  { configuration: smallest },
].map(({ configuration, ...sizes }) => ({
  ...sizes,
  configuration: onHardware(configuration),
}));
