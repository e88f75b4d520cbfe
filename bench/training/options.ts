/**
 * The options of the training benchmark.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { DeviceContext } from "../../stages/learning/device.ts";
import { hardwareAdapter, peerNames } from "./contestants.ts";
import { largeModels, type Shape, shapes } from "./models.ts";
import { type ProfiledPart, profiledParts } from "./profile.ts";

/** What to do, read from the command line. */
export interface Options {
  /** For the processes that are started: what they do, and their operands. */
  readonly task: readonly string[];
  readonly devices: readonly ("wasm" | "webgpu")[];
  readonly models: readonly Shape[];
  readonly peers: readonly string[];
  readonly threads: number;
  readonly rounds: number;
  readonly quick: boolean;
  /** The Python with PyTorch, if it is not one of the usual. */
  readonly python: string | undefined;
  /** A file with a table of tiles, for WebGPU. */
  readonly tuning: string | undefined;
  /** Whether to measure such a table first, for each model. */
  readonly tune: boolean;
  readonly profile: ProfiledPart | undefined;
  readonly prepare: string | undefined;
  readonly json: string | undefined;
  readonly folder: string | undefined;
  /** Whether WebGPU has an adapter that is hardware. */
  readonly hardware: boolean;
}

const text = { type: "string" } as const;

/** Splits a list, and refuses what is not in it. */
function listOf<T extends string>(
  option: string,
  value: string,
  known: readonly T[],
): T[] {
  return (value === "none" ? [] : value.split(",")).map((name) => {
    const found = known.find((one) => one === name);
    if (found !== undefined) return found;
    throw new Error(
      `Cannot take "${name}" for --${option}: give some of ` +
        `"${known.join(",")}", with commas between them`,
    );
  });
}

function countOf(option: string, value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(
    `Cannot take "${value}" for --${option}: give a whole number above 0`,
  );
}

/**
 * Reads the command line.
 *
 * @throws {Error} Where it says something that cannot be.
 */
export async function readOptions(args: readonly string[]): Promise<Options> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      models: text,
      devices: { ...text, default: "wasm,webgpu" },
      threads: text,
      peers: { ...text, default: peerNames.join(",") },
      python: text,
      tuning: text,
      tune: { type: "boolean", default: false },
      rounds: text,
      quick: { type: "boolean", default: false },
      batch: text,
      time: text,
      profile: text,
      prepare: text,
      json: text,
      folder: text,
    },
  });
  const devices = listOf("devices", values.devices, ["wasm", "webgpu"]);
  // A process that measures looks at no adapter but the one it measures.
  const hardware = positionals.length === 0 && devices.includes("webgpu") &&
    await hardwareAdapter();
  const names = shapes.map(({ name }) => name);
  const usual = names.filter((name) => hardware || !largeModels.includes(name));
  const models = values.models === undefined
    ? usual
    : listOf("models", values.models, names);
  const { batch, time } = values;
  return {
    task: positionals,
    devices,
    models: shapes.filter(({ name }) => models.includes(name)).map((shape) => ({
      ...shape,
      ...(batch === undefined ? {} : { batch: countOf("batch", batch) }),
      ...(time === undefined ? {} : { time: countOf("time", time) }),
    })),
    peers: listOf("peers", values.peers, peerNames),
    threads: values.threads === undefined
      ? navigator.hardwareConcurrency
      : countOf("threads", values.threads),
    rounds: values.rounds === undefined
      ? values.quick ? 1 : 3
      : countOf("rounds", values.rounds),
    quick: values.quick,
    python: values.python,
    tuning: values.tuning,
    tune: values.tune,
    profile: values.profile === undefined
      ? undefined
      : listOf("profile", values.profile, profiledParts)[0],
    prepare: values.prepare,
    json: values.json,
    folder: values.folder,
    hardware,
  };
}

/** The device that a process of this project measures or profiles. */
export function contextOf(
  device: string,
  { threads, tuning }: Pick<Options, "threads" | "tuning">,
): DeviceContext {
  const context = {
    device: device === "webgpu" ? "webgpu" : "wasm",
    threads,
  } as const;
  if (tuning === undefined || device !== "webgpu") return context;
  const file = JSON.parse(Deno.readTextFileSync(tuning));
  // What "deno task tune --json" writes has the table among other things.
  return { ...context, tuning: file.table ?? file };
}
