/**
 * Measuring all contestants on all models, in turns.
 *
 * @module
 */

import { join } from "node:path";
import { tune as measureTiles } from "../../learn/webgpu/tuning/tune.ts";
import { machine } from "../machine.ts";
import { type Contestant, contestantsOf, engineFlags } from "./contestants.ts";
import { largeModels, type Shape } from "./models.ts";
import { type Options, readTable } from "./options.ts";
import { productsOf } from "./products.ts";
import {
  type Entry,
  entryOf,
  type Ratio,
  ratiosOf,
  tolerance,
} from "./report.ts";
import { type Run, runContestant } from "./run.ts";
import { tableOf } from "./table.ts";
import { writeWork } from "./work.ts";

/** What `--json` writes. */
export interface Comparison {
  readonly version: 1;
  readonly command: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly threads: number;
  /** The flags of V8 that this project's processes had, as stages have them. */
  readonly flags: readonly string[];
  readonly rounds: number;
  /** Tables of tiles that were measured or given, by model; null: the usual. */
  readonly tuning: Readonly<Record<string, unknown>> | null;
  /** How far losses may lie apart for work to be the same, in nats. */
  readonly tolerance: number;
  readonly entries: readonly Entry[];
  readonly ratios: readonly Ratio[];
  /** What was not measured, and what differs from the others. */
  readonly notes: readonly string[];
}

/** What is going on, on one line of the terminal that the next one replaces. */
function progress(text: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

const words = (about: Readonly<Record<string, string | number>>) =>
  Object.entries(about).map(([name, value]) => `${name} ${value}`).join(", ");

/** One round after the other, each contestant in turn. */
async function runAll(
  shape: Shape,
  contestants: readonly Contestant[],
  work: string,
  { rounds, quick, hardware }: Options,
  say: (note: string) => void,
): Promise<Map<Contestant, Run[]>> {
  const runs = new Map<Contestant, Run[]>();
  for (let round = 0; round < rounds; round++) {
    writeWork(work, shape, {
      products: hardware ? [1024, 4096] : [1024],
      effort: quick
        ? { least: 1, most: 3, seconds: 0.5 }
        : { least: 3, most: 20, seconds: 3 },
      parts: ["score", "generate", "product"],
    });
    for (const contestant of contestants) {
      // One that failed would only fail again.
      if (round > 0 && !runs.has(contestant)) continue;
      progress(`${shape.name}, round ${round + 1}: ${contestant.name}`);
      try {
        const run = await runContestant(contestant, work);
        runs.set(contestant, [...runs.get(contestant) ?? [], run]);
        for (const note of run.notes ?? []) say(`${contestant.name}: ${note}`);
      } catch (error) {
        const { message } = error as Error;
        say(`${contestant.name}, ${shape.name}: ${message}`);
      }
    }
  }
  progress("");
  return runs;
}

/** Measures which tiles are best for a model's products on the adapter. */
async function writeTuning(
  file: string,
  shape: Shape,
  quick: boolean,
): Promise<void> {
  const turns = quick ? 3 : 7;
  const report = (_result: unknown, done: number, of: number) =>
    progress(`${shape.name}: tiles of ${done} in ${of} classes of products`);
  const { table } = await measureTiles(productsOf(shape), { turns, report });
  Deno.writeTextFileSync(file, JSON.stringify(table));
}

/** Measures, and prints a table for each model as soon as it is measured. */
export async function compare(options: Options): Promise<Comparison> {
  const { hardware } = options;
  const scratch = options.folder ??
    Deno.makeTempDirSync({ prefix: "juice-bench-" });
  const on = machine();
  const { processor, ...rest } = on;
  console.log(`${processor}\n` + words(rest));
  const notes: string[] = [];
  const say = (note: string) => {
    if (notes.includes(note)) return;
    progress("");
    console.log(note);
    notes.push(note);
  };
  const entries: Entry[] = [];
  const tables: Record<string, unknown> = {};
  let ratios: Ratio[] = [];
  try {
    const tune = options.tune && options.devices.includes("webgpu");
    const tuning = tune ? join(scratch, "tuning.json") : options.tuning;
    const all = await contestantsOf({ ...options, scratch, tuning });
    for (const { name, missing } of all) {
      if (missing !== null) say(`${name} is not measured: ${missing}`);
    }
    for (const shape of options.models) {
      const large = largeModels.includes(shape.name);
      const contestants = all.filter(({ missing, on }) =>
        missing === null && (!large || !hardware || on === "gpu")
      );
      const work = join(scratch, shape.name);
      if (tune) await writeTuning(tuning!, shape, options.quick);
      if (tuning !== undefined) tables[shape.name] = readTable(tuning);
      const runs = await runAll(shape, contestants, work, options, say);
      Deno.removeSync(work, { recursive: true });
      const [first] = runs.values();
      const here = [...runs].map(([contestant, its]) =>
        entryOf(shape, contestant, its, first![0]!.losses)
      );
      entries.push(...here);
      ratios = ratiosOf(entries, all);
      console.log(`\n${tableOf(shape, here, ratios)}\n`);
    }
  } finally {
    if (options.folder === undefined) {
      Deno.removeSync(scratch, { recursive: true });
    }
  }
  const used = entries.map(({ library, device }) => `${library}: ${device}`);
  for (const one of new Set(used)) console.log(one);
  return {
    version: 1,
    command: Deno.args.join(" "),
    machine: on,
    threads: options.threads,
    flags: await engineFlags(),
    rounds: options.rounds,
    tuning: Object.keys(tables).length > 0 ? tables : null,
    tolerance,
    entries,
    ratios,
    notes,
  };
}
