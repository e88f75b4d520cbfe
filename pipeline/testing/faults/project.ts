/**
 * A small project for tests of faults: a diamond of stages with file and
 * folder outputs and with many inputs, beside it a program and files of the
 * project's own, whose command line runs in processes of its own that can be
 * killed.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../folder.ts";
import type { Faults, Operation } from "./disk.ts";
import { removeIfThere } from "../../store/files.ts";

const engine = new URL("../../", import.meta.url);
const entry = fileURLToPath(new URL("main.ts", import.meta.url));

const header = `
import { z } from "npm:zod@4.6.7";
import { file, folder, json, many } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
const read = async (path) => JSON.parse(await Deno.readTextFile(path));
const write = (path, value) => Deno.writeTextFile(path, JSON.stringify(value));
`;

const files: Readonly<Record<string, string>> = {
  "stages/source.ts": `${header}
export const source = stage(import.meta, {
  doc: "Writes numbers, and pages of a book.",
  params: z.object({ seed: z.int(), pause: z.int().default(0) }),
  inputs: {}, outputs: { numbers: json, book: folder("book") },
  determinism: "bitwise",
  async run({ params, outputs, metric }) {
    if (params.pause) await new Promise((r) => setTimeout(r, params.pause));
    await write(outputs.numbers, [params.seed, 2, 3]);
    await Deno.mkdir(outputs.book + "/part");
    await write(outputs.book + "/a.json", "first");
    await write(outputs.book + "/part/b.json", "second");
    await write(outputs.book + "/part/c.json", "second");
    metric("seed", params.seed);
  },
});`,
  "stages/weigh.ts": `${header}
export const weigh = stage(import.meta, {
  doc: "Multiplies numbers, and counts the pages.",
  params: z.object({ by: z.int(), pause: z.int().default(0) }),
  inputs: { numbers: json, book: folder("book") }, outputs: { sum: json },
  determinism: "bitwise",
  async run({ params, inputs, outputs, scratch }) {
    if (params.pause) await new Promise((r) => setTimeout(r, params.pause));
    await Deno.writeTextFile(scratch + "/checkpoint", "half");
    const pages = [...Deno.readDirSync(inputs.book)].length;
    const sum = (await read(inputs.numbers)).reduce((a, b) => a + b, pages);
    await write(outputs.sum, sum * params.by);
  },
});`,
  "stages/gather.ts": `${header}
export const gather = stage(import.meta, {
  doc: "Puts all together.",
  params: z.object({ pause: z.int().default(0) }),
  inputs: { sums: many(json), book: folder("book") },
  outputs: { results: json, report: folder("report") },
  determinism: "bitwise",
  async run({ params, inputs, outputs, log }) {
    if (params.pause) await new Promise((r) => setTimeout(r, params.pause));
    // What it prints becomes an object, too.
    log("gathers " + Object.keys(inputs.sums).length + " sums");
    const rows = [];
    for (const [name, path] of Object.entries(inputs.sums)) {
      rows.push([name, await read(path)]);
    }
    await write(outputs.results, {
      version: 1,
      results: rows.map(([method, sum]) => ({
        method, ratio: 0.5, seed: 1, metrics: { sum },
      })),
      table: {
        title: "Sums",
        columns: [
          { name: "side", align: "left" },
          { name: "sum", align: "right", digits: 0 },
        ],
        rows,
        notes: [],
      },
    });
    await Deno.writeTextFile(outputs.report + "/index.html", "<p>" + rows);
    await Deno.copyFile(inputs.book + "/a.json", outputs.report + "/a.json");
  },
});`,
  "stages/copy.ts": `${header}
import { command } from "${engine}kinds/command.ts";
export const copy = command(import.meta, {
  doc: "Copies pages, and writes to the end of each.",
  params: z.object({}),
  inputs: { pages: folder("pages") }, outputs: { copies: folder("pages") },
  determinism: "bitwise", tools: ["sh"],
  arguments: ({ inputs, outputs }) => ["sh", "-c",
    'for f in "$1"/*; do read -r l < "$f"; echo "$l, copied" > "$2/\${f##*/}";' +
    " done", "sh", inputs.pages, outputs.copies],
});`,
  "stages/recipe.ts": `
import { folder } from "${engine}artifact.ts";
import { local } from "${engine}kinds/local.ts";
import { recipe } from "${engine}recipe.ts";
import { copy } from "./copy.ts";
import { gather } from "./gather.ts";
import { source } from "./source.ts";
import { weigh } from "./weigh.ts";
export default recipe({
  doc: "A diamond.",
  profiles: {
    default: { seed: 1 },
    other: { seed: 2 },
    slow: { seed: 1, pause: 400 },
    slower: { seed: 2, pause: 400 },
    endless: { seed: 1, pause: 600_000 },
    every: { seed: 1, every: true },
  },
  build({ seed, pause = 0, every = false }, add) {
    const { numbers, book } = add("source", source, { seed, pause }, {});
    if (every) {
      const pages = folder("pages");
      const { artifact } = add("pages", local(pages), { path: "pages" }, {});
      add("copy", copy, {}, { pages: artifact });
    }
    const side = (name, by) =>
      add("weigh/" + name, weigh, { by, pause }, { numbers, book }).sum;
    const sums = { left: side("left", 2), right: side("right", 3) };
    return add("gather", gather, { pause }, { sums, book });
  },
});`,
};

/** What one command line printed and how it ended. */
export interface ProcessResult {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that runs. */
interface RunningCommand {
  readonly process: Deno.ChildProcess;
  readonly ended: Promise<ProcessResult>;
  /** What it has printed on standard error so far. */
  stderr(): string;
}

/** How to run a command line, if not plainly. */
export interface CommandSettings {
  readonly faults?: Faults;
  /** A program to run it by, such as `["setpriv", "--reuid=1"]`. */
  readonly by?: readonly string[];
  readonly store?: string;
}

/** A project in a temporary folder. */
export interface FaultProject extends Disposable {
  readonly root: string;
  readonly recipe: string;
  readonly store: string;
  readonly lock: string;
  /** The command line of a command, the program first. */
  words(args: readonly string[]): string[];
  /** Starts a command in a process of its own, on wasm. */
  start(args: readonly string[], settings?: CommandSettings): RunningCommand;
  /** Runs a command to its end. */
  run(
    args: readonly string[],
    settings?: CommandSettings,
  ): Promise<ProcessResult>;
  /** Removes all that commands have made. */
  reset(): void;
}

async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    take(text);
  }
}

/** What a project has before any command. */
const given = ["stages", "pages", "deno.json", "deno.lock"];

/**
 * How many files its folder of pages has: so many that they, and the folders
 * of their objects, are synced by the file system as a whole.
 */
const pages = 100;

/**
 * Makes the project. Its profile "every" has a stage of each sort: a function,
 * a program, and files of the project's own.
 */
export function makeFaultProject(): FaultProject {
  const root = makeFolder();
  Deno.mkdirSync(join(root, "stages"));
  for (const [path, text] of Object.entries(files)) {
    Deno.writeTextFileSync(join(root, path), text);
  }
  Deno.mkdirSync(join(root, "pages"));
  for (let i = 0; i < pages; i++) {
    Deno.writeTextFileSync(join(root, "pages", `${i}.txt`), `page ${i}\n`);
  }
  for (const name of ["deno.json", "deno.lock"]) {
    Deno.copyFileSync(new URL(`../${name}`, engine), join(root, name));
  }
  const recipe = join(root, "stages/recipe.ts");
  const store = join(root, ".juice");
  const lock = join(root, "lock.json");
  const wordsOf = (args: readonly string[], store: string) => [
    Deno.execPath(),
    ...["run", "--quiet", "-A", "--unstable-webgpu", entry, ...args],
    ...["--recipe", recipe, "--store", store],
    ...(args[0] === "gc" ? [] : ["--device", "wasm"]),
  ];
  const start = (
    args: readonly string[],
    settings: CommandSettings = {},
  ): RunningCommand => {
    const words = [
      ...settings.by ?? [],
      ...wordsOf(args, settings.store ?? store),
    ];
    const temporary = join(root, "tmp");
    Deno.mkdirSync(temporary, { recursive: true });
    const process = new Deno.Command(words[0]!, {
      args: words.slice(1),
      env: {
        // What a killed command leaves in it goes with the project.
        TMPDIR: temporary,
        JUICE_FAULTS: JSON.stringify(settings.faults ?? {}),
        NO_COLOR: "1",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let stdout = "", stderr = "";
    const streams = [
      collect(process.stdout, (text) => void (stdout += text)),
      collect(process.stderr, (text) => void (stderr += text)),
    ];
    const ended = (async () => {
      const { code, signal } = await process.status;
      await Promise.all(streams);
      return { code, signal, stdout, stderr };
    })();
    return { process, ended, stderr: () => stderr };
  };
  return {
    root,
    recipe,
    store,
    lock,
    words: (args) => wordsOf(args, store),
    start,
    run: (args, settings) => start(args, settings).ended,
    reset: () => {
      for (const entry of Deno.readDirSync(root)) {
        if (given.includes(entry.name)) continue;
        removeIfThere(join(root, entry.name));
      }
    },
    [Symbol.dispose]: () => removeIfThere(root),
  };
}

/** The operations that a run with a `log` has written down. */
export function readOperations(log: string): Operation[] {
  return Deno.readTextFileSync(log).trimEnd().split("\n").map((line) => {
    const [name, path, to, site] = JSON.parse(line);
    return { name, path, to, site };
  });
}
