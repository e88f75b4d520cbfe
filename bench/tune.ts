/**
 * Measures which tiles compute the matrix products of some models fastest on
 * the present WebGPU adapter, and puts the choice into the store. From then on
 * stages on this adapter compute with it, and their keys name it.
 *
 *     deno task tune --help
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
import type { Store } from "../pipeline/store/store.ts";
import { findProject } from "../pipeline/project.ts";
import { type Json, tuningDigits } from "../pipeline/identity/preimage.ts";
import {
  forgetTuning,
  readTuning,
  storeTuning,
} from "../pipeline/store/tuning.ts";
import { machine } from "./machine.ts";
import { checkOutput, InputError, runProgram } from "./program.ts";
import { shapes } from "./training/models.ts";
import { productsOf } from "./training/products.ts";

/** What `--help` prints. */
const usage = `\
Usage: deno task tune [MODEL...] [options]

Measures which tiles compute the matrix products of models fastest on this
machine's WebGPU adapter, and stores the choice. From then on --device webgpu
computes with it here, and the keys of stages name it. What was measured before
for other products is kept.

Models: tiny (if none is given; the default profile's), 10m, 160m, 410m

  --square N,...  square products of these sizes, instead of a model's
  --turns N       how often each configuration has its turn (7)
  --all           print every configuration, not the chosen ones alone
  --dry-run       store nothing
  --forget        compute with the usual tiles again
  --store FOLDER  the store, if it is not the project's
  --json FILE     write what was measured there`;

/** Reads the command line. */
function readOptions() {
  const { values, positionals } = parseArgs({
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
  const turns = Number(values.turns);
  if (!Number.isInteger(turns) || turns < 1) {
    throw new InputError(
      `Cannot take "${values.turns}" for --turns: give a whole number above 0`,
    );
  }
  checkOutput(values.json);
  const squared = values.square === undefined ? [] : squares(values.square);
  const names = positionals.length + squared.length > 0
    ? positionals
    : ["tiny"];
  const products = names.flatMap((name) => {
    const shape = shapes.find((one) => one.name === name);
    if (shape) return productsOf(shape);
    throw new InputError(
      `Cannot tune for "${name}": give some of ` +
        shapes.map(({ name }) => name).join(", "),
    );
  });
  return { ...values, turns, products: [...squared, ...products] };
}

/** Square products, in all layouts. */
function squares(text: string): Product[] {
  return text.split(",").map(Number).flatMap((size) => {
    if (Number.isInteger(size) && size > 0) {
      return layouts.map((layout) => ({ layout, dims: [size, size, size] }));
    }
    throw new InputError(
      `Cannot take "${text}" for --square: give sizes, as in "1024,4096"`,
    );
  });
}

/** The rate of a product, in GFLOP/s. */
function gflops({ dims: [m, n, k] }: ClassResult["product"], seconds: number) {
  return (2 * m * n * k / seconds / 1e9).toFixed(1);
}

/** Prints what was measured of a class. */
function report(
  result: ClassResult,
  done: number,
  of: number,
  all: boolean,
): void {
  const { shape, product, chosen, usual, measured } = result;
  console.log(
    `${`${done}/${of}`.padEnd(8)}${shape.padEnd(20)}` +
      `${product.dims.join("x").padEnd(18)}` +
      `${gflops(product, usual.seconds).padStart(9)}` +
      `${gflops(product, chosen.seconds).padStart(9)}  ` +
      (chosen === usual ? "as it was" : nameOf(chosen.configuration)),
  );
  if (!all) return;
  for (const { configuration, seconds } of measured) {
    console.log(
      " ".repeat(46) + gflops(product, seconds).padStart(18) +
        `  ${nameOf(configuration)}`,
    );
  }
}

/** What was stored before, if it can be used: else it is measured anew. */
function earlier(store: Store, adapter: string): Json {
  try {
    return readTuning(store.root, adapter)?.table ?? null;
  } catch (error) {
    if (!(error instanceof JuiceError)) throw error;
    console.log(`${error.message}. What was measured before is left out`);
    return null;
  }
}

/** Puts a table into the store, or takes away what is there for an empty one. */
function keep(store: Store, table: TunedTable): string {
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

/** Does what the command line says. */
async function main(): Promise<void> {
  const options = readOptions();
  const { store } = findProject(
    options.store === undefined ? {} : { store: options.store },
  );
  if (options.forget) {
    const { description } = describe(await requestAdapter());
    const known = forgetTuning(store.root, description);
    console.log(
      `${description}: ` + (known ? "forgotten" : "nothing was stored"),
    );
    return;
  }
  console.log(
    "".padEnd(8) + "class".padEnd(20) + "m x n x k".padEnd(18) +
      "usual".padStart(9) + "chosen".padStart(9) + "  (GFLOP/s)",
  );
  const { table, results } = await tune(options.products, {
    turns: options.turns,
    report: (result, done, of) => report(result, done, of, options.all),
  });
  const measured = results.map(({ shape }) => shape);
  const dry = options["dry-run"];
  const gate = dry ? null : await store.enter("tune", { create: true });
  let whole: TunedTable;
  try {
    // Read now, since somebody else may have measured meanwhile.
    whole = withEarlier(table, measured, earlier(store, table.adapter));
    const count = Object.keys(whole.classes).length;
    console.log(
      `${table.adapter}: classes with tiles of their own: ${count}; ` +
        (dry ? "nothing is stored" : keep(store, whole)),
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
}

await runProgram(usage, main);
