/**
 * A metric against the share of low-quality demonstrations: one line a method,
 * named where the line ends.
 *
 * @module
 */

import { short } from "../../web/report/number.ts";
import { axis, domainAxis, scale } from "./axis.ts";
import type { Panel } from "./figure.ts";
import { spread } from "./labels.ts";
import { panelTitle, pixels, raw } from "./parts.ts";
import { type Frame, plotSize, render } from "./render.ts";
import { type Domain, niceDomain, position } from "./scale.ts";
import { type RatioSeries, shownRatios, shownValues } from "./series.ts";
import { cut, textWidth } from "./theme.ts";

/** What a panel over ratios shows. */
export interface RatioChart {
  readonly title: string;
  /** The title of the vertical axis, with the unit. */
  readonly metric: string;
  /** Every series has at least one point. */
  readonly series: readonly RatioSeries[];
}

const longestLabel = 16;
const lineHeight = 13;

/** The title of the horizontal axis. */
const ratioAxisTitle = "low-quality share of the demonstrations";

/** Draws the panel. There are at least two ratios. */
export async function byRatio(chart: RatioChart): Promise<Panel> {
  const { series } = chart;
  const ratios = shownRatios(series);
  const ends = endsOf(chart, ratios[ratios.length - 1] as number);
  const frame: Frame = {
    width: 360,
    height: Math.max(270, ends.length * lineHeight + 80),
    left: 52,
    right: 26 + Math.max(...ends.map(({ name }) => textWidth(name))),
    top: 30,
    bottom: 42,
  };
  const values = shownValues(series);
  const y = niceDomain(values);
  const x = ratioDomain(ratios);
  const body = await render({
    encoding: {
      x: {
        field: "ratio",
        type: "quantitative",
        scale: scale(x),
        axis: axis(ratioAxisTitle, ratios, short),
      },
      y: {
        field: "value",
        type: "quantitative",
        scale: scale(y),
        axis: domainAxis(chart.metric, y),
      },
    },
    layer: [
      ...marks(series, ratios),
      ...endLabels(ends, x, y, frame),
    ],
  }, frame);
  return {
    title: chart.title,
    width: frame.width,
    height: frame.height,
    body: panelTitle(chart.title) + body,
  };
}

/** The ratios with a little room on both sides for the marks. */
function ratioDomain(ratios: readonly number[]): Domain {
  const low = ratios[0] as number;
  const high = ratios[ratios.length - 1] as number;
  const margin = (high - low) * 0.03;
  return { low: low - margin, high: high + margin, ticks: ratios, digits: 2 };
}

/** Lines, confidence intervals, seeds and means. */
function marks(series: readonly RatioSeries[], ratios: readonly number[]) {
  const rows = series.flatMap(({ method, style, level, points }) =>
    // A level series is drawn over all ratios from its one value.
    points
      .flatMap((point) =>
        level ? ratios.map((ratio) => ({ ...point, ratio })) : [point]
      )
      .map((point) => ({
        method,
        ratio: point.ratio,
        value: point.mean,
        low: point.interval ? point.interval[0] : point.mean,
        high: point.interval ? point.interval[1] : point.mean,
        color: style.color,
        shape: style.shape,
        dash: style.dash,
        level,
        values: point.values,
      }))
  );
  const points = rows.filter(({ level }) => !level);
  const seeds = points.flatMap(({ values, ratio, color }) =>
    values.length > 1 ? values.map((value) => ({ ratio, value, color })) : []
  );
  const intervals = points.filter(({ low, high }) => high > low);
  return [
    {
      data: { values: intervals },
      mark: { type: "rule", strokeWidth: 1.25, opacity: 0.45 },
      encoding: {
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
        color: raw("color"),
      },
    },
    {
      data: { values: seeds },
      mark: { type: "point", filled: true, size: 7, opacity: 0.4 },
      encoding: { color: raw("color") },
    },
    {
      data: { values: rows },
      mark: { type: "line", strokeWidth: 1.75 },
      encoding: {
        color: raw("color"),
        strokeDash: raw("dash"),
        detail: { field: "method", type: "nominal" },
      },
    },
    {
      data: { values: points },
      mark: { type: "point", filled: true, size: 56, opacity: 1 },
      encoding: { color: raw("color"), shape: raw("shape") },
    },
  ].filter(({ data }) => data.values.length > 0);
}

/** Where a line ends, and what its label says there. */
interface End {
  readonly name: string;
  readonly color: string;
  readonly ratio: number;
  readonly value: number;
}

function endsOf({ series }: RatioChart, last: number): End[] {
  return series.map(({ method, style, level, points }): End => {
    const point = points[points.length - 1];
    return {
      name: cut(method, longestLabel),
      color: style.color,
      ratio: level || point === undefined ? last : point.ratio,
      value: point?.mean ?? 0,
    };
  });
}

/** Names beside the ends of the lines, with leaders to them. */
function endLabels(
  ends: readonly End[],
  x: Domain,
  y: Domain,
  frame: Frame,
) {
  const { width, height } = plotSize(frame);
  const pixel = (value: number) => (1 - position(y, value)) * height;
  const placed = spread(
    ends.map(({ value }) => pixel(value)),
    lineHeight,
    0,
    height,
  );
  const rows = ends.map(({ name, color, ratio, value }, index) => ({
    name,
    color,
    x: position(x, ratio) * width + 6,
    y: pixel(value),
    labelY: placed[index],
  }));
  return [
    {
      data: { values: rows },
      mark: { type: "rule", strokeWidth: 0.75, opacity: 0.5 },
      encoding: {
        x: pixels("x"),
        x2: { value: width + 14 },
        y: pixels("y"),
        y2: { field: "labelY" },
        color: raw("color"),
      },
    },
    {
      data: { values: rows },
      mark: { type: "text", align: "left", baseline: "middle" },
      encoding: {
        x: { value: width + 18 },
        y: pixels("labelY"),
        text: { field: "name", type: "nominal" },
        color: raw("color"),
      },
    },
  ];
}
