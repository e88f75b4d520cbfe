/**
 * Differences of the gold metric from imitation, a row an arm, each with its
 * 95 % interval: left of the line an arm is lower.
 *
 * @module
 */

import { signed } from "../../web/report/number.ts";
import { domainAxis, scale } from "./axis.ts";
import type { Figure, Panel } from "./figure.ts";
import { ink } from "./palette.ts";
import { panelTitle, pixels, raw } from "./parts.ts";
import { type Frame, plotSize, render } from "./render.ts";
import { niceDomain, position } from "./scale.ts";
import { cut, textWidth } from "./theme.ts";

/** One arm's difference. */
export interface ArmDifference {
  readonly arm: string;
  readonly color: string;
  readonly mean: number;
  readonly interval: readonly [number, number] | undefined;
  /** None without an interval. */
  readonly verdict: string | undefined;
}

/** The arms of one cell, in the order of the tables. */
export interface DifferencePanel {
  readonly title: string;
  /** At least one. */
  readonly arms: readonly ArmDifference[];
}

const rowHeight = 19;
const longestLabel = 32;

/** Draws the figure. */
export async function differencesFigure(
  { title, caption, metric }: {
    readonly title: string;
    readonly caption: string;
    /** The title of the axis. */
    readonly metric: string;
  },
  panels: readonly DifferencePanel[],
): Promise<Figure> {
  const drawn: Panel[] = [];
  for (const one of panels) drawn.push(await panel(one, metric));
  return {
    name: "differences",
    title,
    caption,
    panels: drawn,
    columns: 2,
    legend: [],
    data: {
      columns: ["cell", "arm", "difference", "95\u202f% interval", "verdict"],
      rows: panels.flatMap((one) =>
        one.arms.map(({ arm, mean, interval, verdict }) => [
          one.title,
          arm,
          signed(mean, 4),
          interval === undefined
            ? "\u2013"
            : `${signed(interval[0], 4)} to ${signed(interval[1], 4)}`,
          verdict ?? "\u2013",
        ])
      ),
    },
  };
}

async function panel(
  { title, arms }: DifferencePanel,
  metric: string,
): Promise<Panel> {
  const names = arms.map(({ arm }) => cut(arm, longestLabel));
  const frame: Frame = {
    width: 400,
    height: arms.length * rowHeight + 78,
    left: 16 + Math.max(...names.map((name) => textWidth(name))),
    right: 16,
    top: 30,
    bottom: 46,
  };
  const rows = arms.map(({ mean, interval, color }, index) => ({
    name: names[index],
    y: (index + 0.5) * rowHeight,
    value: mean,
    low: interval?.[0] ?? mean,
    high: interval?.[1] ?? mean,
    color,
  }));
  const x = niceDomain([
    0,
    ...rows.flatMap(({ value, low, high }) => [value, low, high]),
  ], 4);
  const { width, height } = plotSize(frame);
  const body = await render({
    encoding: {
      x: {
        field: "value",
        type: "quantitative",
        scale: scale(x),
        axis: {
          ...domainAxis(metric, x),
          grid: true,
          domain: false,
          ticks: false,
        },
      },
    },
    layer: [
      {
        data: { values: [{ from: 0, to: height }] },
        mark: { type: "rule", color: ink, strokeWidth: 1 },
        encoding: {
          x: { value: position(x, 0) * width },
          y: pixels("from"),
          y2: { field: "to" },
        },
      },
      {
        data: { values: rows },
        mark: { type: "text", align: "right", baseline: "middle" },
        encoding: {
          x: { value: -8 },
          y: pixels("y"),
          text: { field: "name", type: "nominal" },
          color: raw("color"),
        },
      },
      {
        data: { values: rows.filter(({ low, high }) => high > low) },
        mark: { type: "rule", strokeWidth: 2, opacity: 0.5 },
        encoding: {
          x: { field: "low", type: "quantitative" },
          x2: { field: "high" },
          y: pixels("y"),
          color: raw("color"),
        },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 46, opacity: 1 },
        encoding: { y: pixels("y"), color: raw("color") },
      },
    ].filter(({ data }) => data.values.length > 0),
  }, frame);
  return {
    title: `${title}: differences from imitation`,
    width: frame.width,
    height: frame.height,
    body: panelTitle(title) + body,
  };
}
