/**
 * The tools of a stage that is a program: where they are on this machine, and
 * the digests of their bytes, which are in the stage's key.
 *
 * @module
 */

import { delimiter, join } from "node:path";
import { messageOf, ToolError } from "../errors.ts";
import type { StageKind } from "../stage.ts";
import type { Digest } from "./digest.ts";
import { hashFile } from "./hash.ts";
import { compareCodePoints } from "./order.ts";

/** A program on this machine. */
export interface Tool {
  readonly name: string;
  /** Where the `PATH` has it, by which a virtual environment knows itself. */
  readonly path: string;
  /** The same without links. */
  readonly real: string;
  readonly digest: Digest;
}

function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

/** Digests by what tells that a file is as it was. */
const digests = new Map<string, Digest>();

function digestOf(path: string): Digest {
  const { size, mtime, ino, dev } = Deno.statSync(path);
  const state = `${path}\0${size}\0${mtime?.getTime()}\0${dev}\0${ino}`;
  const digest = digests.get(state) ?? hashFile(path).digest;
  digests.set(state, digest);
  return digest;
}

/**
 * Finds a program on the `PATH`.
 *
 * @throws ToolError where there is none, or only a stand-in for one.
 */
export function findTool(
  kind: string,
  name: string,
  searched: string = Deno.env.get("PATH") ?? "",
): Tool {
  const path = searched.split(delimiter).filter((folder) => folder !== "")
    .map((folder) => join(folder, name)).find(isProgram);
  if (path === undefined) {
    throw new ToolError(
      `The stage kind "${kind}" needs the program "${name}", which is in no ` +
        "folder of the PATH\nInstall it, or add its folder to the PATH",
    );
  }
  // pyenv, rbenv, asdf and mise put scripts of this kind on the path.
  if (/[\\/]shims[\\/][^\\/]*$/.test(path)) {
    throw new ToolError(
      `The stage kind "${kind}" needs the program "${name}", but "${path}" ` +
        "only picks one of several versions, which a key could not tell " +
        "apart\nPut the folder of the version itself first on the PATH",
    );
  }
  try {
    const real = Deno.realPathSync(path);
    return { name, path, real, digest: digestOf(real) };
  } catch (error) {
    throw new ToolError(
      `Cannot read the program "${path}": ${messageOf(error)}`,
    );
  }
}

/** The tools of a kind, found where the `PATH` has them now. */
export function toolsOf(kind: StageKind): Tool[] {
  return (kind.command?.tools ?? []).map((name) => findTool(kind.name, name));
}

const known = new WeakMap<object, Map<string, Record<string, Digest>>>();

/**
 * What a key holds of a kind's tools.
 *
 * @param opened What stands for the project as it was opened: a plan of many
 * stages looks for their tools once, and all its keys hold the same ones.
 */
export function toolDigests(
  kind: StageKind,
  opened: object,
): Record<string, Digest> {
  const found = known.get(opened) ?? new Map<string, Record<string, Digest>>();
  known.set(opened, found);
  let digests = found.get(kind.module);
  if (digests === undefined) {
    digests = Object.fromEntries(
      toolsOf(kind).sort((a, b) => compareCodePoints(a.name, b.name))
        .map(({ name, digest }) => [name, digest]),
    );
    found.set(kind.module, digests);
  }
  return digests;
}
