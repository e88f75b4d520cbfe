/**
 * Which device a run computes on, and what `doctor` says about it.
 *
 * @module
 */

import { tmpdir } from "node:os";
import { JuiceError } from "../errors.ts";
import { type DeviceClass, nameOfDevice } from "../identity/preimage.ts";
import { readTuning } from "../store/tuning.ts";

/** What `--device` takes. */
export type DeviceChoice = "auto" | "wasm" | "webgpu";

/** All that `--device` takes. */
export const deviceChoices: readonly DeviceChoice[] = [
  "auto",
  "wasm",
  "webgpu",
];

/** The WebGPU adapter of this machine. */
export interface Adapter {
  /** The name of the device, as drivers give it. */
  readonly description: string;
  /** True where the adapter computes on the CPU, as lavapipe does. */
  readonly software: boolean;
  /** The limits that decide what fits, by WebGPU's names. */
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
}

const limitNames = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxStorageBuffersPerShaderStage",
] as const;

/** Linux drivers complain on standard error where this is not a folder. */
function quietDrivers(): void {
  if (Deno.build.os !== "linux") return;
  if (Deno.env.get("XDG_RUNTIME_DIR") === undefined) {
    Deno.env.set("XDG_RUNTIME_DIR", tmpdir());
  }
}

/** Asks for the adapter that WebGPU gives; null where it gives none. */
export async function findAdapter(): Promise<Adapter | null> {
  if (navigator.gpu === undefined) return null;
  quietDrivers();
  let adapter: GPUAdapter | null;
  try {
    adapter = await navigator.gpu.requestAdapter({
      powerPreference: "high-performance",
    });
  } catch {
    return null;
  }
  if (adapter === null) return null;
  const limits: Record<string, number> = {};
  for (const name of limitNames) limits[name] = adapter.limits[name];
  const info = adapter.info;
  return {
    description: info.description || `adapter ${info.vendor}:${info.device}`,
    software: info.isFallbackAdapter,
    limits,
    features: [...adapter.features].sort(),
  };
}

/** Device files that a Linux graphics driver makes; one is enough. */
const deviceFiles = /^(dri|dxg|kgsl-3d0|mali\d+|nvidia\d+|nvmap)$/;

/**
 * Tells quickly that there can be no hardware adapter: on Linux, no graphics
 * driver has made a device file. Loading a driver only to be told that it is a
 * software one takes a third of a second.
 */
export function noGraphicsHardware(
  os: string = Deno.build.os,
  names: Iterable<string> = os === "linux" ? listNames("/dev") : [],
): boolean {
  if (os !== "linux") return false;
  for (const name of names) if (deviceFiles.test(name)) return false;
  return true;
}

function listNames(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name);
  } catch {
    // Without /dev there is nothing to tell from, so the driver is asked.
    return ["dri"];
  }
}

/** What was chosen, and why, in one clause. */
export interface Selection {
  readonly device: DeviceClass;
  readonly why: string;
}

/** The rule of `auto`: a hardware adapter where there is one, else wasm. */
export function chooseDevice(adapter: Adapter | null): Selection {
  if (adapter === null) {
    return {
      device: { kind: "wasm", adapter: "" },
      why: "there is no WebGPU adapter",
    };
  }
  if (adapter.software) {
    return {
      device: { kind: "wasm", adapter: "" },
      why: `the WebGPU adapter "${adapter.description}" computes on the CPU, ` +
        "slower than wasm does",
    };
  }
  return {
    device: { kind: "webgpu", adapter: adapter.description },
    why: `"${adapter.description}" is a hardware adapter`,
  };
}

/**
 * Turns what `--device` says into the class of device that keys hold.
 *
 * @param doctor The command that says what is missing.
 * @param find Asks for the adapter.
 * @throws JuiceError for `webgpu` on a machine that has no adapter.
 */
export async function resolveDevice(
  choice: DeviceChoice,
  doctor = "deno task doctor",
  find: () => Promise<Adapter | null> = findAdapter,
): Promise<DeviceClass> {
  if (choice === "wasm") return { kind: "wasm", adapter: "" };
  if (choice === "auto" && noGraphicsHardware()) {
    return { kind: "wasm", adapter: "" };
  }
  const adapter = await find();
  if (choice === "auto") return chooseDevice(adapter).device;
  if (adapter === null) {
    throw new JuiceError(
      'Cannot compute on "webgpu": this machine gives no WebGPU adapter\n' +
        `Leave out --device, or see what is missing with:\n  ${doctor}`,
    );
  }
  return { kind: "webgpu", adapter: adapter.description };
}

/** The device in a few words: `wasm`, or `webgpu (NVIDIA H100)`. */
export function describeDevice(device: DeviceClass): string {
  const name = nameOfDevice(device);
  return name === "wasm" ? name : `webgpu (${name.slice("webgpu:".length)})`;
}

/** The same device with what was measured on it, if anything was. */
export function withTuning(device: DeviceClass, store: string): DeviceClass {
  if (device.kind === "wasm") return device;
  const tuning = readTuning(store, device.adapter);
  return tuning === null ? device : { ...device, tuning };
}
