/**
 * Which records a stage has had, by its name, in the order of time. It is
 * derived from the records and made anew whenever it does not cover them, so
 * that it can be deleted at any time.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { removeIfThere, replaceFile } from "./files.ts";

/** Where a record of a stage is. */
export interface Place {
  readonly key: Key;
  /** Zero for a key that has a folder but no record that can be read. */
  readonly n: number;
  readonly stage: string;
}

function line({ key, n, stage }: Place): string {
  return `${key} ${n} ${stage}\n`;
}

/** How the file looked when it was read, up to which byte. */
interface Mark {
  readonly inode: number | null;
  readonly modified: number;
  readonly size: number;
}

/** The history of a store's stages: one line a record, appended. */
export class History {
  readonly #path: string;
  readonly #scan: () => Iterable<Place>;
  readonly #stages = new Map<string, Place[]>();
  readonly #keys = new Set<string>();
  #mark: Mark | null = null;
  /** What a write that was cut off has left at the end. */
  #rest = "";

  /**
   * @param scan Finds every record's place, oldest first, and every key without
   * a record, which is counted, so that it is not looked for each time.
   */
  constructor(root: string, scan: () => Iterable<Place>) {
    this.#path = join(root, "history");
    this.#scan = scan;
  }

  /**
   * The places of a stage's records, oldest first. Of a file that has grown
   * since it was read, only what was added is read.
   *
   * @param countKeys How many keys have folders; a history that has seen
   * another number of keys lost a line, or has one too many, and is made anew.
   * It is asked for whenever the file is read from its beginning.
   */
  places(stage: string, countKeys: () => number): readonly Place[] {
    if (!this.#readOn()) {
      this.#clearPlace();
      this.#readAll();
      if (this.#keys.size !== countKeys()) {
        replaceFile(this.#path, [...this.#scan()].map(line).join(""));
        this.#readAll();
      }
    }
    return this.#stages.get(stage) ?? [];
  }

  /** Adds a record's place. */
  append(place: Place): void {
    Deno.mkdirSync(dirname(this.#path), { recursive: true });
    this.#clearPlace();
    // One short write at the end of a file is not torn apart by another, and
    // a line that a crash cuts off is missed by the count and made anew.
    Deno.writeTextFileSync(this.#path, line(place), { append: true });
  }

  /** Removes a folder in the file's place: what is derived is made again. */
  #clearPlace(): void {
    try {
      if (!Deno.lstatSync(this.#path).isDirectory) return;
    } catch {
      return;
    }
    removeIfThere(this.#path);
  }

  /** Reads what was added; false if the file is another one than before. */
  #readOn(): boolean {
    const before = this.#mark;
    if (before === null) return false;
    try {
      using file = Deno.openSync(this.#path, { read: true });
      const now = markOf(file.statSync());
      if (now.inode !== before.inode || now.size < before.size) return false;
      if (now.size === before.size) return now.modified === before.modified;
      file.seekSync(before.size, Deno.SeekMode.Start);
      this.#take(readExactly(file, now.size - before.size));
      this.#mark = now;
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  #readAll(): void {
    this.#stages.clear();
    this.#keys.clear();
    this.#rest = "";
    this.#mark = null;
    try {
      using file = Deno.openSync(this.#path, { read: true });
      const now = markOf(file.statSync());
      this.#take(readExactly(file, now.size));
      this.#mark = now;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  #take(bytes: Uint8Array): void {
    const text = this.#rest + new TextDecoder().decode(bytes);
    const end = text.lastIndexOf("\n") + 1;
    this.#rest = text.slice(end);
    for (
      const match of text.slice(0, end)
        .matchAll(/^([0-9a-f]{64}) (0|[1-9]\d*) (.*)$/gm)
    ) {
      const [, key = "", n, stage = ""] = match;
      this.#keys.add(key);
      if (n === "0") continue;
      const place = { key: key as Key, n: Number(n), stage };
      const places = this.#stages.get(stage);
      if (places === undefined) this.#stages.set(stage, [place]);
      else places.push(place);
    }
  }
}

function markOf({ ino, mtime, size }: Deno.FileInfo): Mark {
  return { inode: ino, modified: mtime?.getTime() ?? 0, size };
}

function readExactly(file: Deno.FsFile, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const read = file.readSync(bytes.subarray(at));
    if (read === null) break;
    at += read;
  }
  return bytes.subarray(0, at);
}
