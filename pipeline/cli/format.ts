/**
 * How quantities and texts are written for a person.
 *
 * @module
 */

import stringWidth from "string-width";

/** A duration: `0.4 s`, `12 s`, `2 min 05 s`, `1 h 03 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pad = (n: number) => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** A size in decimal units: `512 B`, `1.2 kB`, `34 MB`. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count, unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A number of things: `1 stage`, `3 stages`. */
export function count(n: number, one: string, more = one + "s"): string {
  return `${n} ${n === 1 ? one : more}`;
}

/** What takes one column a character; the rest is looked at closely. */
const plain = /^[\x20-\x7e]*$/;

/** The number of columns that a text takes on a terminal. */
export function width(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * The longest beginning of a text that takes at most `columns`, without
 * tearing a character apart.
 */
export function head(text: string, columns: number): string {
  if (plain.test(text)) return text.slice(0, Math.max(0, columns));
  let taken = 0, end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    taken += width(segment);
    if (taken > columns) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** The longest end of a text that takes at most `columns`; see {@linkcode head}. */
export function tail(text: string, columns: number): string {
  let taken = 0, start = text.length;
  for (const { segment, index } of [...graphemes.segment(text)].reverse()) {
    taken += width(segment);
    if (taken > columns) break;
    start = index;
  }
  return text.slice(start);
}

/** Cuts a text to a number of columns, with `…` where something is missing. */
export function clip(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return columns < 1 ? "" : head(text, columns - 1) + "…";
}

/**
 * Breaks a line wherever it is full into at most so many, with `…` at the end
 * where more would be needed.
 */
export function fold(line: string, columns: number, most: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (width(rest) > columns && lines.length < most - 1) {
    // A character that is wider than a line must not hold it up.
    const part = head(rest, columns) || rest.slice(0, 1);
    lines.push(part);
    rest = rest.slice(part.length);
  }
  return [...lines, clip(rest, columns)];
}

/**
 * Breaks a text at spaces into lines of at most `columns`, each behind
 * `indent`. A word that is longer than a line stays whole, so that digests and
 * paths can be copied.
 */
export function wrap(text: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line === "") line = word;
      else if (width(indent + line) + 1 + width(word) <= columns) {
        line += " " + word;
      } else {
        lines.push(indent + line);
        line = word;
      }
    }
    lines.push(indent + line);
  }
  return lines;
}

/**
 * The beginning of a text as at most so many lines, broken at spaces, with `…`
 * where there is more; also of a word that is longer than a line.
 */
export function brief(
  text: string,
  columns: number,
  most: number,
  indent = "",
): string[] {
  const lines = wrap(text, columns, indent);
  const shown = lines.slice(0, most);
  if (lines.length > most) shown[most - 1] += " …";
  return shown.map((line) => clip(line, columns));
}

/** A time to the minute, in UTC, of one as ISO 8601. */
export function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
