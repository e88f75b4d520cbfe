/**
 * Progress on a terminal: a block at the bottom that is redrawn in place, with
 * all stages as a tree. Stages that have ended scroll by above it.
 *
 * @module
 */

import type { RunEvent } from "../../run/event.ts";
import { width } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Terminal } from "../terminal.ts";
import { drawFrame, type Size } from "./draw.ts";
import type { Estimate } from "./estimate.ts";
import { endedLine, hang, type Progress, warningText } from "./plain.ts";
import type { KnownStage } from "./state.ts";
import { StageTree } from "./tree.ts";

/** A clock and a timer, given from outside so that tests hold them. */
export interface Clock {
  /** Milliseconds from any fixed point. */
  now(): number;
  /** Calls back every so many milliseconds until the result is called. */
  every(milliseconds: number, call: () => void): () => void;
}

/** The machine's own clock. */
const systemClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, call) {
    const id = setInterval(call, milliseconds);
    Deno.unrefTimer(id);
    return () => clearInterval(id);
  },
};

/** Milliseconds between two frames. */
const pause = 100;

/**
 * A terminal that gets narrower wraps what is on it at once, but its new size
 * may be known only later. Frames that are drawn in between are too wide. Were
 * they wrapped, too, nobody would know how far below the block's beginning the
 * cursor is then; cut off, they leave it where it was. What a terminal moves
 * into its scrollback while it wraps is out of reach, and stays there.
 */
const unwrapped = "\x1b[?7l", wrapped = "\x1b[?7h";

/** How many rows lines take that were drawn before the columns changed. */
function rowsTaken(lines: readonly number[], columns: number): number {
  const rows = lines.map((taken) => Math.max(1, Math.ceil(taken / columns)));
  return rows.reduce((sum, n) => sum + n, 0);
}

/** The redrawn block. */
export class LiveProgress implements Progress {
  readonly #terminal: Terminal;
  readonly #tree: StageTree;
  readonly #estimate: Estimate | null;
  readonly #clock: Clock;
  readonly #cancel: () => void;
  /** Lines of ended stages that are not printed yet. */
  #scrolling: string[] = [];
  /** The columns that each line on the screen takes. */
  #drawn: number[] = [];
  #last = "";
  #lastSize: Size | null = null;

  constructor(
    terminal: Terminal,
    stages: readonly KnownStage[],
    estimate: Estimate | null = null,
    clock: Clock = systemClock,
  ) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#estimate = estimate;
    this.#tree = new StageTree(stages, clock.now());
    this.#cancel = clock.every(pause, () => this.#draw());
  }

  event(event: RunEvent): void {
    this.#tree.state.take(event, this.#clock.now());
    const { columns } = this.#terminal.size();
    const style = this.#terminal.errStyle;
    if (event.type === "stage-warning") {
      const lines = hang(harmless(warningText(event)), columns - 1);
      this.#scrolling.push(...lines.map(style.yellow));
    }
    if (event.type !== "stage-ended") return;
    const line = endedLine(event.outcome, columns - 1);
    if (line === null) return;
    const colour = event.outcome.status === "ran" ? style.dim : style.red;
    // They wait for the next frame: a thousand at once are one write.
    this.#scrolling.push(colour(line));
  }

  stop(): void {
    this.#cancel();
    this.#write([]);
  }

  #draw(): void {
    const now = this.#clock.now();
    const { state } = this.#tree;
    const left = this.#estimate?.secondsLeft(state, now) ?? null;
    const size = this.#terminal.size();
    const style = this.#terminal.errStyle;
    this.#write(drawFrame(this.#tree, now, left, size, style));
  }

  /** Replaces the block, in one write. Nothing is cleared before it is drawn. */
  #write(lines: readonly string[]): void {
    const size = this.#terminal.size();
    const text = lines.join("\n");
    const same = text === this.#last && this.#scrolling.length === 0 &&
      size.columns === this.#lastSize?.columns;
    if (same) return;
    // Where the terminal got narrower, what was drawn now takes more rows.
    const up = rowsTaken(this.#drawn, size.columns);
    const begin = up > 0 ? `\x1b[${Math.min(up, size.rows)}A\r` : "";
    const shown = [...this.#scrolling, ...lines]
      .map((line) => `${line}\x1b[K\n`).join("");
    this.#terminal.raw(`${unwrapped}${begin}${shown}\x1b[J${wrapped}`);
    this.#scrolling = [];
    this.#drawn = lines.map(width);
    this.#last = text;
    this.#lastSize = size;
  }
}
