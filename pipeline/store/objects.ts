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
  type Aside,
  exists,
  removeIfThere,
  withDisk,
  writeAside,
} from "./files.ts";
import { makeFolders, syncAll } from "./sync.ts";
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

/** The folder of a store that holds what was moved aside. */
export const quarantine = "quarantine";

/** A file on its way into the store. */
interface Arrival {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
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
  readonly #root: string;
  readonly #folder: string;
  readonly #incoming: string;

  constructor(root: string) {
    this.#root = root;
    this.#folder = join(root, "objects");
    this.#incoming = join(root, "incoming");
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

  /** Moves a file into the store. It must be on the same file system. */
  putFile(path: string): Stored {
    return withDisk(`store "${path}"`, () => this.putFiles([path])[0]!);
  }

  /** Moves files into the store, which together cost little more than one. */
  putFiles(paths: readonly string[]): Stored[] {
    return withDisk("store files", () => {
      const arrivals = paths.map((path) => this.#arrival(path));
      this.#settle(arrivals);
      return arrivals.map(({ digest, size }) => ({ digest, size }));
    });
  }

  /** Moves a folder's files into the store and adds their tree object. */
  putFolder(path: string): Stored {
    return withDisk(`store "${path}"`, () => {
      const files = listFiles(path);
      const arrivals = files.map((file) => this.#arrival(join(path, file)));
      this.#settle(arrivals);
      const entries = arrivals.map(({ digest, size }, i): TreeEntry => {
        return { path: files[i]!, digest, size };
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
      const size = bytes.length;
      if (this.#check(digest, size, true) === null) return { digest, size };
      const aside = this.#aside(digest, bytes);
      try {
        this.#settle([{ path: aside.path, digest, size }]);
      } finally {
        aside.discard();
      }
      return { digest, size };
    });
  }

  #aside(name: string, bytes: Uint8Array): Aside {
    Deno.mkdirSync(this.#incoming, { recursive: true });
    return writeAside(join(this.#incoming, name), bytes, { sync: false });
  }

  /**
   * Gives a file bytes of its own: whoever holds another name of it could
   * change the object under that name.
   */
  #unlinkOthers(path: string): void {
    const aside = this.#aside("copy", new Uint8Array());
    try {
      Deno.copyFileSync(path, aside.path);
      Deno.renameSync(aside.path, path);
    } finally {
      aside.discard();
    }
  }

  #arrival(path: string): Arrival {
    const info = Deno.lstatSync(path);
    if (!info.isFile) {
      throw new StoreError(`Cannot store "${path}": it is not a plain file`);
    }
    if (info.nlink !== null && info.nlink > 1) this.#unlinkOthers(path);
    return { path, ...hashFile(path) };
  }

  /**
   * Renames files whose digests are known to their places, over damaged ones.
   * They are on the disk before they have their names, and so are the names
   * before this returns.
   */
  #settle(arrivals: readonly Arrival[]): void {
    const fresh = new Map<Digest, Arrival>();
    for (const arrival of arrivals) {
      const { path, digest, size } = arrival;
      // A seal is not enough here: good bytes would go, damaged ones stay.
      const known = fresh.has(digest) ||
        this.#check(digest, size, true) === null;
      if (known) Deno.removeSync(path);
      else fresh.set(digest, arrival);
    }
    if (fresh.size === 0) return;
    const files = [...fresh.values()].map(({ path }) => path);
    for (const path of files) {
      Deno.chmodSync(path, 0o444);
      Deno.utimeSync(path, seal, seal);
    }
    syncAll({ files }, this.#root);
    const folders = new Set<string>();
    for (const { path, digest } of fresh.values()) {
      const target = this.pathOf(digest);
      const folder = dirname(target);
      for (const one of makeFolders(folder, this.#root)) folders.add(one);
      folders.add(folder);
      this.#clearPlace(target, digest);
      Deno.renameSync(path, target);
    }
    syncAll({ folders: [...folders] }, this.#root);
  }

  /** A rename replaces a damaged file, but not a folder in its place. */
  #clearPlace(target: string, digest: Digest): void {
    try {
      if (!Deno.lstatSync(target).isDirectory) return;
    } catch {
      return;
    }
    const folder = join(this.#root, quarantine, "objects");
    Deno.mkdirSync(folder, { recursive: true });
    for (let i = 1;; i++) {
      const aside = join(folder, i === 1 ? digest : `${digest}.${i}`);
      if (exists(aside)) continue;
      return Deno.renameSync(target, aside);
    }
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
    // What nobody may read cannot be believed, and is easily made again.
    const unreadable = info.mode !== null && (info.mode & 0o444) === 0;
    const otherSize = size !== undefined && info.size !== size;
    if (!info.isFile || otherSize || unreadable) {
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
   * or copies where links do not work or a `copy` is asked for. What was put
   * there is what was checked: an object whose seal is broken is hashed.
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
    this.#require(this.#check(digest, size, false));
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
