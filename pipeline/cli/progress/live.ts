/**
 * Progress on a terminal: a block at the bottom that is redrawn, with a bar,
 * a rate and the time left for each stage that runs.
 *
 * @module
 */

import type { RunEvent } from "../../run/event.ts";
import { clip, duration, width } from "../format.ts";
import type { Style, Terminal } from "../terminal.ts";
import { describe, type Progress } from "./plain.ts";
import { rate, type Running, RunState, timeLeft } from "./state.ts";

/** The most stages that are drawn; more are counted. */
const maxStages = 8;
const barColumns = 12;

function bar(share: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * barColumns * 8);
  const full = Math.floor(eighths / 8), part = eighths % 8;
  const tip = part === 0 ? "" : "▏▎▍▌▋▊▉"[part - 1]!;
  return ("█".repeat(full) + tip).padEnd(barColumns, "·");
}

/** A rate with three digits: `0.52`, `23.1`, `840`. */
function number(value: number): string {
  return value >= 100
    ? String(Math.round(value))
    : value.toFixed(value >= 10 ? 1 : 2);
}

function stageLine(
  stage: Running,
  now: number,
  names: number,
  columns: number,
  style: Style,
): string {
  const name = clip(stage.name, names).padEnd(names);
  const since = duration((now - stage.startedAt) / 1000);
  let bars = "", detail: string;
  if (stage.holder !== null) detail = `waits for ${stage.holder}`;
  else if (stage.total <= 0) detail = since;
  else {
    bars = bar(stage.done / stage.total) + "  ";
    const perSecond = rate(stage), left = timeLeft(stage, now);
    const counted = `${stage.done}/${stage.total} ${stage.unit}`.trimEnd();
    detail = counted +
      (perSecond === null ? "" : `  ${number(perSecond)}/s`) +
      (left === null ? "" : `  ${duration(left)} left`);
  }
  const room = columns - 2 - names - 2 - width(bars);
  return `  ${name}  ${style.green(bars)}${clip(detail, room)}`;
}

/** Draws the block. Every line fits `columns`. */
export function drawBlock(
  state: RunState,
  now: number,
  columns: number,
  style: Style,
): string[] {
  const running = [...state.running.values()];
  const waiting = state.total - state.ended - running.length;
  const parts = [
    `${state.ran} done`,
    `${state.cached} cached`,
    `${running.length} running`,
    `${waiting} to go`,
    ...(state.failed > 0 ? [`${state.failed} failed`] : []),
    duration((now - state.startedAt) / 1000),
  ];
  const lines = [style.dim(clip(parts.join(" · "), columns))];
  const shown = running.slice(0, maxStages);
  const names = Math.min(
    28,
    Math.max(0, ...shown.map(({ name }) => width(name))),
  );
  for (const stage of shown) {
    lines.push(stageLine(stage, now, names, columns, style));
  }
  if (running.length > shown.length) {
    lines.push(`  and ${running.length - shown.length} more`);
  }
  return lines;
}

/** A clock and a timer, given from outside so that tests hold them. */
export interface Clock {
  /** Milliseconds from any fixed point. */
  now(): number;
  /** Calls back every so many milliseconds until the result is called. */
  every(milliseconds: number, call: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, call) {
    const id = setInterval(call, milliseconds);
    Deno.unrefTimer(id);
    return () => clearInterval(id);
  },
};

/** The redrawn block. */
export class LiveProgress implements Progress {
  readonly #terminal: Terminal;
  readonly #state: RunState;
  readonly #clock: Clock;
  readonly #cancel: () => void;
  #drawn = 0;

  constructor(terminal: Terminal, total: number, clock: Clock = systemClock) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#state = new RunState(total, clock.now());
    this.#cancel = clock.every(100, () => this.#draw());
  }

  event(event: RunEvent): void {
    this.#state.take(event, this.#clock.now());
    // Finished and failed stages scroll by above the block.
    if (event.type !== "stage-ended") return;
    const line = describe(event);
    if (line === null) return;
    const style = this.#terminal.errStyle;
    const colour = event.outcome.status === "ran" ? style.dim : style.red;
    this.#erase();
    this.#terminal.err(colour(clip(line, this.#terminal.columns)));
    this.#draw();
  }

  stop(): void {
    this.#cancel();
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#terminal.raw(`\x1b[${this.#drawn}A\r\x1b[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    const lines = drawBlock(
      this.#state,
      this.#clock.now(),
      this.#terminal.columns,
      this.#terminal.errStyle,
    );
    // One write, so that the block does not flicker.
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A\r\x1b[J` : "";
    this.#terminal.raw(up + lines.join("\n") + "\n");
    this.#drawn = lines.length;
  }
}
