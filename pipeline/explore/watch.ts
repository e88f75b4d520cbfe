/**
 * Noticing that something has changed on the disk, by looking at as little as
 * tells: names, sizes and times, and the lines that were added to the history.
 *
 * @module
 */

import { join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { names } from "../store/objects.ts";
import type { Store } from "../store/store.ts";

/** A record that was written. */
export interface Written {
  readonly key: Key;
  readonly n: number;
  readonly stage: string;
}

/** How a file looks; empty where there is none. */
function lookOf(path: string): { text: string; at: number } {
  try {
    const { ino, size, mtime } = Deno.statSync(path);
    const at = mtime?.getTime() ?? 0;
    return { text: `${ino} ${size} ${at}`, at };
  } catch {
    return { text: "", at: 0 };
  }
}

/** Notices changes of files by how they look. */
export class FileWatch {
  readonly #looks = new Map<string, { text: string; at: number }>();

  /** Whether any looks otherwise than when it was asked for before. */
  hasChanged(paths: Iterable<string>): boolean {
    let changed = false;
    for (const path of paths) {
      const before = this.#looks.get(path), now = lookOf(path);
      if (before !== undefined && before.text !== now.text) changed = true;
      this.#looks.set(path, now);
    }
    return changed;
  }

  /** Whether any was written between a time, in milliseconds, and now. */
  anySince(time: number): boolean {
    const now = Date.now();
    return [...this.#looks.values()].some(({ at }) => at >= time && at <= now);
  }
}

/** Reads what is added to a store's history, which has a line a record. */
export class HistoryTail {
  readonly #path: string;
  #inode: number | null = null;
  #size = 0;
  #rest = "";

  /** Begins behind what is there now. */
  constructor({ root }: Store) {
    this.#path = join(root, "history");
    this.#restart();
  }

  #restart(): void {
    this.#rest = "";
    try {
      const { ino, size } = Deno.statSync(this.#path);
      this.#inode = ino;
      this.#size = size;
    } catch {
      this.#inode = null;
      this.#size = 0;
    }
  }

  /** The records that were added; null where the file is another one. */
  read(): Written[] | null {
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(this.#path, { read: true });
    } catch {
      if (this.#inode === null) return [];
      // The store was there when it was last read.
      this.#restart();
      return null;
    }
    try {
      const { ino, size } = file.statSync();
      if (ino === this.#inode && size === this.#size) return [];
      if (
        size < this.#size || (ino !== this.#inode && this.#inode !== null)
      ) {
        this.#restart();
        return null;
      }
      file.seekSync(this.#size, Deno.SeekMode.Start);
      const bytes = new Uint8Array(size - this.#size);
      const read = file.readSync(bytes) ?? 0;
      this.#inode = ino;
      this.#size += read;
      return this.#take(new TextDecoder().decode(bytes.subarray(0, read)));
    } finally {
      file.close();
    }
  }

  #take(added: string): Written[] {
    const text = this.#rest + added;
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    const lines = text.slice(0, end)
      .matchAll(/^([0-9a-f]{64}) ([1-9]\d*) (.*)$/gm);
    return [...lines].map(([, key, n, stage = ""]) => ({
      key: key as Key,
      n: Number(n),
      stage,
    }));
  }
}

/** The names of what runs, or has left its log. */
export function workNames({ workFolder }: Store): string {
  return names(workFolder).join("\n");
}
