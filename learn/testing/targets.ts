/**
 * Adapters for tests of shaders: what planners ask of an adapter.
 *
 * @module
 */

import type { Target } from "../webgpu/shader.ts";

/** Adapters of both sorts, with the limits that every adapter has. */
export const targets: readonly Target[] = [true, false].map((software) => ({
  products: {
    software,
    limits: {
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupSizeX: 256,
      maxComputeWorkgroupStorageSize: 16384,
      maxStorageBufferBindingSize: 2 ** 27,
    },
  },
}));
