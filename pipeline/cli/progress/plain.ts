/**
 * Progress where the output is no terminal: one line when a stage starts, one
 * when it ends. Stages that are cached or skipped make no lines; the summary
 * counts them.
 *
 * @module
 */

import type { RunEvent } from "../../run/event.ts";
import { duration } from "../format.ts";
import type { Terminal } from "../terminal.ts";
import { RunState } from "./state.ts";

/** What a command feeds a run's events to. */
export interface Progress {
  event(event: RunEvent): void;
  /** Ends the display; nothing of it stays on the screen that is not a line. */
  stop(): void;
}

/** Plain lines. */
export class PlainProgress implements Progress {
  readonly #state: RunState;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, total: number) {
    this.#terminal = terminal;
    this.#state = new RunState(total, 0);
  }

  event(event: RunEvent): void {
    this.#state.take(event, 0);
    const line = describe(event);
    if (line === null) return;
    const digits = String(this.#state.total).length;
    const ended = String(this.#state.ended).padStart(digits);
    this.#terminal.err(`[${ended}/${this.#state.total}] ${line}`);
  }

  stop(): void {}
}

/** The first reason; a line is no place for all of them. */
function reasonText([first, ...rest]: readonly string[]): string {
  if (first === undefined) return "";
  return ` (${first}${rest.length > 0 ? `, and ${rest.length} more` : ""})`;
}

/** An event's line, or null for one that makes none. */
export function describe(event: RunEvent): string | null {
  switch (event.type) {
    case "stage-started":
      return `${event.name}: started` +
        reasonText(event.why);
    case "stage-waiting":
      return `${event.name}: waits for ${event.holder}`;
    case "stage-ended": {
      const { name, status, seconds, failure } = event.outcome;
      // One failure can skip a hundred stages: the summary counts them.
      if (status === "cached" || status === "skipped") return null;
      if (status === "ran") return `${name}: done in ${duration(seconds)}`;
      if (failure?.reason === "interrupted") return `${name}: stopped`;
      return `${name}: failed after ${duration(seconds)}`;
    }
    default:
      return null;
  }
}
