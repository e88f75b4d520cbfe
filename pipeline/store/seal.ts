/**
 * Checking objects. One whose bytes were checked is sealed: its modification
 * time is set to one fixed instant. Whatever writes to it later sets another
 * time, so a plan, which looks at every object, hashes only those whose seal is
 * broken. A seal does not see what changes bytes behind the file system's back.
 * So it serves plans alone: whoever uses the bytes hashes them, and `audit`
 * hashes all. Both break the seal of what they find damaged, so that no plan
 * believes it again.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";

/** 2000-01-01T00:00:00Z: no write of ours or of anyone else sets it. */
const seal = new Date(946_684_800_000);
/** Any other instant. */
const unsealed = new Date(0);

/** What is wrong with an object. */
export interface Fault {
  /** The object at fault, which for a folder may be that of one file. */
  readonly digest: Digest;
  readonly what: "missing" | "damaged";
  /** Such as `object a1b2c3d4 is damaged`. */
  readonly message: string;
}

/** The first digits of a digest or key, as texts for a person show it. */
export function short(digest: string): string {
  return digest.slice(0, 8);
}

function fault(digest: Digest, what: Fault["what"]): Fault {
  return { digest, what, message: `object ${short(digest)} is ${what}` };
}

/** Seals a file whose bytes are known. */
export function sealFile(path: string): void {
  Deno.chmodSync(path, 0o444);
  Deno.utimeSync(path, seal, seal);
}

/**
 * Takes an object's seal away, so that whoever uses it next hashes it. In a
 * store that cannot be written this does nothing.
 */
export function breakSeal(path: string): void {
  try {
    Deno.utimeSync(path, unsealed, unsealed);
  } catch {
    // Whoever can write the store will be told by an audit of their own.
  }
}

/** How to check an object. */
interface CheckOptions {
  /** The size that it must have, where that is known. */
  readonly size?: number | undefined;
  /** Whether to hash it even where its seal is whole, as who uses it must. */
  readonly deep?: boolean;
}

/** What is wrong with the object at a path; null if nothing. */
export function checkObject(
  path: string,
  digest: Digest,
  { size, deep = false }: CheckOptions,
): Fault | null {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return fault(digest, "missing");
    }
    throw error;
  }
  // What nobody may read cannot be believed, and is easily made again.
  const unreadable = info.mode !== null && (info.mode & 0o444) === 0;
  const otherSize = size !== undefined && info.size !== size;
  if (!info.isFile || otherSize || unreadable) {
    return fault(digest, "damaged");
  }
  const sealed = info.mtime?.getTime() === seal.getTime();
  if (sealed && !deep) return null;
  if (hashFile(path).digest !== digest) {
    if (sealed) breakSeal(path);
    return fault(digest, "damaged");
  }
  if (!sealed) {
    try {
      Deno.utimeSync(path, seal, seal);
    } catch {
      // A store of somebody else can be read but not sealed: it is hashed
      // each time, which is slower and no less right.
    }
  }
  return null;
}
