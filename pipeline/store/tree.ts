/**
 * Tree objects: a folder as the sorted list of its files. The digest of a
 * folder is the digest of its tree object.
 *
 * @module
 */

import { join } from "node:path";
import { StoreError } from "../errors.ts";
import { decode, encode } from "../identity/canonical.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";

const tag = "tree/1";

/** One file of a folder. */
export interface TreeEntry {
  /** From the folder, with `/` between names. */
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

/** The bytes of the tree object of a folder with these files. */
export function encodeTree(
  entries: readonly TreeEntry[],
): Uint8Array<ArrayBuffer> {
  const sorted = [...entries].sort((a, b) => compareCodePoints(a.path, b.path));
  return encode(sorted, tag);
}

/** A name that leads out of a folder, or to the folder itself. */
const outside = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Whether a path stays inside the folder that it is relative to. */
export function isInside(path: string): boolean {
  return !outside.test(path);
}

/**
 * The files of a tree object.
 *
 * @throws EncodingError or StoreError for bytes that are not one.
 */
export function decodeTree(bytes: Uint8Array): TreeEntry[] {
  return decodePlainTree(bytes) ?? decodeAnyTree(bytes);
}

function decodeAnyTree(bytes: Uint8Array): TreeEntry[] {
  const value = decode(bytes, tag);
  const entries = Array.isArray(value) ? value as unknown[] : [null];
  return entries.map((entry) => {
    const { path, digest, size } = (entry ?? {}) as Partial<TreeEntry>;
    if (
      typeof path !== "string" || !isInside(path) || typeof size !== "number" ||
      typeof digest !== "string" || !isDigest(digest)
    ) throw new StoreError("A tree object holds an entry that is not a file");
    return { path, digest, size };
  });
}

const header = /juice tree\/1\nl(0|[1-9]\d*):/y;
/** What stands before an entry's path: its digest, and the path's length. */
const entryHead = /o3:s6:digests64:[0-9a-f]{64}s4:paths([1-9]\d*):/y;
const entryTail = /s4:sized([1-9]\d?):(0|[1-9]\d*)/y;
const digestAt = "o3:s6:digests64:".length;

/**
 * The same for a tree whose paths are ASCII, where a character is a byte, many
 * times faster: a folder may hold 100,000 files, and a plan looks at them all.
 * Null for any other bytes, of which the decoder of all encodings says whether
 * something is wrong with them.
 */
function decodePlainTree(bytes: Uint8Array): TreeEntry[] | null {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  // Whatever is not ASCII takes more bytes than characters.
  if (text.length !== bytes.length) return null;
  header.lastIndex = 0;
  const count = Number(header.exec(text)?.[1] ?? -1);
  let at = header.lastIndex;
  const entries: TreeEntry[] = [];
  for (let i = 0; i < count; i++) {
    entryHead.lastIndex = at;
    const head = entryHead.exec(text);
    if (head === null) return null;
    const digest = text.slice(at + digestAt, at + digestAt + 64) as Digest;
    const end = entryHead.lastIndex + Number(head[1]);
    const path = text.slice(entryHead.lastIndex, end);
    entryTail.lastIndex = end;
    const tail = entryTail.exec(text);
    if (tail === null || !isInside(path)) return null;
    const [, length, digits = ""] = tail;
    // Numbers with a fraction or an exponent are nothing that we wrote.
    if (digits.length !== Number(length) || digits.length > 15) return null;
    entries.push({ path, digest, size: Number(digits) });
    at = entryTail.lastIndex;
  }
  return entries.length === count && at === text.length ? entries : null;
}

/**
 * The files of a folder, as paths from it. Folders without files are no part
 * of an artifact.
 *
 * @throws StoreError for a link or a device, which have no content of their own.
 */
export function listFiles(folder: string): string[] {
  const files: string[] = [];
  const walk = (prefix: string) => {
    for (const entry of Deno.readDirSync(join(folder, prefix))) {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory) walk(path);
      else if (entry.isFile) files.push(path);
      else {
        throw new StoreError(
          `Cannot take "${path}" as part of an artifact: it is a link or a ` +
            "device, and an artifact is made of plain files",
        );
      }
    }
  };
  walk("");
  return files.sort(compareCodePoints);
}
