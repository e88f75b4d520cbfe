/**
 * The parts that the tests are run in: each a process of its own, so that
 * several cores have work. Threads of one process would do for most tests, but
 * not for those of WebGPU: two threads with a device each crash Deno 2.9.6.
 *
 * @module
 */

import { join } from "node:path";
import { compareCodePoints } from "../../pipeline/identity/order.ts";

/** Tests that run one after another in one process. */
export interface Part {
  /** The folders they are from. */
  readonly name: string;
  /** What `deno test` is given. */
  readonly args: readonly string[];
}

/** Loading a process takes a second or two: a part has at least these files. */
const fewest = 20;

/** Those that take longest begin first, so that none is left for the end. */
const first = ["tests", "pipeline/testing/faults", "learn/testing"];

/** What Deno takes for a module of tests. */
const testFile = /(?:^|[._])test\.(?:ts|tsx|mts|js|mjs|jsx)$/;

/**
 * The parts that hold every test below a folder once: those of the test
 * modules, and at the end the examples of docstrings and pages.
 *
 * @param excluded Paths from the root that Deno leaves out as well.
 */
export function partsOf(root: string, excluded: readonly string[]): Part[] {
  const byFolder = new Map<string, string[]>();
  for (const file of testFilesUnder(root, "", excluded)) {
    const folder = file.slice(0, Math.max(0, file.lastIndexOf("/")));
    byFolder.set(folder, [...byFolder.get(folder) ?? [], file]);
  }
  const rank = (folder: string) => {
    const at = first.indexOf(folder);
    return at < 0 ? first.length : at;
  };
  const folders = [...byFolder.keys()].sort((a, b) =>
    rank(a) - rank(b) || compareCodePoints(a, b)
  );
  const parts: Part[] = [];
  let names: string[] = [];
  let files: string[] = [];
  const close = () => {
    if (files.length > 0) parts.push({ name: shortened(names), args: files });
    names = [];
    files = [];
  };
  for (const folder of folders) {
    names.push(folder || ".");
    files.push(...byFolder.get(folder)!);
    if (files.length >= fewest || first.includes(folder)) close();
  }
  close();
  // Only these modules are asked for examples: a path that is named is run as
  // a module of tests too, whatever it is.
  return [...parts, {
    name: "examples",
    args: ["--doc", "--ignore=**/*_test.ts"],
  }];
}

/** Paths from the root, in a fixed order. */
function* testFilesUnder(
  root: string,
  folder: string,
  excluded: readonly string[],
): Generator<string> {
  const entries = [...Deno.readDirSync(join(root, folder))]
    .sort((a, b) => compareCodePoints(a.name, b.name));
  for (const { name, isDirectory, isFile } of entries) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name.startsWith(".") || name === "node_modules") continue;
    if (excluded.includes(path)) continue;
    if (isDirectory) yield* testFilesUnder(root, path, excluded);
    else if (isFile && testFile.test(name)) yield path;
  }
}

function shortened(names: readonly string[]): string {
  return names.length < 4 ? names.join(", ") : `${names[0]} to ${names.at(-1)}`;
}
