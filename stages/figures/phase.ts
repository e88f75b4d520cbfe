/**
 * Phase diagrams: base ratio against demonstration ratio, with a verdict and a
 * number in each field, and the line on which the base and the demonstrations
 * are of one quality.
 *
 * @module
 */

import { escape } from "../../web/html.ts";
import { short } from "../../web/report/number.ts";
import type { Figure, LegendEntry, Panel } from "./figure.ts";
import { grid, ink, muted, paper } from "./palette.ts";
import { panelTitle } from "./parts.ts";
import { fontSize } from "./theme.ts";

/** One field of a diagram. */
export interface PhaseField {
  readonly baseRatio: number;
  readonly ratio: number;
  /** Lines of text, the first one strong where the field has a colour. */
  readonly lines: readonly string[];
  /** How many of the lines, from the first, stand back. None unless told. */
  readonly quiet?: number;
  /** What distinguishes the field; none where nothing is distinguished. */
  readonly color: string | undefined;
}

/** One diagram. */
export interface PhaseDiagram {
  readonly title: string;
  /** At least one. */
  readonly fields: readonly PhaseField[];
}

const width = 380;
const left = 56;
const top = 30;
const fieldHeight = 66;
const lineHeight = 14;

/** Draws the figure. */
export function phaseFigure(
  figure: Pick<Figure, "name" | "title" | "caption" | "data">,
  diagrams: readonly PhaseDiagram[],
  legend: readonly LegendEntry[],
): Figure {
  return { ...figure, panels: diagrams.map(panel), columns: 2, legend };
}

function panel({ title, fields }: PhaseDiagram): Panel {
  const ratios = ascending(fields.map(({ ratio }) => ratio));
  const bases = ascending(fields.map(({ baseRatio }) => baseRatio));
  const fieldWidth = (width - left) / ratios.length;
  const plotHeight = bases.length * fieldHeight;
  const x = (ratio: number) =>
    left + (between(ratios, ratio) + 0.5) * fieldWidth;
  const y = (base: number) =>
    top + plotHeight - (between(bases, base) + 0.5) * fieldHeight;
  const drawn = fields.map((field) =>
    drawField(field, x(field.ratio), y(field.baseRatio), fieldWidth)
  );
  const ratioNames = ratios.map((ratio) =>
    label(x(ratio), top + plotHeight + 15, short(ratio), "middle")
  );
  const baseNames = bases.map((base) =>
    label(left - 8, y(base) + 4, short(base), "end")
  );
  return {
    title,
    width,
    height: top + plotHeight + 40,
    body: [
      panelTitle(title),
      ...drawn.map(({ fill }) => fill),
      sameQuality(ratios, bases, x, y, fieldWidth),
      ...drawn.map(({ text }) => text),
      ...ratioNames,
      ...baseNames,
      label(
        left + (width - left) / 2,
        top + plotHeight + 33,
        "ratio: low-quality share of the demonstrations",
        "middle",
        ink,
      ),
      `<text transform="translate(11,${
        top + plotHeight / 2
      }) rotate(-90)" text-anchor="middle" fill="${ink}">base ratio</text>`,
    ].join(""),
  };
}

function drawField(
  { lines, quiet = 0, color }: PhaseField,
  x: number,
  y: number,
  fieldWidth: number,
): { fill: string; text: string } {
  const first = y - (lines.length - 1) * lineHeight / 2 + 4;
  return {
    fill: `<rect x="${round(x - fieldWidth / 2 + 1.5)}" y="${
      round(y - fieldHeight / 2 + 1.5)
    }" width="${round(fieldWidth - 3)}" height="${
      fieldHeight - 3
    }" rx="4" fill="${color ?? grid}" fill-opacity="${
      color === undefined ? 0.35 : 0.22
    }"/>`,
    text: lines.map((line, index) =>
      // A halo keeps the dashed line from running through the text.
      `<text paint-order="stroke" stroke="${paper}" stroke-width="2.5" stroke-opacity="0.75" x="${
        round(x)
      }" y="${
        round(first + index * lineHeight)
      }" text-anchor="middle" font-size="${sizeOf(line, fieldWidth)}"${
        index === 0 && color !== undefined ? ' font-weight="650"' : ""
      } fill="${index < quiet ? muted : ink}">${escape(line)}</text>`
    ).join(""),
  };
}

/** The largest size at which a line fits its field, not below legibility. */
function sizeOf(line: string, fieldWidth: number): number {
  const fits = (fieldWidth - 8) / ([...line].length * 0.56);
  return Math.max(8, Math.min(fontSize, Math.floor(2 * fits) / 2));
}

/** The line on which both shares are equal, through the fields' centres. */
function sameQuality(
  ratios: readonly number[],
  bases: readonly number[],
  x: (ratio: number) => number,
  y: (base: number) => number,
  fieldWidth: number,
): string {
  const shared = ascending([...ratios, ...bases]).filter((value) =>
    covers(ratios, value) && covers(bases, value)
  );
  if (shared.length < 2) return "";
  const points = shared.map((value) => [x(value), y(value)] as const);
  const [from] = points as [readonly [number, number]];
  const to = points[points.length - 1] as readonly [number, number];
  // The line goes on to the edges of the outermost fields.
  const start = [from[0] - fieldWidth / 2, from[1] + fieldHeight / 2] as const;
  const whole = [start, ...points, [
    Math.min(width, to[0] + fieldWidth / 2),
    Math.max(top, to[1] - fieldHeight / 2),
  ]];
  return `<path d="M${
    whole.map(([x, y]) => `${round(x as number)},${round(y as number)}`)
      .join("L")
  }" fill="none" stroke="${ink}" stroke-width="1.25" stroke-dasharray="2,4" opacity="0.45"/>`;
}

/** Where a value stands among ascending ones, which are one apart. */
function between(values: readonly number[], value: number): number {
  const above = values.findIndex((one) => one >= value);
  if (above <= 0) return 0;
  const low = values[above - 1] as number;
  const high = values[above] as number;
  return above - 1 + (value - low) / (high - low);
}

function covers(values: readonly number[], value: number): boolean {
  return value >= (values[0] as number) &&
    value <= (values[values.length - 1] as number);
}

function label(
  x: number,
  y: number,
  text: string,
  anchor: string,
  color: string = muted,
): string {
  return `<text x="${round(x)}" y="${
    round(y)
  }" text-anchor="${anchor}" fill="${color}">${escape(text)}</text>`;
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
