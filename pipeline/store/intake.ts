/**
 * Taking files into the store. They are moved there, which costs no copy, and
 * what was put in is on the disk before anything can refer to it.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { StoreError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile, sha256 } from "../identity/hash.ts";
import {
  type Aside,
  exists,
  removeIfThere,
  withDisk,
  writeAside,
} from "./files.ts";
import { checkObject, sealFile } from "./seal.ts";
import { forgetFolders, makeFolders, syncAll } from "./sync.ts";
import { encodeTree, listFiles, type TreeEntry } from "./tree.ts";

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

/** Takes files into one store. */
export class Intake {
  readonly #root: string;
  readonly #incoming: string;
  readonly #pathOf: (digest: Digest) => string;

  /** @param pathOf Where an object is, or would be. */
  constructor(root: string, pathOf: (digest: Digest) => string) {
    this.#root = root;
    this.#incoming = join(root, "incoming");
    this.#pathOf = pathOf;
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
      if (this.#holds(digest, size)) {
        syncAll({ folders: [dirname(this.#pathOf(digest))] }, this.#root);
        return { digest, size };
      }
      const aside = this.#aside(digest, bytes);
      try {
        this.#settle([{ path: aside.path, digest, size }]);
      } finally {
        aside.discard();
      }
      return { digest, size };
    });
  }

  /** A seal is not enough here: good bytes would go, damaged ones stay. */
  #holds(digest: Digest, size: number): boolean {
    const path = this.#pathOf(digest);
    return checkObject(path, digest, { size, deep: true }) === null;
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
    const folders = new Set<string>();
    for (const arrival of arrivals) {
      const { path, digest, size } = arrival;
      // Who put it there may have been killed before it was synced.
      folders.add(dirname(this.#pathOf(digest)));
      if (fresh.has(digest) || this.#holds(digest, size)) Deno.removeSync(path);
      else fresh.set(digest, arrival);
    }
    const files = [...fresh.values()].map(({ path }) => path);
    files.forEach(sealFile);
    syncAll({ files }, this.#root);
    try {
      for (const { path, digest } of fresh.values()) {
        const target = this.#pathOf(digest);
        const made = makeFolders(dirname(target), this.#root);
        for (const folder of made) folders.add(folder);
        this.#clearPlace(target, digest);
        Deno.renameSync(path, target);
      }
      syncAll({ folders: [...folders] }, this.#root);
    } catch (error) {
      forgetFolders();
      throw error;
    }
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
}
