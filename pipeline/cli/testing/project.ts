/**
 * A small project in a temporary folder, for tests of the commands: it counts
 * the letters of two words, compares them in a table and writes a page.
 *
 * @module
 */

import { join } from "node:path";
import { makeFolder } from "../../testing/folder.ts";
import { main } from "../main.ts";
import { captureTerminal } from "./terminal.ts";

const engine = new URL("../../", import.meta.url);

const header = `
import { z } from "npm:zod@4.6.7";
import { folder, json, many } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
const read = async (path) => JSON.parse(await Deno.readTextFile(path));
const write = (path, value) => Deno.writeTextFile(path, JSON.stringify(value));
`;

/** The project's modules by path. */
const files: Readonly<Record<string, string>> = {
  "stages/word.ts": `${header}
export const word = stage(import.meta, {
  doc: "Gives a word.",
  params: z.object({ text: z.string(), how: z.string().default("") }),
  inputs: {}, outputs: { word: json }, determinism: "bitwise",
  async run({ params, outputs, log }) {
    if (params.how === "hang") {
      log("hanging");
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
    if (params.how === "throw") {
      log("reading the dictionary");
      throw new Error("the word is empty");
    }
    const text = params.how === "clock" ? String(Date.now()) : params.text;
    await write(outputs.word, text);
  },
});`,
  "stages/letters.ts": "export const weight = 1;",
  "stages/counting.ts": `${header}
import { weight } from "./letters.ts";
export const counting = stage(import.meta, {
  doc: "Counts letters.",
  params: z.object({}),
  inputs: { word: json }, outputs: { count: json }, determinism: "bitwise",
  async run({ inputs, outputs }) {
    await write(outputs.count, (await read(inputs.word)).length * weight);
  },
});`,
  "stages/comparison.ts": `${header}
export const comparison = stage(import.meta, {
  doc: "Puts counts into a table.",
  params: z.object({}),
  inputs: { counts: many(json) }, outputs: { results: json },
  determinism: "bitwise",
  async run({ inputs, outputs }) {
    const rows = [];
    for (const [name, path] of Object.entries(inputs.counts)) {
      rows.push([name, await read(path)]);
    }
    await write(outputs.results, {
      version: 1,
      results: rows.map(([method, letters]) => ({
        method, ratio: 0.5, seed: 1, metrics: { letters },
      })),
      table: {
        title: "Letters",
        columns: [
          { name: "word", align: "left" },
          { name: "letters", align: "right", digits: 1 },
        ],
        rows,
        notes: ["More is longer."],
      },
    });
  },
});`,
  "stages/page.ts": `${header}
export const page = stage(import.meta, {
  doc: "Writes the page.",
  params: z.object({}),
  inputs: { results: json }, outputs: { report: folder("report") },
  determinism: "bitwise",
  async run({ inputs, outputs }) {
    const text = await Deno.readTextFile(inputs.results);
    await Deno.writeTextFile(outputs.report + "/index.html", "<pre>" + text);
  },
});`,
  "stages/recipe.ts": `
import { recipe } from "${engine}recipe.ts";
import { comparison } from "./comparison.ts";
import { counting } from "./counting.ts";
import { page } from "./page.ts";
import { word } from "./word.ts";
export default recipe({
  doc: "Counts letters.",
  profiles: {
    default: { words: ["pear", "plum"] },
    smoke: { words: ["fig"] },
    broken: { words: ["pear"], how: "throw" },
    hanging: { words: ["pear"], how: "hang" },
    restless: { words: ["pear"], how: "clock" },
  },
  build({ words, how = "" }, add) {
    const counts = {};
    for (const text of words) {
      const { word: made } = add("word/" + text, word, { text, how }, {});
      const { count } = add("count/" + text, counting, {}, { word: made });
      counts[text] = count;
    }
    const { results } = add("comparison", comparison, {}, { counts });
    const { report } = add("page", page, {}, { results });
    return { results, report };
  },
});`,
};

/** What one command line printed and how it exited. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a temporary folder. */
export interface CommandProject extends AsyncDisposable {
  readonly root: string;
  readonly recipe: string;
  /** Runs a command on it, on wasm; on its recipe where args name no other. */
  run(...args: string[]): Promise<CommandResult>;
  /** Runs a command with `--json`, whose output must be one JSON object. */
  json(...args: string[]): Promise<{
    code: number;
    // deno-lint-ignore no-explicit-any
    value: any;
  }>;
  /** Replaces a file of the project. */
  write(path: string, text: string): void;
}

/**
 * Removes a folder. A command that did not need the module graph may leave the
 * process that finds it out behind for a moment, and that one writes, too.
 */
async function removeFolder(path: string): Promise<void> {
  for (let left = 100;; left--) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Commands that compute nothing, and so take no device. */
const deviceless = new Set(["doctor", "gc", "import", "lock"]);

/** Makes the project. */
export function makeProject(): CommandProject {
  const root = makeFolder();
  Deno.mkdirSync(join(root, "stages"));
  const write = (path: string, text: string) =>
    Deno.writeTextFileSync(join(root, path), text);
  for (const [path, text] of Object.entries(files)) write(path, text);
  for (const name of ["deno.json", "deno.lock"]) {
    Deno.copyFileSync(new URL(`../${name}`, engine), join(root, name));
  }
  const recipe = join(root, "stages", "recipe.ts");
  const store = join(root, ".juice");
  const run = async (...args: string[]) => {
    const terminal = captureTerminal();
    const own = args.includes("--recipe") ? [] : ["--recipe", recipe];
    const device = deviceless.has(args[0] ?? "") ? [] : ["--device", "wasm"];
    const code = await main(
      [...args, ...own, "--store", store, ...device],
      terminal,
      "deno task",
    );
    return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
  };
  return {
    root,
    recipe,
    write,
    run,
    json: async (...args) => {
      const { code, stdout } = await run(...args, "--json");
      return { code, value: JSON.parse(stdout) };
    },
    [Symbol.asyncDispose]: () => removeFolder(root),
  };
}
