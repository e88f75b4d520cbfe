/**
 * Getting a WebGPU adapter, and a device from it with all the memory and
 * bindings that the adapter allows.
 *
 * @module
 */

/** What is not there, and what to do about it, ready to be printed. */
export class NoAdapterError extends Error {
  override readonly name = "NoAdapterError";

  constructor(reason = "this machine offers none") {
    super(
      `Cannot use WebGPU: no adapter (${reason}). Run "deno task doctor" to ` +
        `see what is there. On Debian, "apt-get install mesa-vulkan-drivers" ` +
        `gives a software adapter; or use the device "wasm"`,
    );
  }
}

/** Storage arrays that a kernel may bind: those of the one that binds most. */
const neededArrays = 8;

/** Limits that are asked for in full. */
const limits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** What an adapter says of itself. */
export interface AdapterDescription {
  /** For example `NVIDIA H100` or `llvmpipe (LLVM 15.0.6, 256 bits)`. */
  readonly description: string;
  /** Whether it is a program that runs on the CPU. */
  readonly software: boolean;
}

/** Describes an adapter. */
export function describe(adapter: GPUAdapter): AdapterDescription {
  const { description, device, vendor, isFallbackAdapter } = adapter.info;
  return {
    description: description || `adapter ${vendor}:${device}`,
    software: isFallbackAdapter,
  };
}

/**
 * Asks for an adapter.
 *
 * @param gpu `navigator.gpu`, or another implementation of it.
 * @throws {NoAdapterError} Where there is none that the kernels can run on.
 */
export async function requestAdapter(
  gpu: GPU | undefined = navigator.gpu,
): Promise<GPUAdapter> {
  if (!gpu) throw new NoAdapterError("this runtime has no navigator.gpu");
  const adapter = await gpu.requestAdapter({
    powerPreference: "high-performance",
  });
  if (!adapter) throw new NoAdapterError();
  const { maxStorageBuffersPerShaderStage: arrays } = adapter.limits;
  if (arrays < neededArrays) {
    throw new NoAdapterError(
      `"${describe(adapter).description}" binds at most ${arrays} storage ` +
        `buffers, and ${neededArrays} are needed`,
    );
  }
  return adapter;
}

/**
 * Opens an adapter's device.
 *
 * @throws {NoAdapterError} Where the adapter refuses.
 */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  // The limits are getters of a prototype, so they are taken one by one.
  for (const name of limits) requiredLimits[name] = adapter.limits[name];
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (error) {
    const { message } = error as Error;
    throw new NoAdapterError(
      `"${describe(adapter).description}" gave no device: ${message}`,
    );
  }
}
