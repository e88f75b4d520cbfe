/**
 * The log of a stage's process: a file that is bounded, and its last words.
 *
 * @module
 */

import { lineEnd } from "./lines.ts";

/** How much of a log is kept, in bytes. */
export interface Bounds {
  /** Of its beginning. */
  readonly head: number;
  /** Of its end; twice as much while it is written. */
  readonly tail: number;
}

const bounds: Bounds = { head: 2 ** 23, tail: 2 ** 23 };

/** How many of its last bytes can hold the last words. */
const recentBytes = 2 ** 17;
/** How many of the last lines that say something are its last words. */
const tailLength = 12;
/** The most of one line that is shown, in UTF-16 units. */
const shownLength = 2 ** 12;
/** The most lines that are told in one `interval`. */
const mostTold = 100;
/** In milliseconds. */
const interval = 50;

/**
 * Lines that say nothing to who only wants to know what went wrong: stack
 * frames and the collector's trace. They are in the log.
 */
const noise = /^\s*$|^\s+at |^\[\d+:0x|^#$|^<--- |^=====|^\s+\/.*\[0x/;

/** A log that is written. */
export class StageLog {
  readonly #file: Deno.FsFile;
  readonly #bounds: Bounds;
  readonly #told: (line: string) => void;
  /** Where the beginning ends; null while it is not full. */
  #headEnd: number | null = null;
  /** Where the next byte goes. */
  #end: number;
  #leftOut = 0;
  /** How long the line is that says how much is left out. */
  #noteLength = 0;
  /** The last blocks that were written. */
  #recent: Uint8Array[] = [];
  #recentLength = 0;
  #toldSince = -Infinity;
  #toldCount = 0;

  /**
   * Opens a log, and goes on with one that is there.
   *
   * @param told Hears lines as they come, but not all of very many: what is
   * shown of a log while it is written need not hold up who writes it.
   */
  constructor(path: string, told: (line: string) => void, kept = bounds) {
    this.#file = Deno.openSync(path, { read: true, write: true, create: true });
    this.#end = this.#file.seekSync(0, Deno.SeekMode.End);
    this.#told = told;
    this.#bounds = kept;
  }

  /** Writes whole lines. */
  write(lines: Uint8Array): void {
    try {
      this.#keep(lines);
    } catch {
      // A full disk must not hide what the stage itself has to say.
    }
    // A copy: a view would keep the whole buffer that it was read into.
    this.#recent.push(lines.slice());
    this.#recentLength += lines.length;
    while (this.#recentLength - this.#recent[0]!.length >= recentBytes) {
      this.#recentLength -= this.#recent.shift()!.length;
    }
    this.#tell(lines);
  }

  /** Writes one line. */
  writeLine(line: string): void {
    this.write(new TextEncoder().encode(`${line}\n`));
  }

  /** The last lines, frames and traces among them. */
  last(): string[] {
    const decoder = new TextDecoder();
    const lines = this.#recent.map((part) => decoder.decode(part)).join("")
      .split("\n").map((line) => line.slice(0, shownLength));
    if (lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** The last of the last lines that say what went wrong. */
  tail(): string[] {
    return this.last().filter((line) => !noise.test(line)).slice(-tailLength);
  }

  /** Closes the file, with no more than the bounds in it. */
  close(): void {
    try {
      if (this.#end - this.#tailStart() > this.#bounds.tail) this.#shorten();
    } catch {
      // What is too much stays.
    }
    this.#file.close();
  }

  #tailStart(): number {
    return this.#headEnd ?? Infinity;
  }

  #append(bytes: Uint8Array): void {
    this.#file.seekSync(this.#end, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) {
      const written = this.#file.writeSync(bytes.subarray(at));
      at += written;
      this.#end += written;
    }
  }

  #keep(lines: Uint8Array): void {
    this.#append(lines);
    if (this.#headEnd === null && this.#end >= this.#bounds.head) {
      this.#headEnd = this.#end;
    }
    if (this.#end - this.#tailStart() > 2 * this.#bounds.tail) this.#shorten();
  }

  /** Moves the end of the log to its beginning's end. */
  #shorten(): void {
    const start = this.#tailStart();
    const kept = new Uint8Array(this.#bounds.tail);
    const from = this.#end - kept.length;
    this.#file.seekSync(from, Deno.SeekMode.Start);
    let read = 0;
    while (read < kept.length) {
      const more = this.#file.readSync(kept.subarray(read));
      if (more === null) break;
      read += more;
    }
    const whole = kept.subarray(kept.indexOf(lineEnd) + 1, read);
    this.#leftOut += this.#end - start - this.#noteLength - whole.length;
    const note = new TextEncoder().encode(
      `[${(this.#leftOut / 2 ** 20).toFixed(1)} MiB are left out here]\n`,
    );
    this.#end = start;
    this.#append(note);
    this.#append(whole);
    this.#file.truncateSync(this.#end);
    this.#noteLength = note.length;
  }

  #tell(lines: Uint8Array): void {
    const now = performance.now();
    if (now - this.#toldSince > interval) {
      this.#toldSince = now;
      this.#toldCount = 0;
    }
    for (let at = 0; at < lines.length && this.#toldCount < mostTold;) {
      const end = lines.indexOf(lineEnd, at);
      const line = lines.subarray(at, end < 0 ? lines.length : end);
      this.#told(
        new TextDecoder().decode(line.subarray(0, 4 * shownLength))
          .slice(0, shownLength),
      );
      this.#toldCount++;
      at += line.length + 1;
    }
  }
}
