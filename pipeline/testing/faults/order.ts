/**
 * The rule that a power cut tests: nothing is written that refers to something
 * which is not yet on the disk. Checked on the operations of a whole run.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import type { Operation } from "./disk.ts";

/** Where what is checked lies. */
export interface Places {
  readonly store: string;
  readonly lock: string;
}

/** What the disk is known to hold after some operations. */
class Disk {
  /** Files whose bytes have been synced and not been written to since. */
  readonly #synced = new Set<string>();
  /** Names that were made and whose folder has not been synced since. */
  readonly #pending = new Set<string>();

  apply({ name, path, to }: Operation): void {
    switch (name) {
      case "mkdir":
        this.#pending.add(path);
        break;
      case "create":
      case "write":
      case "truncate":
        this.#synced.delete(path);
        if (name === "create") this.#pending.add(path);
        break;
      case "sync":
        this.#synced.add(path);
        for (const made of this.#pending) {
          if (dirname(made) === path) this.#pending.delete(made);
        }
        break;
      case "sync all":
        this.#pending.clear();
        for (const file of to.split("\n")) this.#synced.add(file);
        break;
      case "copyFile":
        this.#synced.delete(to);
        this.#pending.add(to);
        break;
      case "rename":
      case "link":
        if (this.hasBytesOf(path)) this.#synced.add(to);
        else this.#synced.delete(to);
        this.#pending.add(to);
        if (name === "rename") this.#pending.delete(path);
        break;
      case "remove":
        this.#pending.delete(path);
    }
  }

  hasBytesOf(path: string): boolean {
    return this.#synced.has(path);
  }

  /** Names within a folder, and on the way to it, that are not on the disk. */
  missing(folder: string, top: string): string[] {
    return [...this.#pending].filter((made) =>
      `${made}/`.startsWith(`${folder}/`) ||
      (`${folder}/`.startsWith(`${made}/`) &&
        `${made}/`.startsWith(`${top}/`))
    );
  }
}

/**
 * Where operations break the rule, in words; none if they keep it.
 *
 * @param holds The digests that an object refers to, as a folder's does.
 */
export function violations(
  operations: readonly Operation[],
  places: Places,
  holds: (object: string) => readonly string[],
): string[] {
  const { store, lock } = places;
  const objects = join(store, "objects"), records = join(store, "records");
  const disk = new Disk();
  const found: string[] = [];
  for (const [i, operation] of operations.entries()) {
    const { name, path, to, site } = operation;
    const say = (what: string) =>
      found.push(`${i + 1} ${name} (${site}): ${what}`);
    const need = (paths: readonly string[], what: string) => {
      for (const one of paths) say(`${what} before ${relative(store, one)}`);
    };
    if (name === "rename" || name === "link") {
      const isKept = [objects, records].some((f) => to.startsWith(`${f}/`)) ||
        // Half of a cache is as good as none: it has a checksum.
        (path.endsWith(".tmp") && !to.startsWith(join(store, "stat", "/")));
      if (isKept && !disk.hasBytesOf(path)) {
        say(`${relative(store, to)} has its name before its bytes`);
      }
      if (to.startsWith(`${objects}/`)) {
        const digest = relative(objects, to).replace("/", "");
        for (const held of holds(digest)) {
          const at = join(objects, held.slice(0, 2), held.slice(2));
          need(disk.missing(at, store), "a folder's object");
        }
      }
      if (to.startsWith(`${records}/`)) {
        need(disk.missing(objects, store), "a record");
      }
      if (to === lock) need(disk.missing(records, store), "the lock");
    }
    if (name === "write" && path === join(store, "history")) {
      need(disk.missing(records, store), "the history");
    }
    disk.apply(operation);
  }
  if (disk.missing(lock, lock).length > 0) {
    found.push("the lock's name is not on the disk at the end");
  }
  return found;
}
