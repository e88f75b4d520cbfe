/**
 * The figure of the law of odds: the measured low-quality rate of each arm
 * against the one that the law predicts, on a plain scale and on one of odds.
 *
 * Colour tells the method, shape the beta; on the diagonal the law is right.
 *
 * @module
 */

import { fixed, percent, short } from "../../web/report/number.ts";
import { axis } from "./axis.ts";
import type { Figure, Panel } from "./figure.ts";
import { logOdds, oddsTicks, tickText } from "./odds_scale.ts";
import { ink, muted, shapeAt } from "./palette.ts";
import { panelTitle, raw } from "./parts.ts";
import { type Frame, render } from "./render.ts";

/** One arm of one cell. */
export interface LawPoint {
  /** Where it was measured, as the table names it. */
  readonly cell: string;
  readonly arm: string;
  /** The method without its settings. */
  readonly family: string;
  readonly color: string;
  readonly beta: number;
  readonly rounds: number;
  /** Shares between 0 and 1. */
  readonly predicted: number;
  readonly measured: number;
  /** The 95 % interval of the measured mean, where there are seeds for one. */
  readonly interval: readonly [number, number] | undefined;
  readonly seeds: number;
}

/** What is the same in both panels but for where a share stands. */
interface Scaling {
  readonly title: string;
  readonly ticks: readonly number[];
  readonly place: (share: number) => number;
  readonly label: (tick: number) => string;
}

const plain: Scaling = {
  title: "Rates",
  ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
  place: (share) => share,
  label: percent,
};

const odds: Scaling = {
  title: "The same on a scale of odds",
  ticks: oddsTicks,
  place: logOdds,
  label: tickText,
};

const frame: Frame = {
  width: 360,
  height: 350,
  left: 64,
  right: 18,
  top: 34,
  bottom: 46,
};

/** Draws the figure. There is at least one point. */
export async function lawFigure(
  caption: string,
  points: readonly LawPoint[],
): Promise<Figure> {
  const betas = [...new Set(points.map(({ beta }) => beta))]
    .sort((a, b) => b - a);
  const families = new Map(points.map(({ family, color }) => [family, color]));
  return {
    name: "law",
    title: "Does the law of odds predict what policies emit?",
    caption,
    panels: [
      await panel(plain, points, betas),
      await panel(odds, points, betas),
    ],
    columns: 2,
    legend: [
      ...[...families].map(([label, color]) => ({
        label,
        style: { color, shape: "circle", dash: [] },
        mark: "fill" as const,
      })),
      ...betas.map((beta, index) => ({
        label: `\u03b2 = ${short(beta)}`,
        style: { color: muted, shape: shapeAt(index), dash: [] },
        mark: "point" as const,
      })),
    ],
    data: {
      columns: [
        "cell",
        "arm",
        "\u03b2",
        "rounds",
        "predicted",
        "measured",
        "95\u202f% interval",
        "seeds",
      ],
      rows: points.map(row),
    },
  };
}

async function panel(
  { title, ticks, place, label }: Scaling,
  points: readonly LawPoint[],
  betas: readonly number[],
): Promise<Panel> {
  const [least, most] = [ticks[0] as number, ticks[ticks.length - 1] as number];
  const [low, high] = [place(least), place(most)];
  // An interval of a share may reach beyond what a share can be.
  const inside = (share: number) =>
    place(Math.min(most, Math.max(least, share)));
  const rows = points.map((point) => ({
    x: inside(point.predicted),
    y: inside(point.measured),
    low: inside(point.interval?.[0] ?? point.measured),
    high: inside(point.interval?.[1] ?? point.measured),
    color: point.color,
    shape: shapeAt(betas.indexOf(point.beta)),
  }));
  const names = new Map(
    ticks.map((tick) => [String(place(tick)), label(tick)]),
  );
  const sided = (text: string) => ({
    ...axis(text, ticks.map(place), (at) => names.get(String(at)) ?? ""),
    grid: true,
    domain: false,
    ticks: false,
  });
  // Room for marks at the ends, beside the names of the ticks.
  const room = (high - low) / 40;
  const scale = {
    domain: [low - room, high + room],
    nice: false,
    zero: false,
  };
  const body = await render({
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        scale,
        axis: sided("low-quality rate that the law predicts"),
      },
      y: {
        field: "y",
        type: "quantitative",
        scale,
        axis: sided("measured"),
      },
    },
    layer: [
      {
        data: { values: [{ x: low, y: low }, { x: high, y: high }] },
        mark: { type: "line", color: ink, strokeWidth: 1, opacity: 0.6 },
      },
      {
        data: { values: rows.filter((row) => row.high > row.low) },
        mark: { type: "rule", strokeWidth: 1.25, opacity: 0.5 },
        encoding: {
          y: { field: "low", type: "quantitative" },
          y2: { field: "high" },
          color: raw("color"),
        },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 48, opacity: 0.75 },
        encoding: { color: raw("color"), shape: raw("shape") },
      },
    ].filter(({ data }) => data.values.length > 0),
  }, frame);
  return {
    title:
      `${title}: measured low-quality rate against the law\u2019s prediction`,
    width: frame.width,
    height: frame.height,
    body: panelTitle(title) + body,
  };
}

function row(point: LawPoint): string[] {
  const { interval } = point;
  return [
    point.cell,
    point.arm,
    short(point.beta),
    String(point.rounds),
    fixed(point.predicted, 3),
    fixed(point.measured, 3),
    interval === undefined
      ? "\u2013"
      : `${fixed(interval[0], 3)} to ${fixed(interval[1], 3)}`,
    String(point.seeds),
  ];
}
