/**
 * The options of the training benchmark.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { DeviceContext } from "../../stages/learning/device.ts";
import { checkOutput, InputError } from "../program.ts";
import { hardwareAdapter, peerNames } from "./contestants.ts";
import { largeModels, type Shape, shapes } from "./models.ts";
import { type ProfiledPart, profiledParts } from "./profile.ts";

/** What `--help` prints. */
export const usage = `\
Usage: deno task bench [options]

Measures training, scoring and generation on this project's devices and on
peers, on the same work, in turns. bench/README.md says what the figures mean.

  --models LIST     some of tiny,10m,160m,410m (tiny,10m; on a GPU all)
  --devices LIST    some of wasm,webgpu (both)
  --peers LIST      some of jax-js,tfjs,pytorch, or none (all)
  --threads N       threads on the CPU (all cores)
  --rounds N        how often each contestant has its turn (3; --quick: 1)
  --quick           few repeats: minutes instead of many
  --batch N         sequences in a batch, for all models
  --time N          positions of each sequence, for all models
  --python PROGRAM  the Python that has PyTorch
  --tune            measure first which tiles are best on the WebGPU adapter
  --tuning FILE     use such tiles, from "deno task tune --json FILE"
  --json FILE       write all figures there
  --folder DIR      keep what npm installs there for the next run

Instead of comparing:

  --profile PART    time each kernel of PART: step, score or generate
  --prepare DIR     write the benchmark for a machine without a network`;

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
    throw new InputError(
      `Cannot take "${name}" for --${option}: give some of ` +
        `"${known.join(",")}", with commas between them`,
    );
  });
}

function countOf(option: string, value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InputError(
    `Cannot take "${value}" for --${option}: give a whole number above 0`,
  );
}

/**
 * Reads the command line.
 *
 * @throws {InputError} Where it says something that cannot be.
 * @throws {TypeError} Of `parseArgs`, where it has an option that is none.
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
  const [task] = positionals;
  if (task !== undefined && task !== "measure" && task !== "profile") {
    throw new InputError(
      `Cannot take "${task}": models are named with --models; --help lists ` +
        "the options",
    );
  }
  checkOutput(values.json);
  if (values.tuning !== undefined) readTable(values.tuning);
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
  const [profile, another] = values.profile === undefined
    ? []
    : listOf("profile", values.profile, profiledParts);
  if (values.profile !== undefined && (!profile || another)) {
    throw new InputError(
      `Cannot take "${values.profile}" for --profile: give one of ` +
        `"${profiledParts.join(",")}"`,
    );
  }
  return {
    task: positionals,
    devices,
    models: shapes.filter(({ name }) => models.includes(name)).map((shape) =>
      resize(
        shape,
        batch === undefined ? shape.batch : countOf("batch", batch),
        time === undefined ? shape.time : countOf("time", time),
      )
    ),
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
    profile,
    prepare: values.prepare,
    json: values.json,
    folder: values.folder,
    hardware,
  };
}

/** Another batch. Prompts are cut from its sequences, so none is longer. */
function resize(shape: Shape, batch: number, time: number): Shape {
  const { generation } = shape, prompt = Math.min(generation.prompt, time);
  return { ...shape, batch, time, generation: { ...generation, prompt } };
}

/** The table of tiles in a file: what "deno task tune --json" writes has it. */
export function readTable(file: string): unknown {
  try {
    const content = JSON.parse(Deno.readTextFileSync(file));
    return content.table ?? content;
  } catch (error) {
    throw new InputError(
      `Cannot read the tiles in "${file}": ${(error as Error).message}; ` +
        `write such a file with "deno task tune --json ${file}"`,
    );
  }
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
  return { ...context, tuning: readTable(tuning) };
}
