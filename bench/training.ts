/**
 * The training engine's benchmark: training steps, log-probabilities,
 * generation, memory and start-up, of this project and of peers on the same
 * work. See README.md for what is measured and how.
 *
 *     deno task bench [--models tiny,10m] [--devices wasm,webgpu]
 *       [--threads N] [--peers jax-js,tfjs,pytorch | none] [--python PROGRAM]
 *       [--rounds N] [--quick] [--batch N] [--time N] [--json FILE]
 *       [--folder DIR]
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import {
  type Contestant,
  contestantsOf,
  hardwareAdapter,
  peerNames,
} from "./training/contestants.ts";
import { shapes } from "./training/models.ts";
import { measureOwn } from "./training/own.ts";
import {
  type Entry,
  entryOf,
  ratiosOf,
  tableOf,
  tolerance,
} from "./training/report.ts";
import { type Run, runContestant } from "./training/run.ts";
import { writeWork } from "./training/work.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    models: { type: "string" },
    devices: { type: "string", default: "wasm,webgpu" },
    threads: { type: "string" },
    peers: { type: "string", default: peerNames.join(",") },
    python: { type: "string", default: "/usr/bin/python3" },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false },
    batch: { type: "string" },
    time: { type: "string" },
    json: { type: "string" },
    folder: { type: "string" },
  },
});

/** Splits a list, and refuses what is not in it. */
function listOf(
  option: string,
  value: string,
  known: readonly string[],
): string[] {
  const names = value === "none" ? [] : value.split(",");
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new Error(
      `Cannot take "${name}" for --${option}: give some of ` +
        `${known.join(", ")}, with commas between them`,
    );
  }
  return names;
}

function countOf(option: string, value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`Cannot take "${value}" for --${option}: give a number`);
}

async function bench(): Promise<void> {
  const { quick } = options;
  const devices = listOf("devices", options.devices, ["wasm", "webgpu"]);
  const hardware = devices.includes("webgpu") && await hardwareAdapter();
  const names = shapes.map(({ name }) => name);
  const large = ["160m", "410m"];
  const models = listOf(
    "models",
    options.models ??
      names.filter((name) => hardware || !large.includes(name)).join(","),
    names,
  );
  const threads = options.threads === undefined
    ? navigator.hardwareConcurrency
    : countOf("threads", options.threads);
  const rounds = countOf("rounds", options.rounds ?? (quick ? "1" : "3"));
  const folder = options.folder ??
    Deno.makeTempDirSync({ prefix: "juice-bench-" });
  const on = machine();
  console.log(Object.entries(on).map(([k, v]) => `${k} ${v}`).join(", "));
  const notes: string[] = [];
  const say = (note: string) => {
    if (notes.includes(note)) return;
    console.log(note);
    notes.push(note);
  };
  const entries: Entry[] = [];
  let ratios: ReturnType<typeof ratiosOf> = [];
  try {
    const all = await contestantsOf({
      devices,
      peers: listOf("peers", options.peers, peerNames),
      threads,
      python: options.python,
      scratch: folder,
    });
    for (const { name, missing } of all) {
      if (missing !== null) say(`${name} is not measured: ${missing}`);
    }
    for (const found of shapes.filter(({ name }) => models.includes(name))) {
      const shape = {
        ...found,
        ...(options.batch && { batch: countOf("batch", options.batch) }),
        ...(options.time && { time: countOf("time", options.time) }),
      };
      const contestants = all.filter(({ missing, on }) =>
        missing === null &&
        (on === "gpu" && hardware || !large.includes(shape.name) ||
          options.models !== undefined && !hardware)
      );
      const work = join(folder, shape.name);
      const runs = new Map<Contestant, Run[]>();
      for (let round = 0; round < rounds; round++) {
        writeWork(work, shape, {
          products: hardware ? [1024, 4096] : [1024],
          effort: quick
            ? { least: 1, most: 3, seconds: 1 }
            : { least: 3, most: 20, seconds: 3 },
          // Peaks once; they are the best of several anyway.
          parts: round === 0
            ? ["score", "generate", "product"]
            : ["score", "generate"],
        });
        for (const contestant of contestants) {
          // One that failed would only fail again.
          if (round > 0 && !runs.has(contestant)) continue;
          try {
            const run = await runContestant(contestant, work);
            runs.set(contestant, [...runs.get(contestant) ?? [], run]);
            for (const note of run.notes ?? []) {
              say(`${contestant.name}: ${note}`);
            }
          } catch (error) {
            const { message } = error as Error;
            say(`${contestant.name}, ${shape.name}: ${message}`);
          }
        }
      }
      Deno.removeSync(work, { recursive: true });
      const [first] = runs.values();
      const of = [...runs].map(([contestant, its]) =>
        entryOf(shape, contestant, its, first![0]!.losses)
      );
      entries.push(...of);
      ratios = ratiosOf(entries, all);
      const here = ratios.filter(({ model }) => model === shape.name);
      console.log(`\n${tableOf(shape, of, here)}\n`);
    }
  } finally {
    if (options.folder === undefined) {
      Deno.removeSync(folder, { recursive: true });
    }
  }
  for (
    const device of new Set(entries.map((e) => `${e.library}: ${e.device}`))
  ) {
    console.log(device);
  }
  if (options.json !== undefined) {
    const json = {
      version: 1,
      command: Deno.args.join(" "),
      machine: on,
      threads,
      rounds,
      tolerance,
      entries,
      ratios,
      notes,
    };
    Deno.writeTextFileSync(options.json, JSON.stringify(json, null, 2) + "\n");
  }
}

if (positionals[0] === "measure") {
  // The process of one of this project's contestants.
  const [, device, folder, threads] = positionals;
  const kind = device === "webgpu" ? "webgpu" : "wasm";
  console.log(
    JSON.stringify(await measureOwn(folder!, kind, Number(threads))),
  );
} else {
  await bench();
}
