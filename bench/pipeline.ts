/**
 * The pipeline's benchmark: what its engine costs on recipes of many trivial
 * stages and on a source of many files, beside other tools on the same DAG.
 * See README.md for what is measured and how.
 *
 *     deno run -A bench/pipeline.ts [--quick] [--json FILE] [--no-peers]
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, figure } from "./figure.ts";
import { machine } from "./machine.ts";
import { seconds, times } from "./pipeline/measure.ts";
import {
  measureAudit,
  measureCached,
  measureFirstRun,
} from "./pipeline/own.ts";
import { type Peer, peers } from "./pipeline/peers.ts";
import {
  profileOf,
  type Size,
  writeCorpus,
  writeProject,
} from "./pipeline/project.ts";
import { line } from "./pipeline/table.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    "no-peers": { type: "boolean", default: false },
  },
});
const quick = options.quick;
const repeats = quick ? 3 : 7;

const shapes = ["chain", "fan", "diamonds"] as const;
const lengths = quick ? [10, 1000] : [10, 1000, 10_000];
const plain = shapes.flatMap((shape) =>
  lengths.map((stages): Size => ({ shape, stages, files: 0 }))
);
/** What other tools are given too. */
const shared: Size = {
  shape: "diamonds",
  stages: quick ? 100 : 1000,
  files: quick ? 10_000 : 100_000,
};
/** Real processes, so a sample of a recipe's length. */
const sample: Size = { shape: "fan", stages: quick ? 20 : 100, files: 0 };

const figures: Figure[] = [];
const notes: string[] = [];

function add(found: readonly Figure[]): void {
  for (const one of found) console.log(line(one));
  figures.push(...found);
}

function say(note: string): void {
  console.log(note);
  notes.push(note);
}

/** A peer's first run, and then a run in which nothing is to be done. */
async function measurePeer(peer: Peer, folder: string): Promise<void> {
  Deno.mkdirSync(folder);
  const version = await peer.prepare(folder);
  if (version === null) return say(`${peer.name} is not installed here`);
  writeCorpus(join(folder, "corpus"), shared.files);
  peer.write(folder, shared);
  const run = peer.run(folder);
  const name = `${peer.name} ${version}, ${profileOf(shared)}`;
  try {
    const first = await seconds(run);
    const again = await times(`${name}: no-op`, run, quick ? 1 : 3);
    add([
      again,
      figure(`${name}: first run, a stage`, "s", [
        (first - again.min) / shared.stages,
      ]),
    ]);
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.message : error}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function medianOf(name: string): number | undefined {
  return figures.find((one) => one.name === name)?.median;
}

/** How many times as long each peer takes where nothing is to be done. */
function ratios(): Record<string, number> {
  const own = medianOf(`${profileOf(shared)}: reproduce, no-op`);
  const found: Record<string, number> = {};
  for (const { name, median } of figures) {
    const peer = peers.find((one) => name.startsWith(`${one.name} `));
    if (peer === undefined || own === undefined) continue;
    if (name.endsWith(": no-op")) found[peer.name] = median / own;
  }
  return found;
}

const on = machine();
console.log(Object.entries(on).map(([k, v]) => `${k} ${v}`).join(", "));
const folder = Deno.realPathSync(
  Deno.makeTempDirSync({ prefix: "juice-bench-" }),
);
try {
  writeProject(folder, [...plain, shared, sample]);
  for (const size of plain) add(await measureCached(folder, size, repeats));
  add([await measureAudit(folder, plain[0]!, quick ? 200 : 1000, repeats)]);
  add(await measureFirstRun(folder, sample, quick ? 1 : 3));
  add(await measureCached(folder, shared, repeats));
  if (!options["no-peers"]) {
    for (const peer of peers) {
      await measurePeer(peer, join(folder, `peer-${peer.name}`));
    }
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
const slower = ratios();
for (const [name, ratio] of Object.entries(slower)) {
  console.log(`no-op: ${name} takes ${ratio.toFixed(1)} times as long`);
}
if (options.json !== undefined) {
  const json = { version: 1, machine: on, figures, ratios: slower, notes };
  Deno.writeTextFileSync(options.json, JSON.stringify(json, null, 2) + "\n");
}
