/**
 * What is measured of this pipeline itself.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openStore } from "../../pipeline/store/mod.ts";
import { fill } from "./fill.ts";
import { type Figure, figure } from "../figure.ts";
import { type Measured, peakMemory, seconds, times } from "./measure.ts";
import { checkout, profileOf, type Size, stageName } from "./project.ts";

/** A command of this pipeline on the scratch project. */
function juice(
  folder: string,
  store: string,
  size: Size,
  command: string,
  ...args: string[]
): Measured {
  return {
    program: Deno.execPath(),
    args: [
      "run",
      "-A",
      "pipeline/cli/main.ts",
      command,
      ...args,
      "--recipe",
      join(folder, "recipe.ts"),
      "--store",
      store,
      "--profile",
      profileOf(size),
      "--device",
      "wasm",
    ],
    cwd: fileURLToPath(checkout),
  };
}

/** The bytes and files below a folder, as its files' lengths have them. */
function bytesOf(folder: string): { bytes: number; files: number } {
  let bytes = 0, files = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) {
      const inner = bytesOf(path);
      bytes += inner.bytes;
      files += inner.files;
    } else {
      bytes += Deno.lstatSync(path).size;
      files++;
    }
  }
  return { bytes, files };
}

/** Commands on a store in which everything is cached. */
export async function measureCached(
  folder: string,
  size: Size,
  repeats: number,
): Promise<Figure[]> {
  const profile = profileOf(size);
  const store = join(folder, `store-${profile}`);
  await fill(folder, store, profile);
  const run = (command: string, ...args: string[]) =>
    juice(folder, store, size, command, ...args);
  const last = stageName(size.stages - 1);
  const figures = [
    await times(`${profile}: reproduce, no-op`, run("reproduce"), repeats),
    await times(`${profile}: plan`, run("plan"), repeats),
    await times(`${profile}: explain`, run("explain", last), repeats),
  ];
  const audit = await times(`${profile}: audit`, run("audit"), 1);
  const { bytes, files } = bytesOf(join(store, "objects"));
  // Mostly what a process and each object cost; see measureAudit for bytes.
  const records = bytesOf(join(store, "records")).bytes;
  const memory = await peakMemory(run("reproduce"));
  const one = (name: string, unit: string, value: number) =>
    figure(`${profile}: ${name}`, unit, [value]);
  figures.push(
    audit,
    one("audit, objects", "1/s", files / audit.median),
    one("store per stage", "bytes", (bytes + records) / size.stages),
    ...(memory === null ? [] : [one("peak memory, no-op", "MiB", memory)]),
  );
  Deno.removeSync(store, { recursive: true });
  return figures;
}

/** How fast `audit` reads: a store that holds one large file. */
export async function measureAudit(
  folder: string,
  size: Size,
  megabytes: number,
  repeats: number,
): Promise<Figure> {
  const store = join(folder, "store-audit");
  Deno.mkdirSync(join(store, "incoming"), { recursive: true });
  const path = join(store, "incoming", "large");
  using file = Deno.openSync(path, { write: true, createNew: true });
  const bytes = new Uint8Array(1e6);
  for (let i = 0; i < megabytes; i++) {
    bytes.fill(i);
    file.writeSync(bytes);
  }
  openStore(store).putFile(path);
  const run = juice(folder, store, size, "audit");
  const one = await times("", run, repeats);
  Deno.removeSync(store, { recursive: true });
  const speeds = one.values.map((seconds) => megabytes / seconds);
  return figure(`audit of one file of ${megabytes} MB`, "MB/s", speeds);
}

/**
 * A first run of real processes, one after the other, and what a stage costs
 * beyond a bare `deno run` of the same function.
 */
export async function measureFirstRun(
  folder: string,
  size: Size,
  repeats: number,
): Promise<Figure[]> {
  const profile = profileOf(size);
  const bare = await times("a bare deno run of the function", {
    program: Deno.execPath(),
    args: ["run", "-A", join(folder, "bare.ts"), join(folder, "bare.json")],
    cwd: folder,
  }, 2 * repeats);
  const runs: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const store = join(folder, `first-${i}`);
    const run = juice(folder, store, size, "reproduce", "--jobs", "1");
    const first = await seconds(run);
    const again = await seconds(run);
    runs.push((first - again) / size.stages);
    Deno.removeSync(store, { recursive: true });
  }
  const each = figure(`${profile}: first run, a stage`, "s", runs);
  return [
    bare,
    each,
    figure(
      `${profile}: first run, a stage beyond the bare run`,
      "s",
      runs.map((value) => value - bare.median),
    ),
  ];
}
