/**
 * Learning curves as small multiples: a panel for each training and series, a
 * line for each run in it.
 *
 * @module
 */

import { fixed, grouped } from "../../web/report/number.ts";
import { axis, scale } from "./axis.ts";
import type { Figure, Panel } from "./figure.ts";
import { neutral, orderedStyle, type Style } from "./palette.ts";
import { panelTitle, raw } from "./parts.ts";
import { type Frame, render } from "./render.ts";
import { niceDomain } from "./scale.ts";
import { cut, cutMiddle } from "./theme.ts";

/** One series of one run. */
export interface Run {
  /** What is trained, such as `policy/rft/beta=0.3`. */
  readonly training: string;
  /** What tells runs of one training apart, such as a seed. */
  readonly run: string | undefined;
  /** For example `loss`. */
  readonly series: string;
  readonly unit: string;
  /** Pairs of step and value, ascending in steps; at least one. */
  readonly points: readonly (readonly [number, number])[];
}

/** Series that are drawn into one panel, the second one dashed. */
const together: readonly (readonly [string, string])[] = [
  ["chosen", "rejected"],
  ["reward accuracy", "held-out accuracy"],
];

/** A line of more points is thinned: a panel has few pixels. */
const mostPoints = 48;
/** Where several lines share a panel, they share these too. */
const panelPoints = 144;
const fewestPoints = 16;
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
  { name, title, caption }: Pick<Figure, "name" | "title" | "caption">,
  runs: readonly Run[],
): Promise<Figure> {
  const names = [
    ...new Set(runs.flatMap(({ run }) => run === undefined ? [] : [run])),
  ];
  const style = (run: string | undefined): Style =>
    run === undefined
      ? { color: neutral, shape: "circle", dash: [] }
      : orderedStyle(names.indexOf(run), names.length);
  const groups = grouping(runs);
  const panels: Panel[] = [];
  for (const group of groups) panels.push(await panel(group, style));
  return {
    name,
    title,
    caption,
    panels,
    columns: 5,
    legend: names.map((label) => ({
      label,
      style: { ...style(label), dash: [] },
      mark: "line" as const,
    })),
    data: {
      columns: ["training", "run", "series", "steps", "first", "last"],
      rows: groups.flat().map(lastValues),
    },
  };
}

/** Runs by training and series, in the order of first appearance. */
function grouping(runs: readonly Run[]): Run[][] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.training, panelOf(run.series)]);
    groups.set(key, [...groups.get(key) ?? [], run]);
  }
  return [...groups.values()];
}

/** The first series of the panel that a series stands in. */
function panelOf(series: string): string {
  return together.find(([, second]) => second === series)?.[0] ?? series;
}

function isSecond({ series }: Run): boolean {
  return panelOf(series) !== series;
}

/** What a panel shows, in two short lines: of two series, how they differ. */
function headings(runs: readonly Run[]): [first: string, second: string] {
  const second = runs.find(isSecond);
  const { series, unit } = runs.find((run) => !isSecond(run)) ??
    runs[0] as Run;
  return second === undefined || second.series === series
    ? [series, unit]
    : [series, `dashed: ${second.series}`];
}

async function panel(
  runs: readonly Run[],
  style: (run: string | undefined) => Style,
): Promise<Panel> {
  const { training } = runs[0] as Run;
  const all = runs.flatMap(({ points }) => points);
  const x = niceDomain([0, ...all.map(([step]) => step)], 2);
  const y = niceDomain(all.map(([, value]) => value), 3);
  const steps = [0, Math.max(...all.map(([step]) => step))];
  const most = Math.max(
    fewestPoints,
    Math.min(mostPoints, Math.floor(panelPoints / runs.length)),
  );
  const rows = runs.flatMap((run, index) => {
    const { color } = style(run.run);
    return thinned(run.points, most).map(([step, value]) => ({
      run: index,
      step,
      value,
      color,
      dash: isSecond(run) ? [3, 2] : [],
    }));
  });
  const [first, second] = headings(runs);
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
    title: `${training}: ${first} (${second})`,
    width: frame.width,
    height: frame.height,
    body: panelTitle(
      cutMiddle(training, 22),
      cut(first, 30),
      cut(second, 31),
    ) + body,
  };
}

/**
 * At most so many points, each the mean of as many neighbours at their last
 * step; the last step stays.
 */
function thinned(points: Run["points"], most: number): Run["points"] {
  const size = Math.ceil(points.length / most);
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
    run.run ?? "\u2013",
    run.unit === "" ? run.series : `${run.series} (${run.unit})`,
    grouped(last[0]),
    fixed(first[1], 4),
    fixed(last[1], 4),
  ];
}
