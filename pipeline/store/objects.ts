/**
 * Objects: bytes named by their SHA-256, read-only, each under
 * `objects/ab/cdef...`. How they get there is in intake.ts, and why they are
 * believed in seal.ts.
 *
 * @module
 */

import { join } from "node:path";
import { StoreError } from "../errors.ts";
import type { ArtifactType } from "../artifact.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { withDisk } from "./files.ts";
import { Intake, type Stored } from "./intake.ts";
import { breakSeal, checkObject, type Fault, short } from "./seal.ts";
import { decodeTree, type TreeEntry } from "./tree.ts";

/** Whether an artifact is one file or a folder, as its type declares. */
export type Form = ArtifactType["form"];

/** The objects of a store. */
export class Objects {
  readonly #folder: string;
  readonly #intake: Intake;

  constructor(root: string) {
    this.#folder = join(root, "objects");
    this.#intake = new Intake(root, (digest) => this.pathOf(digest));
  }

  /** Where an object is, or would be. */
  pathOf(digest: Digest): string {
    // Not by `join`, which would take longer than to look at the object.
    return `${this.#folder}/${digest.slice(0, 2)}/${digest.slice(2)}`;
  }

  /** Whether there is an object of this name, whatever its bytes. */
  has(digest: Digest): boolean {
    try {
      return Deno.lstatSync(this.pathOf(digest)).isFile;
    } catch {
      return false;
    }
  }

  // Taking in. Each is documented where it is done, in intake.ts.

  putFile(path: string): Stored {
    return this.#intake.putFile(path);
  }
  putFiles(paths: readonly string[]): Stored[] {
    return this.#intake.putFiles(paths);
  }
  putFolder(path: string): Stored {
    return this.#intake.putFolder(path);
  }
  putBytes(bytes: Uint8Array): Stored {
    return this.#intake.putBytes(bytes);
  }

  #check(digest: Digest, size: number | undefined, deep: boolean) {
    return checkObject(this.pathOf(digest), digest, { size, deep });
  }

  /**
   * What is wrong with an artifact: with its object, and for a folder with its
   * files; null if nothing. With `deep` all bytes are hashed, sealed or not,
   * and what is damaged loses its seal.
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

  /** Takes an object's seal away; see seal.ts. */
  breakSeal(digest: Digest): void {
    breakSeal(this.pathOf(digest));
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
   * or copies where links do not work or a `copy` is asked for. All of it is
   * hashed, sealed or not: what is made from it has a record for ever.
   *
   * @throws StoreError naming an object that is missing or damaged.
   */
  materialize(
    digest: Digest,
    form: Form,
    to: string,
    options: { readonly copy?: boolean } = {},
  ): void {
    const copy = options.copy ?? false;
    withDisk(`put ${short(digest)} at "${to}"`, () => {
      if (form === "file") return this.#place(digest, undefined, to, copy);
      this.#require(this.#check(digest, undefined, true));
      Deno.mkdirSync(to, { recursive: true });
      const made = new Set([""]);
      for (const { path, digest: file, size } of this.readTree(digest)) {
        const parent = path.slice(0, path.lastIndexOf("/") + 1);
        if (!made.has(parent)) {
          Deno.mkdirSync(join(to, parent), { recursive: true });
          made.add(parent);
        }
        this.#place(file, size, join(to, path), copy);
      }
    });
  }

  #require(fault: Fault | null): void {
    if (fault === null) return;
    throw new StoreError(
      `Cannot use the object ${short(fault.digest)}: it is ${fault.what}; ` +
        "run the same command again, which makes it anew",
    );
  }

  #place(
    digest: Digest,
    size: number | undefined,
    to: string,
    copy: boolean,
  ): void {
    this.#require(this.#check(digest, size, true));
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

/** The names in a folder, sorted; none where there is no folder. */
export function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
