/**
 * The device that a stage computes on.
 *
 * @module
 */

import type { Device } from "../../learn/device/device.ts";
import { createWasmDevice } from "../../learn/wasm/device.ts";
import { createWebGpuDevice } from "../../learn/webgpu/device.ts";
import type { DeviceKind } from "../../pipeline/stage.ts";

/** Opens the device of a stage's context; destroyed when it is disposed of. */
export async function openDevice(
  context: { readonly device: DeviceKind; readonly threads: number },
): Promise<Device & Disposable> {
  const device = context.device === "webgpu"
    ? await createWebGpuDevice()
    : await createWasmDevice({ threads: context.threads });
  return Object.assign(device, { [Symbol.dispose]: () => device.destroy() });
}
