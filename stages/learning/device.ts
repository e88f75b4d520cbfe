/**
 * The device that a stage computes on: the one in its key, with the tiles of
 * matrix products that were measured on it, if its key names such.
 *
 * @module
 */

import type { Device } from "../../learn/device/device.ts";
import { createWasmDevice } from "../../learn/wasm/device.ts";
import { createWebGpuDevice } from "../../learn/webgpu/device.ts";
import type { TunedTable } from "../../learn/webgpu/tuning/table.ts";
import type { DeviceKind } from "../../pipeline/stage.ts";

/** What a stage's context says of its device. */
export interface DeviceContext {
  readonly device: DeviceKind;
  /** The description of the adapter that is in the stage's key. */
  readonly adapter?: string | undefined;
  /** A table of `learn/webgpu/tuning`, named in the stage's key. */
  readonly tuning?: unknown;
  readonly threads: number;
}

/**
 * Opens the device of a stage's context; destroyed when it is disposed of.
 *
 * @throws {Error} Where WebGPU gives another adapter than the key names.
 * @throws {TypeError} Where the table is none, or another adapter's.
 */
export async function openDevice(
  context: DeviceContext,
): Promise<Device & Disposable> {
  const { adapter, threads } = context;
  const tuned = context.tuning as TunedTable | undefined;
  const device = context.device === "webgpu"
    ? await createWebGpuDevice({ adapter, tuned })
    : await createWasmDevice({ threads });
  return Object.assign(device, { [Symbol.dispose]: () => device.destroy() });
}
