/**
 * Files of an export in which paths of this machine still stand. Records and
 * artifacts are kept by their digests, so that nothing in them can be changed:
 * who hands them on must know of it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { dirname, isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { privateFolders } from "../private_paths.ts";
import type { BuiltRecipe } from "../recipe.ts";
import { withDisk } from "../store/files.ts";
import { listFiles } from "../store/tree.ts";

/** A path in the forms that texts have it in: plain, in JSON, in a URL. */
function formsOf(path: string): string[] {
  const url = pathToFileURL(path).pathname;
  return [path, JSON.stringify(path).slice(1, -1), url];
}

/** How much of a file is looked at in one piece: bytes. */
const pieceSize = 2 ** 22;

/** Whether a byte goes on with the name before it: `quince` is not `quince2`. */
function goesOn(byte: number): boolean {
  return byte >= 0x80 || /[\w-]/.test(String.fromCharCode(byte));
}

/**
 * Whether a text stands in bytes as a whole name.
 *
 * @param isEnd Whether nothing comes behind these bytes.
 */
function holds(bytes: Buffer, text: Buffer, isEnd: boolean): boolean {
  let at = bytes.indexOf(text);
  for (; at >= 0; at = bytes.indexOf(text, at + 1)) {
    const next = bytes[at + text.length];
    if (next === undefined ? isEnd : !goesOn(next)) return true;
  }
  return false;
}

/** Looks for texts in files, however large these are. */
class Search {
  readonly #texts: readonly Buffer[];
  /** Of each piece so much is looked at again: what its end may cut off. */
  readonly #overlap: number;
  readonly #buffer: Buffer;

  constructor(texts: readonly string[]) {
    this.#texts = texts.map((text) => Buffer.from(text));
    this.#overlap = Math.max(0, ...this.#texts.map(({ length }) => length));
    this.#buffer = Buffer.alloc(pieceSize + this.#overlap);
  }

  /** Whether any of them stands in a file. */
  finds(path: string): boolean {
    const buffer = this.#buffer;
    using file = Deno.openSync(path, { read: true });
    for (let length = 0, isEnd = false; !isEnd;) {
      const kept = Math.min(length, this.#overlap);
      buffer.copyWithin(0, length - kept, length);
      length = kept;
      while (length < buffer.length && !isEnd) {
        const read = file.readSync(buffer.subarray(length));
        if (read === null) isEnd = true;
        else length += read;
      }
      const piece = buffer.subarray(0, length);
      if (this.#texts.some((text) => holds(piece, text, isEnd))) return true;
    }
    return false;
  }
}

/**
 * Finds them.
 *
 * @param folder What was exported.
 * @param root The project's folder.
 * @returns Their paths from the folder.
 */
export function findPrivateTraces(
  folder: string,
  root: string,
  { overrides }: BuiltRecipe,
): string[] {
  const given = overrides.map(({ value }) => value)
    .filter((value) => typeof value === "string")
    .filter((value) => isAbsolute(value) && dirname(value) !== value);
  const wanted = new Set([...privateFolders(root), ...given].flatMap(formsOf));
  const search = new Search([...wanted]);
  return withDisk(
    "read what was exported",
    () => listFiles(folder).filter((path) => search.finds(join(folder, path))),
  );
}
