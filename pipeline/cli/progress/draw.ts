/**
 * Drawing a frame of the live display: the overall line and the tree, fitted
 * to a terminal's rows and columns.
 *
 * @module
 */

import { clip, duration, head, width } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Style } from "../terminal.ts";
import { countTexts, waits, type WordCounts } from "../words.ts";
import { type Row, rowsOf } from "./layout.ts";
import {
  hasEnded,
  rate,
  type Running,
  type RunState,
  type StageState,
  timeLeft,
} from "./state.ts";
import type { StageTree } from "./tree.ts";

/** A terminal's size. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A bar of so many columns. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  const full = Math.floor(eighths / 8), part = eighths % 8;
  const tip = part === 0 ? "" : "▏▎▍▌▋▊▉"[part - 1]!;
  return ("█".repeat(full) + tip).padEnd(columns, "·");
}

/** A rate with three digits: `0.52`, `23.1`, `840`. */
function number(value: number): string {
  return value >= 100
    ? String(Math.round(value))
    : value.toFixed(value >= 10 ? 1 : 2);
}

/** An estimate without digits that nobody knows: `40 s`, `3 min`, `2 h`. */
export function roughly(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 55) return `${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  const hours = seconds / 3600;
  return `${
    hours < 10 ? hours.toFixed(1).replace(/\.0$/, "") : Math.round(hours)
  } h`;
}

/** Joins parts by ` · ` into as few lines as hold them, at most `most`. */
function flow(parts: readonly string[], columns: number, most: number) {
  const lines: string[] = [];
  for (const part of parts) {
    const joined = lines.length > 0 ? `${lines.at(-1)} · ${part}` : part;
    if (lines.length === 0) lines.push(part);
    else if (width(joined) <= columns) lines[lines.length - 1] = joined;
    else if (lines.length < most) lines.push(part);
  }
  return lines.map((line) => clip(line, columns));
}

/** What a stage that runs shows, from the fullest form to the shortest. */
function* progressForms(
  running: Running,
  now: number,
  style: Style,
): Generator<readonly [text: string, columns: number]> {
  const since = duration((now - running.startedAt) / 1000);
  if (running.total > 0) {
    const share = running.done / running.total;
    const counted = harmless(
      `${running.done}/${running.total} ${running.unit}`,
    ).trimEnd();
    const perSecond = rate(running), left = timeLeft(running, now);
    const speed = perSecond === null ? "" : `  ${number(perSecond)}/s`;
    const rest = left === null ? "" : `  ${duration(left)} left`;
    for (
      const [columns, text] of [
        [12, counted + speed + rest],
        [12, counted + rest],
        [6, counted + rest],
        [6, rest.trimStart() || counted],
      ] as const
    ) {
      const drawn = `${style.green(bar(share, columns))}  ${text}`;
      yield [drawn, columns + 2 + width(text)];
    }
    if (rest !== "") yield [rest.trimStart(), width(rest.trimStart())];
  }
  // Nothing counted yet: a bare time would not say of what.
  const alone = running.total > 0 ? since : `running for ${since}`;
  yield [alone, width(alone)];
  if (alone !== since) yield [since, width(since)];
}

/** Why a stage does not run yet: a stage that runs is the best reason. */
function waitsFor(stage: StageState, { stages }: RunState): string {
  if (stage.holder !== null) return waits.forHolder(stage.holder);
  let first: StageState | null = null;
  for (const name of stage.needs) {
    const needed = stages.get(name);
    if (needed === undefined || hasEnded(needed)) continue;
    if (needed.word === "running") return waits.forStage(name);
    first ??= needed;
  }
  return first === null ? waits.forRoom : waits.forStage(first.name);
}

/** What stands behind a stage's name. */
function stageText(
  stage: StageState,
  state: RunState,
  now: number,
  columns: number,
  style: Style,
): string {
  const { word, running } = stage;
  if (running !== null) {
    for (const [text, taken] of progressForms(running, now, style)) {
      if (taken <= columns) return text;
    }
    return "";
  }
  if (word === "waiting") {
    return style.dim(clip(harmless(waitsFor(stage, state)), columns));
  }
  const text = word === "done" ? `done in ${duration(stage.seconds)}` : word;
  const colour = word === "failed" ? style.red : style.dim;
  return colour(clip(text, columns));
}

/** Counts of a group; red where something in it failed. */
function countsText(
  counts: WordCounts,
  columns: number,
  style: Style,
): string {
  const [line = ""] = flow(countTexts(counts), columns, 1);
  return (counts.failed ?? 0) > 0 ? style.red(line) : style.dim(line);
}

/** The least that is shown of a name. */
const leastLabel = 8;
/** What the fullest form of a stage's progress takes, more or less. */
const fullDetail = 46;

function drawRow(
  row: Row,
  names: number,
  tree: StageTree,
  now: number,
  columns: number,
  style: Style,
): string {
  const room = columns - names - 2;
  // In a tree deeper than its column is wide, some of the label is left.
  const least = Math.min(leastLabel, width(row.label));
  const lead = head(row.lead, names - least);
  const label = clip(row.label, names - width(lead));
  const shown = row.type === "stage"
    ? stageText(row.stage, tree.state, now, room, style)
    : countsText(row.counts, room, style);
  const strong = row.type === "stage" && row.stage.running !== null;
  const name = lead + (strong ? style.bold(label) : label);
  const gap = " ".repeat(names - width(lead) - width(label) + 2);
  return shown === "" ? name : name + gap + shown;
}

/** The overall line, which takes two on a narrow terminal. */
function overall(
  tree: StageTree,
  now: number,
  left: number | null,
  size: Size,
): string[] {
  const parts = [
    ...countTexts(tree.root.counts),
    duration((now - tree.state.startedAt) / 1000),
    ...(left === null ? [] : [`about ${roughly(left)} left`]),
  ];
  return flow(parts, size.columns, size.rows > 4 ? 2 : 1);
}

/**
 * Draws a frame: at most two thirds of the terminal's rows, so that what has
 * ended can be seen above, and no line as wide as the terminal, because what
 * comes behind its last column is not the same everywhere.
 *
 * @param now Milliseconds of the display's clock.
 * @param left Seconds until the run's end; null where that is not known.
 */
export function drawFrame(
  tree: StageTree,
  now: number,
  left: number | null,
  size: Size,
  style: Style,
): string[] {
  const columns = Math.max(1, size.columns - 1);
  const room = Math.max(1, Math.floor(size.rows * 2 / 3));
  const summary = overall(tree, now, left, { columns, rows: size.rows });
  const rows = rowsOf(tree, room - summary.length);
  const widest = Math.max(0, ...rows.map((r) => width(r.lead + r.label)));
  // On a wide terminal names have what progress leaves; on a narrow one the
  // two share it.
  const most = Math.max(Math.floor(columns * 0.45), columns - fullDetail);
  const names = Math.min(widest, most);
  return [
    ...summary.map((line) => style.dim(line)),
    ...rows.map((row) => drawRow(row, names, tree, now, columns, style)),
  ];
}
