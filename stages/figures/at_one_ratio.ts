/**
 * A metric where there is one ratio only: one row a method.
 *
 * @module
 */

import { domainAxis, scale } from "./axis.ts";
import type { RatioChart } from "./by_ratio.ts";
import type { Panel } from "./figure.ts";
import { panelTitle, pixels, raw } from "./parts.ts";
import { type Frame, render } from "./render.ts";
import { niceDomain } from "./scale.ts";
import { type RatioSeries, shownValues } from "./series.ts";
import { cut, textWidth } from "./theme.ts";

const rowHeight = 22;
const longestLabel = 20;

/** Draws the panel. */
export async function atOneRatio(chart: RatioChart): Promise<Panel> {
  const { series } = chart;
  const names = series.map(({ method }) => cut(method, longestLabel));
  const frame: Frame = {
    width: 360,
    height: series.length * rowHeight + 76,
    left: 20 + Math.max(...names.map((name) => textWidth(name))),
    right: 20,
    top: 30,
    bottom: 46,
  };
  const x = niceDomain(shownValues(series), 4);
  const body = await render({
    encoding: {
      x: {
        field: "value",
        type: "quantitative",
        scale: scale(x),
        axis: { ...domainAxis(chart.metric, x), grid: true, domain: false },
      },
    },
    layer: rows(series, names),
  }, frame);
  return {
    title: chart.title,
    width: frame.width,
    height: frame.height,
    body: panelTitle(chart.title) + body,
  };
}

/** A row a method: its name, interval, seeds and mean. */
function rows(series: readonly RatioSeries[], names: readonly string[]) {
  const means = series.map(({ style, points }, index) => ({
    name: names[index],
    y: (index + 0.5) * rowHeight,
    value: points[0]?.mean ?? 0,
    low: points[0]?.interval?.[0] ?? 0,
    high: points[0]?.interval?.[1] ?? 0,
    values: points[0]?.values ?? [],
    color: style.color,
    shape: style.shape === "stroke" ? "circle" : style.shape,
  }));
  const seeds = means.flatMap(({ values, y, color }) =>
    values.length > 1 ? values.map((value) => ({ value, y, color })) : []
  );
  return [
    {
      data: { values: means },
      mark: { type: "text", align: "right", baseline: "middle" },
      encoding: {
        x: { value: -10 },
        y: pixels("y"),
        text: { field: "name", type: "nominal" },
        color: raw("color"),
      },
    },
    {
      data: { values: means.filter(({ low, high }) => high > low) },
      mark: { type: "rule", strokeWidth: 1.5, opacity: 0.45 },
      encoding: {
        x: { field: "low", type: "quantitative" },
        x2: { field: "high" },
        y: pixels("y"),
        color: raw("color"),
      },
    },
    {
      data: { values: seeds },
      mark: { type: "point", filled: true, size: 8, opacity: 0.45 },
      encoding: { y: pixels("y"), color: raw("color") },
    },
    {
      data: { values: means },
      mark: { type: "point", filled: true, size: 64, opacity: 1 },
      encoding: { y: pixels("y"), color: raw("color"), shape: raw("shape") },
    },
  ].filter(({ data }) => data.values.length > 0);
}
