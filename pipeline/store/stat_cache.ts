/**
 * What files outside the store looked like when they were hashed: size, times
 * and inode beside the digest, so that what has not been touched need not be
 * read again. One file of `stat/` for each source; derived, and deletable at
 * any time. A damaged one is as good as none.
 *
 * It is a fast path, never a verdict. Deno cuts modification times to
 * milliseconds and change times to seconds, so a file can be written twice
 * and look the same. An entry is therefore believed only if the file had been
 * left alone for a while when it was hashed, as git's index does it.
 *
 * @module
 */

import { join } from "node:path";
import type { Digest } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import { writeAside } from "./files.ts";
import { lookAt, type Seen, stillSame } from "./look.ts";

/** All that was seen of one source. */
export interface Snapshot {
  /** The digest of the source: a file's own, or that of a folder's tree. */
  readonly digest: Digest;
  /** Bytes, of all files together. */
  readonly size: number;
  readonly seen: readonly Seen[];
}

const opening = "juice stat/1 ";
/** Numbers of an entry: size, modified, changed, inode, device, at. */
const width = 6;

/** A snapshot as bytes: a checksum, the number of entries, then columns. */
function render({ digest, size, seen }: Snapshot): Uint8Array<ArrayBuffer> {
  const numbers = new Float64Array(2 + seen.length * width);
  numbers[0] = seen.length;
  numbers[1] = size;
  for (const [i, one] of seen.entries()) {
    const { modified, changed, inode, device, at } = one;
    numbers.set(
      [one.size, modified, changed, inode, device, at],
      2 + i * width,
    );
  }
  const texts = new TextEncoder().encode([
    digest,
    ...seen.map(({ digest }) => digest ?? ""),
    // No path holds this character.
    ...seen.map(({ path }) => path),
  ].join("\0"));
  const body = new Uint8Array(numbers.byteLength + texts.length);
  body.set(new Uint8Array(numbers.buffer));
  body.set(texts, numbers.byteLength);
  const head = new TextEncoder().encode(opening + sha256(body) + digest);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

const headLength = opening.length + 2 * 64;

/**
 * A snapshot as it was read. What it saw is only made into objects where
 * something has changed: to make 100,000 takes as long as to look at them all.
 */
export class KnownSnapshot implements Snapshot {
  readonly #numbers: Float64Array;
  readonly #texts: readonly string[];
  #seen: readonly Seen[] | null = null;

  constructor(
    readonly digest: Digest,
    readonly size: number,
    numbers: Float64Array,
    texts: readonly string[],
  ) {
    this.#numbers = numbers;
    this.#texts = texts;
  }

  get seen(): readonly Seen[] {
    return this.#seen ??= Array.from(
      { length: this.#numbers.length / width },
      (_, i) => this.#at(i),
    );
  }

  #at(i: number): Seen {
    const count = this.#numbers.length / width;
    const column = i * width, digest = this.#texts[i]!;
    const numbers = this.#numbers;
    return {
      path: this.#texts[count + i]!,
      isFolder: digest === "",
      size: numbers[column]!,
      modified: numbers[column + 1]!,
      changed: numbers[column + 2]!,
      inode: numbers[column + 3]!,
      device: numbers[column + 4]!,
      at: numbers[column + 5]!,
      digest: digest === "" ? null : digest as Digest,
    };
  }

  /**
   * Whether everything looks as it did. A folder looks different once a name
   * is added to it or taken away, so that no folder has to be listed.
   *
   * @throws What the system throws for a path that is gone.
   */
  isUnchanged(source: string, now: number): boolean {
    for (let i = 0; i < this.#numbers.length / width; i++) {
      const seen = this.#at(i);
      const path = seen.path === "" ? source : `${source}/${seen.path}`;
      const look = lookAt(path);
      if (look === null || !stillSame(seen, look, now)) return false;
    }
    return true;
  }
}

/** The snapshot in a file's bytes; null if they are not exactly as written. */
function parse(bytes: Uint8Array): KnownSnapshot | null {
  const head = new TextDecoder().decode(bytes.subarray(0, headLength));
  const digest = head.slice(-64) as Digest;
  // A copy, because columns of numbers have to begin at a multiple of eight.
  const body = bytes.slice(headLength);
  if (head !== opening + sha256(body) + digest) return null;
  const [count = 0, size = 0] = new Float64Array(body.buffer, 0, 2);
  const numbers = new Float64Array(body.buffer, 16, count * width);
  const texts = new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(body.subarray(16 + numbers.byteLength)).split("\0");
  // The head has it for who only wants a first guess.
  if (texts.shift() !== digest) return null;
  return new KnownSnapshot(digest, size, numbers, texts);
}

/** The snapshots of a store's sources, by the sources' absolute paths. */
export class StatCache {
  readonly #folder: string;

  constructor(root: string) {
    this.#folder = join(root, "stat");
  }

  #path(source: string): string {
    return join(this.#folder, sha256(source));
  }

  /** What was seen of a source last; null if that is not known. */
  read(source: string): KnownSnapshot | null {
    try {
      return parse(Deno.readFileSync(this.#path(source)));
    } catch {
      return null;
    }
  }

  /** The digest that a source had last. A guess: it is not checked. */
  lastDigest(source: string): Digest | null {
    try {
      using file = Deno.openSync(this.#path(source), { read: true });
      const head = new Uint8Array(headLength);
      file.readSync(head);
      const digest = new TextDecoder().decode(head).slice(-64);
      return isDigest(digest) ? digest : null;
    } catch {
      return null;
    }
  }

  /**
   * Keeps what was seen of a source. It is written aside and renamed, but not
   * synced: what a crash leaves fails its checksum.
   */
  write(source: string, snapshot: Snapshot): void {
    const path = this.#path(source);
    try {
      Deno.mkdirSync(this.#folder, { recursive: true });
      const aside = writeAside(path, render(snapshot), { sync: false });
      try {
        Deno.renameSync(aside.path, path);
      } finally {
        aside.discard();
      }
    } catch {
      // In a store that cannot be written all is hashed each time, which is
      // slower and no less right.
    }
  }
}
