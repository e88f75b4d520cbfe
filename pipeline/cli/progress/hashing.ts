/**
 * Progress of hashing a whole store: one line on a terminal, nothing elsewhere.
 *
 * @module
 */

import { bytes } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { bar, roughly } from "./draw.ts";

/** How much there is to hash. */
interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

/** Milliseconds between two drawings, and before the first. */
const pause = 100, first = 500;
/** Seconds before what is left is guessed. */
const guessAfter = 2;

/** A line that tells how far hashing has come. */
export class HashingProgress {
  readonly #terminal: Terminal;
  readonly #all: Amount;
  readonly #start: number;
  #next: number;
  #shown = false;

  constructor(terminal: Terminal, all: Amount, now = performance.now()) {
    this.#terminal = terminal;
    this.#all = all;
    this.#start = now;
    this.#next = now + first;
  }

  /** Says what has been hashed so far. */
  update(objects: number, hashed: number, now = performance.now()): void {
    if (!this.#terminal.live || now < this.#next) return;
    this.#next = now + pause;
    this.#shown = true;
    const all = this.#all;
    const seconds = (now - this.#start) / 1000;
    const rate = hashed / seconds;
    const left = (all.bytes - hashed) / rate;
    const parts = [
      `Hashing ${bar(hashed / Math.max(1, all.bytes), 12)}`,
      `${objects}/${all.objects} objects`,
      `${bytes(hashed)} of ${bytes(all.bytes)}`,
      `${bytes(rate)}/s`,
      ...(seconds < guessAfter || left <= 0 ? [] : [`${roughly(left)} left`]),
    ];
    while (parts.join(" · ").length > this.#terminal.size().columns - 1) {
      parts.pop();
    }
    this.#terminal.raw(`\r\x1b[K${parts.join(" · ")}`);
  }

  /** Takes the line away. */
  stop(): void {
    if (this.#shown) this.#terminal.raw("\r\x1b[K");
  }
}
