/**
 * The programs that are measured on the same work: this project's engine on its
 * devices, and peers. Each runs as a process of its own.
 *
 * @module
 */

import {
  knowsWideVectors,
  wideVectors,
} from "../../pipeline/run/wide_vectors.ts";
import { installPeers } from "./install.ts";
import { pytorch } from "./pytorch.ts";

/** A command to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** One of the programs. */
export interface Contestant {
  readonly name: string;
  /** What it computes on. Large models are for adapters that are hardware. */
  readonly on: "cpu" | "gpu";
  /** Whether it is a peer rather than this project. */
  readonly peer: boolean;
  /** Why it cannot run here, with what to do about it; null where it can. */
  readonly missing: string | null;
  /** Measures the work in a folder. */
  command(folder: string): Command;
}

/** What the contestants depend on. */
export interface Setting {
  readonly devices: readonly string[];
  readonly peers: readonly string[];
  readonly threads: number;
  /** The Python with PyTorch, if it is not one of the usual. */
  readonly python: string | undefined;
  /** The table of tiles that was measured on the adapter, if there is one. */
  readonly tuning: string | undefined;
  /** Where peers are installed. */
  readonly scratch: string;
}

/** Names that `--peers` takes. */
export const peerNames = ["jax-js", "tfjs", "pytorch"] as const;

/**
 * The flags of V8 with which stages that compute run, so that what is measured
 * is what they get.
 */
export async function engineFlags(): Promise<string[]> {
  return await knowsWideVectors() ? [`--v8-flags=${wideVectors}`] : [];
}

/** The command that runs this program again, to measure or profile by itself. */
export function ownCommand(
  task: string,
  device: string,
  folder: string,
  { threads, tuning }: Pick<Setting, "threads" | "tuning">,
  flags: readonly string[],
): Command {
  return {
    program: Deno.execPath(),
    args: [
      "run",
      "-A",
      ...flags,
      Deno.mainModule,
      task,
      device,
      folder,
      "--threads",
      String(threads),
      ...(tuning === undefined ? [] : ["--tuning", tuning]),
    ],
  };
}

function own(
  device: string,
  setting: Setting,
  flags: readonly string[],
): Contestant {
  return {
    name: `juice ${device}`,
    on: device === "webgpu" ? "gpu" : "cpu",
    peer: false,
    missing: null,
    command: (folder) => ownCommand("measure", device, folder, setting, flags),
  };
}

/** A peer that is a JavaScript program, by the folder it is installed in. */
function script(
  name: string,
  file: string,
  device: string,
  place: string | { readonly missing: string },
  threads: number,
): Contestant {
  const there = typeof place === "string";
  return {
    name: `${name} ${device}`,
    on: device === "webgpu" ? "gpu" : "cpu",
    peer: true,
    missing: there ? null : place.missing,
    command: (folder) => ({
      program: Deno.execPath(),
      args: [
        "run",
        "-A",
        "--no-config",
        "--no-lock",
        "--node-modules-dir=manual",
        file,
        device,
        folder,
        String(threads),
      ],
      cwd: there ? place : folder,
    }),
  };
}

/** All that the options ask for, installed where that is needed. */
export async function contestantsOf(setting: Setting): Promise<Contestant[]> {
  const { devices, peers, threads, scratch } = setting;
  const flags = await engineFlags();
  const list = devices.map((device) => own(device, setting, flags));
  const scripts = peers.filter((name) => name === "jax-js" || name === "tfjs");
  const place = scripts.length > 0 ? await installPeers(scripts, scratch) : "";
  if (peers.includes("jax-js")) {
    for (const device of devices) {
      list.push(script("jax-js", "jax_js.js", device, place, threads));
    }
  }
  if (peers.includes("tfjs") && devices.includes("wasm")) {
    list.push(script("TensorFlow.js", "tfjs.js", "wasm", place, threads));
  }
  if (peers.includes("pytorch")) list.push(...await pytorch(setting));
  return list;
}

/** Whether the WebGPU adapter is hardware; false where there is none. */
export async function hardwareAdapter(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter({
    powerPreference: "high-performance",
  });
  return adapter !== null && adapter !== undefined &&
    !adapter.info.isFallbackAdapter;
}
