/**
 * Objects: bytes named by their SHA-256, read-only, each under
 * `objects/ab/cdef...`.
 *
 * An object whose bytes were checked is sealed: its modification time is set
 * to one fixed instant. Whatever writes to it later sets another time, so an
 * object is hashed again exactly when its seal is broken. What changes bytes
 * behind the file system's back is found by `audit`, which always hashes and
 * breaks the seal of what it finds damaged, so that nobody believes it again.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { StoreError } from "../errors.ts";
import type { ArtifactType } from "../artifact.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile, isDigest, sha256 } from "../identity/hash.ts";
import {
  removeIfThere,
  syncFolder,
  temporaryName,
  withDisk,
  writeSynced,
} from "./files.ts";
import { decodeTree, encodeTree, listFiles, type TreeEntry } from "./tree.ts";

/** 2000-01-01T00:00:00Z: no write of ours or of anyone else sets it. */
const seal = new Date(946_684_800_000);
/** Any other instant. */
const unsealed = new Date(0);

/** Whether an artifact is one file or a folder, as its type declares. */
export type Form = ArtifactType["form"];

/** What is wrong with an object. */
export interface Fault {
  /** The object at fault, which for a folder may be that of one file. */
  readonly digest: Digest;
  readonly what: "missing" | "damaged";
  /** Such as `object a1b2c3d4 is damaged`. */
  readonly message: string;
}

/** What was put into the store. */
export interface Stored {
  readonly digest: Digest;
  /** Bytes, of all files of a folder together. */
  readonly size: number;
}

/** The first digits of a digest or key, as texts for a person show it. */
export function short(digest: string): string {
  return digest.slice(0, 8);
}

function fault(digest: Digest, what: Fault["what"]): Fault {
  return { digest, what, message: `object ${short(digest)} is ${what}` };
}

/** The objects of a store. */
export class Objects {
  readonly #folder: string;
  readonly #incoming: string;

  constructor(root: string) {
    this.#folder = join(root, "objects");
    this.#incoming = join(root, "incoming");
  }

  /** Where an object is, or would be. */
  pathOf(digest: Digest): string {
    return join(this.#folder, digest.slice(0, 2), digest.slice(2));
  }

  /** Whether there is an object of this name, whatever its bytes. */
  has(digest: Digest): boolean {
    try {
      return Deno.lstatSync(this.pathOf(digest)).isFile;
    } catch {
      return false;
    }
  }

  /** Moves a file into the store. It must be on the same file system. */
  putFile(path: string): Stored {
    return withDisk(`store "${path}"`, () => {
      if (!Deno.lstatSync(path).isFile) {
        throw new StoreError(`Cannot store "${path}": it is not a plain file`);
      }
      const { digest, size } = hashFile(path);
      this.#settle(path, digest, size);
      return { digest, size };
    });
  }

  /** Moves a folder's files into the store and adds their tree object. */
  putFolder(path: string): Stored {
    return withDisk(`store "${path}"`, () => {
      const entries = listFiles(path).map((file): TreeEntry => {
        const { digest, size } = this.putFile(join(path, file));
        return { path: file, digest, size };
      });
      const { digest } = this.putBytes(encodeTree(entries));
      removeIfThere(path);
      const size = entries.reduce((sum, entry) => sum + entry.size, 0);
      return { digest, size };
    });
  }

  /** Adds bytes as an object. */
  putBytes(bytes: Uint8Array): Stored {
    return withDisk("store an object", () => {
      const digest = sha256(bytes);
      if (this.#check(digest, bytes.length, true) === null) {
        return { digest, size: bytes.length };
      }
      Deno.mkdirSync(this.#incoming, { recursive: true });
      const temporary = temporaryName(join(this.#incoming, digest));
      try {
        writeSynced(temporary, bytes);
        this.#settle(temporary, digest, bytes.length);
      } finally {
        removeIfThere(temporary);
      }
      return { digest, size: bytes.length };
    });
  }

  /**
   * Renames a file whose digest is known to its place, over a damaged one. A
   * seal is not enough here: good bytes would go, and the damaged ones stay.
   */
  #settle(path: string, digest: Digest, size: number): void {
    if (this.#check(digest, size, true) === null) {
      Deno.removeSync(path);
      return;
    }
    const target = this.pathOf(digest);
    refuseFolder(target, digest);
    Deno.mkdirSync(dirname(target), { recursive: true });
    const file = Deno.openSync(path, { read: true });
    try {
      file.syncSync();
    } finally {
      file.close();
    }
    Deno.chmodSync(path, 0o444);
    Deno.utimeSync(path, seal, seal);
    Deno.renameSync(path, target);
    syncFolder(dirname(target));
  }

  #check(digest: Digest, size: number | undefined, deep: boolean) {
    const path = this.pathOf(digest);
    let info: Deno.FileInfo;
    try {
      info = Deno.lstatSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        return fault(digest, "missing");
      }
      throw error;
    }
    if (!info.isFile || (size !== undefined && info.size !== size)) {
      return fault(digest, "damaged");
    }
    const sealed = info.mtime?.getTime() === seal.getTime();
    if (sealed && !deep) return null;
    if (hashFile(path).digest !== digest) return fault(digest, "damaged");
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

  /**
   * What is wrong with an artifact: with its object, and for a folder with its
   * files; null if nothing. With `deep` all bytes are hashed, sealed or not.
   */
  verify(
    digest: Digest,
    form: Form,
    options: { readonly deep?: boolean; readonly size?: number } = {},
  ): Fault | null {
    return withDisk(`check the object ${short(digest)}`, () => {
      const deep = options.deep ?? false;
      // A folder's recorded size is that of its files, a file's is its own.
      if (form !== "folder") return this.#check(digest, options.size, deep);
      // A tree object is small and says where to look, so it is always hashed.
      const own = this.#check(digest, undefined, true);
      if (own !== null) return own;
      for (const entry of this.readTree(digest)) {
        const found = this.#check(entry.digest, entry.size, deep);
        if (found !== null) return found;
      }
      return null;
    });
  }

  /**
   * Takes an object's seal away, so that whoever uses it next hashes it. In a
   * store that cannot be written this does nothing.
   */
  breakSeal(digest: Digest): void {
    try {
      Deno.utimeSync(this.pathOf(digest), unsealed, unsealed);
    } catch {
      // Whoever can write the store will be told by an audit of their own.
    }
  }

  /** The files of a folder in the store. */
  readTree(digest: Digest): TreeEntry[] {
    return withDisk(
      `read the folder ${short(digest)}`,
      () => decodeTree(Deno.readFileSync(this.pathOf(digest))),
    );
  }

  /**
   * Puts an artifact at a path where nothing is yet: hard links to the objects,
   * or copies where links do not work or a `copy` is asked for.
   */
  materialize(
    digest: Digest,
    form: Form,
    to: string,
    options: { readonly copy?: boolean } = {},
  ): void {
    withDisk(`put ${short(digest)} at "${to}"`, () => {
      if (form === "file") {
        return this.#place(digest, to, options.copy ?? false);
      }
      Deno.mkdirSync(to, { recursive: true });
      const made = new Set([""]);
      for (const entry of this.readTree(digest)) {
        const parent = entry.path.slice(0, entry.path.lastIndexOf("/") + 1);
        if (!made.has(parent)) {
          Deno.mkdirSync(join(to, parent), { recursive: true });
          made.add(parent);
        }
        this.#place(entry.digest, join(to, entry.path), options.copy ?? false);
      }
    });
  }

  #place(digest: Digest, to: string, copy: boolean): void {
    const from = this.pathOf(digest);
    if (!copy) {
      try {
        Deno.linkSync(from, to);
        return;
      } catch (error) {
        if (error instanceof Deno.errors.AlreadyExists) throw error;
        if (error instanceof Deno.errors.NotFound) throw error;
        // Another file system, or too many links to one object: copy.
      }
    }
    Deno.copyFileSync(from, to);
    Deno.chmodSync(to, copy ? 0o644 : 0o444);
  }

  /** All objects' names, in order. */
  *list(): Generator<Digest> {
    for (const folder of names(this.#folder)) {
      // A file manager leaves files of its own wherever it looks.
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const rest of names(join(this.#folder, folder))) {
        const digest = folder + rest;
        if (isDigest(digest)) yield digest;
      }
    }
  }

  /** How many objects there are, and their bytes together. */
  sizes(): { readonly objects: number; readonly bytes: number } {
    let objects = 0, bytes = 0;
    for (const digest of this.list()) {
      objects++;
      bytes += Deno.statSync(this.pathOf(digest)).size;
    }
    return { objects, bytes };
  }
}

/** A rename replaces a damaged file, but not a folder in an object's place. */
function refuseFolder(path: string, digest: Digest): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch {
    return;
  }
  if (!info.isDirectory) return;
  throw new StoreError(
    `Cannot store the object ${short(digest)}: a folder is in its place; ` +
      `remove "${path}"`,
  );
}

/** The names in a folder, sorted; none where there is no folder. */
export function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
