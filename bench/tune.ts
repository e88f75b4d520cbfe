/**
 * Measures which tiles compute the matrix products of some models fastest on
 * the present WebGPU adapter, and puts the choice into the store. From then on
 * stages on this adapter compute with it, and their keys name it.
 *
 *     deno task tune [MODEL...] [--square N,...] [--turns N] [--all]
 *       [--dry-run] [--store FOLDER] [--json FILE]
 *     deno task tune --forget [--store FOLDER]
 *
 * Models are those of `deno task bench`; without any it is `tiny`, the default
 * profile's. `--square` measures square products of some sizes instead. `--all`
 * prints every configuration. What was measured before for other classes is
 * kept.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { describe, requestAdapter } from "../learn/webgpu/adapter.ts";
import { layouts } from "../learn/webgpu/kernels/matmul_tile.ts";
import { nameOf } from "../learn/webgpu/tuning/configuration.ts";
import type { Product } from "../learn/webgpu/tuning/measure.ts";
import { type TunedTable, withEarlier } from "../learn/webgpu/tuning/table.ts";
import { type ClassResult, tune } from "../learn/webgpu/tuning/tune.ts";
import { JuiceError } from "../pipeline/errors.ts";
import { findProject } from "../pipeline/project.ts";
import { type Json, tuningDigits } from "../pipeline/identity/preimage.ts";
import {
  forgetTuning,
  readTuning,
  storeTuning,
} from "../pipeline/store/tuning.ts";
import { machine } from "./machine.ts";
import { shapes } from "./training/models.ts";
import { productsOf } from "./training/products.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    square: { type: "string" },
    all: { type: "boolean", default: false },
    turns: { type: "string", default: "7" },
    store: { type: "string" },
    forget: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    json: { type: "string" },
  },
});

/** Square products, in all layouts. */
function squares(text: string): Product[] {
  return text.split(",").map(Number).flatMap((size) => {
    if (Number.isInteger(size) && size > 0) {
      return layouts.map((layout) => ({ layout, dims: [size, size, size] }));
    }
    throw new Error(`Cannot take "${text}" for --square: give sizes`);
  });
}

const squared = options.square === undefined ? [] : squares(options.square);
const names = positionals.length + squared.length > 0 ? positionals : ["tiny"];
const models = names.map((name) => {
  const shape = shapes.find((one) => one.name === name);
  if (shape) return shape;
  throw new Error(
    `Cannot tune for "${name}": give some of ` +
      shapes.map(({ name }) => name).join(", "),
  );
});
const turns = Number(options.turns);
if (!Number.isInteger(turns) || turns < 1) {
  throw new Error(`Cannot take "${options.turns}" for --turns: give a number`);
}

/** What a product takes, in GFLOP/s. */
function gflops({ dims: [m, n, k] }: ClassResult["product"], seconds: number) {
  return (2 * m * n * k / seconds / 1e9).toFixed(1);
}

function report(result: ClassResult, done: number, of: number): void {
  const { shape, product, chosen, usual, measured } = result;
  console.log(
    `${`${done}/${of}`.padEnd(8)}${shape.padEnd(20)}` +
      `${product.dims.join("x").padEnd(18)}` +
      `${gflops(product, usual.seconds).padStart(9)}` +
      `${gflops(product, chosen.seconds).padStart(9)}  ` +
      (chosen === usual ? "as it was" : nameOf(chosen.configuration)),
  );
  if (!options.all) return;
  for (const { configuration, seconds } of measured) {
    console.log(
      " ".repeat(46) + gflops(product, seconds).padStart(18) +
        `  ${nameOf(configuration)}`,
    );
  }
}

/** What was stored before, if it can be used: else it is measured anew. */
function earlier(adapter: string): Json {
  try {
    return readTuning(store.root, adapter)?.table ?? null;
  } catch (error) {
    if (!(error instanceof JuiceError)) throw error;
    console.log(`${error.message}. What was measured before is left out`);
    return null;
  }
}

/** Puts a table into the store, or takes away what is there for an empty one. */
function keep(table: TunedTable): string {
  const { adapter, classes } = table;
  if (Object.keys(classes).length === 0) {
    forgetTuning(store.root, adapter);
    return "stages compute with the usual ones";
  }
  const { digest } = storeTuning(
    store.root,
    adapter,
    table as unknown as Json,
  );
  return `stored as tuning ${digest.slice(0, tuningDigits)} in "${store.root}"`;
}

const { store } = findProject(
  options.store === undefined ? {} : { store: options.store },
);
if (options.forget) {
  const { description } = describe(await requestAdapter());
  const known = forgetTuning(store.root, description);
  console.log(
    `${description}: ` + (known ? "forgotten" : "nothing was stored"),
  );
  Deno.exit(0);
}
console.log(
  "".padEnd(8) + "class".padEnd(20) + "m x n x k".padEnd(18) +
    "usual".padStart(9) + "chosen".padStart(9) + "  (GFLOP/s)",
);
const { table, results } = await tune([
  ...squared,
  ...models.flatMap(productsOf),
], {
  turns,
  report,
});
const measured = results.map(({ shape }) => shape);
const dry = options["dry-run"];
const gate = dry ? null : await store.enter("tune", { create: true });
let whole: TunedTable;
try {
  // Read now, since somebody else may have measured meanwhile.
  whole = withEarlier(table, measured, earlier(table.adapter));
  const count = Object.keys(whole.classes).length;
  console.log(
    `${table.adapter}: classes with tiles of their own: ${count}; ` +
      (dry ? "nothing is stored" : keep(whole)),
  );
} finally {
  gate?.release();
}
if (options.json !== undefined) {
  Deno.writeTextFileSync(
    options.json,
    JSON.stringify({ machine: machine(), table: whole, results }, null, 1) +
      "\n",
  );
}
