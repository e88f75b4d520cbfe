/**
 * The figures of metrics over ratios: the gold metric, and the measured share
 * of low-quality outputs against what imitation predicts.
 *
 * @module
 */

import { short } from "../../web/report/number.ts";
import { atOneRatio } from "./at_one_ratio.ts";
import { byRatio, type RatioChart } from "./by_ratio.ts";
import type { Figure } from "./figure.ts";
import { type RatioSeries, shownRatios } from "./series.ts";

/** What the figure is about, and its panels. */
export interface OverRatios {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** At least one, each of the same methods. */
  readonly charts: readonly RatioChart[];
  /** Decimals of the numbers in the figure's table. */
  readonly digits: number;
}

/** Draws lines over ratios, or a row a method where there is one ratio. */
export async function overRatios(
  { name, title, caption, charts, digits }: OverRatios,
): Promise<Figure> {
  const first = charts[0] as RatioChart;
  const several = shownRatios(first.series).length > 1;
  const panels = [];
  for (const chart of charts) {
    panels.push(await (several ? byRatio(chart) : atOneRatio(chart)));
  }
  return {
    name,
    title,
    caption,
    panels,
    columns: 2,
    // Every series is named where it stands.
    legend: [],
    data: {
      columns: ["method", "ratio", ...charts.map(({ title }) => title)],
      rows: rows(charts.map(({ series }) => series), digits),
    },
  };
}

function rows(all: readonly (readonly RatioSeries[])[], digits: number) {
  return (all[0] ?? []).flatMap(({ method, points }, s) =>
    points.map(({ ratio }, p) => [
      method,
      short(ratio),
      ...all.map((series) => {
        const point = series[s]?.points[p];
        return point === undefined ? "\u2013" : point.mean.toFixed(digits);
      }),
    ])
  );
}
