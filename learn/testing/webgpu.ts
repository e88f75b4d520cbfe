/**
 * Tests that need a WebGPU adapter, hardware or software.
 *
 * @module
 */

import type { Device } from "../device/device.ts";
import { createWebGpuDevice, type WebGpuOptions } from "../webgpu/device.ts";

/** Set where no test may be ignored, as in CI. */
const requireAll = "JUICE_TEST_REQUIRE_ALL";

const adapter = await navigator.gpu?.requestAdapter();

/**
 * Registers a test that is ignored where there is no adapter, and fails there
 * instead if every test is required.
 */
export function webgpuTest(
  name: string,
  run: (t: Deno.TestContext) => void | Promise<void>,
): void {
  const missing = !adapter;
  const ignore = missing && Deno.env.get(requireAll) !== "1";
  Deno.test({
    name: ignore
      ? `${name} (needs a WebGPU adapter: apt-get install mesa-vulkan-drivers)`
      : name,
    ignore,
    fn(t) {
      if (missing) throw new Error("There is no WebGPU adapter");
      return run(t);
    },
  });
}

/** Opens a device for the time of a test. */
export async function withDevice(
  options: WebGpuOptions,
  run: (device: Device) => Promise<void>,
): Promise<void> {
  const device = await createWebGpuDevice(options);
  try {
    await run(device);
  } finally {
    device.destroy();
  }
}

/** `navigator.gpu`, whose devices are changed before anybody uses them. */
export function gpuWith(change: (device: GPUDevice) => void): GPU {
  const { gpu } = navigator;
  const requestAdapter: GPU["requestAdapter"] = async (options) => {
    const adapter = await gpu.requestAdapter(options);
    const request = adapter?.requestDevice.bind(adapter);
    if (!adapter || !request) return null;
    return Object.assign(adapter, {
      async requestDevice(descriptor?: GPUDeviceDescriptor) {
        const device = await request(descriptor);
        change(device);
        return device;
      },
    });
  };
  return { requestAdapter } as GPU;
}
