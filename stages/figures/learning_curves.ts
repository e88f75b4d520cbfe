/**
 * Learning curves as small multiples: a panel for each kind of training and
 * series, a line for each run in it, coloured by the ratio.
 *
 * @module
 */

import { fixed, grouped, short } from "../../web/report/number.ts";
import { axis, scale } from "./axis.ts";
import type { Figure, Panel } from "./figure.ts";
import { neutral, ratioStyle, type Style } from "./palette.ts";
import { panelTitle, raw } from "./parts.ts";
import { type Frame, render } from "./render.ts";
import { niceDomain } from "./scale.ts";
import { cut } from "./theme.ts";

/** One series of one run. */
export interface Run {
  /** What is trained, without ratio and seed, such as `policy/rft`. */
  readonly training: string;
  /** The low-quality share of the data, where the run has one. */
  readonly ratio: number | undefined;
  /** For example `loss`. */
  readonly series: string;
  readonly unit: string;
  /** Pairs of step and value, ascending in steps; at least one. */
  readonly points: readonly (readonly [number, number])[];
}

/** More points than this are thinned: a panel has fewer pixels. */
const mostPoints = 80;
const frame: Frame = {
  width: 180,
  height: 172,
  left: 42,
  right: 10,
  top: 56,
  bottom: 34,
};

/** Draws the figure. There is at least one run. */
export async function learningCurves(
  name: string,
  title: string,
  runs: readonly Run[],
): Promise<Figure> {
  const ratios = [
    ...new Set(runs.flatMap(({ ratio }) => ratio === undefined ? [] : [ratio])),
  ].sort((a, b) => a - b);
  const style = (ratio: number | undefined): Style =>
    ratio === undefined
      ? { color: neutral, shape: "circle", dash: [] }
      : ratioStyle(ratios.indexOf(ratio), ratios.length);
  const groups = grouping(runs);
  const panels: Panel[] = [];
  for (const group of groups) panels.push(await panel(group, style));
  const without = runs.some(({ ratio }) => ratio === undefined);
  return {
    name,
    title,
    caption:
      "A panel for each training and series, a line for each run, by the " +
      "low-quality share of the data that it learns from.",
    panels,
    columns: 5,
    legend: [
      ...ratios.map((ratio) => ({
        label: `ratio ${short(ratio)}`,
        style: style(ratio),
        mark: "line" as const,
      })),
      ...(without
        ? [{
          label: "no ratio",
          style: style(undefined),
          mark: "line" as const,
        }]
        : []),
    ],
    data: {
      columns: ["training", "ratio", "series", "steps", "first", "last"],
      rows: groups.flat().map(lastValues),
    },
  };
}

/** Runs by training and series, in the order of first appearance. */
function grouping(runs: readonly Run[]): Run[][] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.training, run.series]);
    groups.set(key, [...groups.get(key) ?? [], run]);
  }
  return [...groups.values()];
}

async function panel(
  runs: readonly Run[],
  style: (ratio: number | undefined) => Style,
): Promise<Panel> {
  const { training, series, unit } = runs[0] as Run;
  const all = runs.flatMap(({ points }) => points);
  const x = niceDomain([0, ...all.map(([step]) => step)], 2);
  const y = niceDomain(all.map(([, value]) => value), 3);
  const steps = [0, Math.max(...all.map(([step]) => step))];
  const rows = runs.flatMap((run, index) => {
    const { color, dash } = style(run.ratio);
    return thinned(run.points).map(([step, value]) => ({
      run: index,
      step,
      value,
      color,
      dash,
    }));
  });
  const body = await render({
    data: { values: rows },
    mark: { type: "line", strokeWidth: 1.4, opacity: 0.85 },
    encoding: {
      x: {
        field: "step",
        type: "quantitative",
        scale: scale({ ...x, low: 0, high: Math.max(1, steps[1] as number) }),
        axis: {
          ...axis("steps", [...new Set(steps)], grouped),
          titlePadding: -4,
          labelFlush: true,
        },
      },
      y: {
        field: "value",
        type: "quantitative",
        scale: scale(y),
        axis: axis(null, y.ticks, (tick) => fixed(tick, y.digits)),
      },
      color: raw("color"),
      strokeDash: raw("dash"),
      detail: { field: "run", type: "nominal" },
    },
  }, frame);
  return {
    title: `${training}: ${series}`,
    width: frame.width,
    height: frame.height,
    body: panelTitle(
      cut(training, 26),
      cut(series, 28),
      cut(unit, 28),
    ) + body,
  };
}

/**
 * At most {@linkcode mostPoints} points, each the mean of as many
 * neighbours at their last step; the last step stays.
 */
function thinned(points: Run["points"]): Run["points"] {
  const size = Math.ceil(points.length / mostPoints);
  if (size <= 1) return points;
  const result: [number, number][] = [];
  for (let end = points.length; end > 0; end -= size) {
    const bucket = points.slice(Math.max(0, end - size), end);
    const sum = bucket.reduce((total, [, value]) => total + value, 0);
    const last = bucket[bucket.length - 1] as readonly [number, number];
    result.push([last[0], sum / bucket.length]);
  }
  return result.reverse();
}

function lastValues(run: Run): string[] {
  const first = run.points[0] as readonly [number, number];
  const last = run.points[run.points.length - 1] as readonly [number, number];
  return [
    run.training,
    run.ratio === undefined ? "\u2013" : short(run.ratio),
    run.unit === "" ? run.series : `${run.series} (${run.unit})`,
    grouped(last[0]),
    fixed(first[1], 4),
    fixed(last[1], 4),
  ];
}
