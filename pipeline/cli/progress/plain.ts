/**
 * Progress where the output is no terminal: one line when a stage starts, one
 * when it ends. Stages that are cached or skipped make no lines; the summary
 * counts them.
 *
 * @module
 */

import type { RunEvent, StageOutcome } from "../../run/event.ts";
import { clip, duration, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Terminal } from "../terminal.ts";
import { outcomeWord, waits } from "../words.ts";

/** What a command feeds a run's events to. */
export interface Progress {
  event(event: RunEvent): void;
  /** Ends the display; nothing of it stays on the screen that is not a line. */
  stop(): void;
}

/** Plain lines. */
export class PlainProgress implements Progress {
  readonly #total: number;
  readonly #terminal: Terminal;
  #ended = 0;

  constructor(terminal: Terminal, total: number) {
    this.#terminal = terminal;
    this.#total = total;
  }

  event(event: RunEvent): void {
    if (event.type === "stage-ended") this.#ended++;
    const line = describe(event);
    if (line === null) return;
    const ended = String(this.#ended).padStart(String(this.#total).length);
    const text = `[${ended}/${this.#total}] ${harmless(line)}`;
    const long = event.type === "stage-warning";
    const lines = long ? hang(text, this.#terminal.columns) : [text];
    this.#terminal.err(lines.join("\n"));
  }

  stop(): void {}
}

/** Breaks a text into lines, of which all but the first are indented. */
export function hang(text: string, columns: number): string[] {
  return wrap(text, columns - 2).map((line, i) => i === 0 ? line : `  ${line}`);
}

/** The first reason; a line is no place for all of them. */
function reasonText([first, ...rest]: readonly string[]): string {
  if (first === undefined) return "";
  return ` (${first}${rest.length > 0 ? `, and ${rest.length} more` : ""})`;
}

/** An event's line, or null for one that makes none. */
function describe(event: RunEvent): string | null {
  switch (event.type) {
    case "stage-started":
      return `${event.name}: started` + reasonText(event.why);
    case "stage-waiting":
      return `${event.name}: ${waits.forHolder(event.holder)}`;
    case "stage-warning":
      return warningText(event);
    case "stage-ended":
      return endedLine(event.outcome);
    default:
      return null;
  }
}

/** What a stage's warning says, however long. */
export function warningText(
  { name, message }: Extract<RunEvent, { type: "stage-warning" }>,
): string {
  return `${name}: warning: ${message}`;
}

/**
 * The line of a stage that has ended; null for one that makes none.
 *
 * @param columns How long it may be; where it is longer, the name is cut.
 */
export function endedLine(
  outcome: StageOutcome,
  columns = Infinity,
): string | null {
  const word = outcomeWord(outcome);
  // One failure can skip a hundred stages: the summary counts them.
  if (word === "cached" || word === "skipped") return null;
  const took = duration(outcome.seconds);
  const text = word === "done"
    ? `done in ${took}`
    : word === "failed"
    ? `failed after ${took}`
    : word;
  return `${clip(outcome.name, columns - text.length - 2)}: ${text}`;
}
