/**
 * Where in the project's code a stage threw, from the stack in its log.
 *
 * @module
 */

import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Project } from "../project.ts";
import type { Ending } from "./process.ts";

const engine = fileURLToPath(new URL("../", import.meta.url));

/** A line of a stack, with the module and the line in it. */
const frame = /^\s+at (?:async )?(?:.*\()?(file:\/\/[^\s].*?):(\d+):\d+\)?$/;
const anyFrame = /^\s+at /;

/** The path of a file's URL; null where it is none. */
function pathOf(url: string | undefined): string | null {
  try {
    return url === undefined ? null : fileURLToPath(url);
  } catch {
    return null;
  }
}

/** Where the stack begins that belongs to what was reported. */
function stackStart(lines: readonly string[], message: string): number {
  const [first = ""] = message.split("\n");
  const named = first === ""
    ? -1
    : lines.findLastIndex((line) =>
      line.endsWith(first) && !anyFrame.test(line)
    );
  if (named >= 0) return named;
  // An error within another one: the last stack is the outer one's.
  const end = lines.findLastIndex((line) => anyFrame.test(line));
  return lines.findLastIndex((line, i) => i < end && !anyFrame.test(line));
}

/** Where in a project what was thrown was thrown, by its message. */
export function placesOf(
  ending: Pick<Ending, "last">,
  { root, store }: Pick<Project, "root" | "store">,
): (message: string) => string | null {
  return (message) => placeOf(ending, message, root, store.root);
}

/**
 * The first place in the project's own code where something was thrown, as
 * `stages/months.ts:25`; null where there is none. The engine and packages are
 * not the project's own, wherever they are.
 *
 * @param message What was thrown.
 * @param root The project's folder.
 * @param store The store's folder, in which the process's main module is.
 */
export function placeOf(
  { last }: Pick<Ending, "last">,
  message: string,
  root: string,
  store: string,
): string | null {
  for (const line of last.slice(Math.max(0, stackStart(last, message)))) {
    const [, url, row] = frame.exec(line) ?? [];
    const path = pathOf(url);
    if (path === null) continue;
    const within = relative(root, path).replaceAll("\\", "/");
    const foreign = path.startsWith(engine) || path.startsWith(`${store}/`) ||
      within.startsWith("../") || within.split("/").includes("node_modules");
    if (!foreign) return `${within}:${row}`;
  }
  return null;
}
