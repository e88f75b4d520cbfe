/**
 * The figure of rounds: the low-quality rate after each round, measured and as
 * the law's recursion has it. A panel for each arm that learns in rounds.
 *
 * @module
 */

import { fixed, percent, short } from "../../web/report/number.ts";
import { axis } from "./axis.ts";
import type { Figure, Panel } from "./figure.ts";
import { ink, muted } from "./palette.ts";
import { panelTitle, raw } from "./parts.ts";
import { type Frame, render } from "./render.ts";
import { cut } from "./theme.ts";

/** What was measured and predicted after one round. */
export interface Round {
  /** 0 is the policy that the first round begins with. */
  readonly round: number;
  readonly measured: number | undefined;
  readonly interval: readonly [number, number] | undefined;
  readonly predicted: number | undefined;
}

/** One arm of one cell over its rounds. */
export interface RoundsSeries {
  readonly cell: string;
  readonly arm: string;
  readonly beta: number;
  readonly color: string;
  /** The measured low-quality rate of the demonstrations. */
  readonly demonstrations: number | undefined;
  /** Ascending. */
  readonly rounds: readonly Round[];
}

const frame: Frame = {
  width: 240,
  height: 218,
  left: 44,
  right: 12,
  top: 62,
  bottom: 44,
};

/** More panels than this would be a wall; the table has all the numbers. */
const mostPanels = 18;

/** Draws the figure. There is at least one series. */
export async function roundsFigure(
  caption: string,
  series: readonly RoundsSeries[],
): Promise<Figure> {
  const panels: Panel[] = [];
  for (const one of series.slice(0, mostPanels)) panels.push(await panel(one));
  return {
    name: "rounds",
    title: "Round by round: does the rate settle or swing?",
    caption: series.length > mostPanels
      ? `${caption} The first ${mostPanels} of ${series.length} are drawn; ` +
        `the numbers of all are in the table.`
      : caption,
    panels,
    columns: 3,
    legend: [
      {
        label: "measured",
        style: { color: ink, shape: "circle", dash: [] },
        mark: "line",
      },
      {
        label: "the law\u2019s recursion",
        style: { color: ink, shape: "circle", dash: [5, 4] },
        mark: "line",
      },
      {
        label: "demonstrations",
        style: { color: muted, shape: "circle", dash: [1, 3] },
        mark: "line",
      },
    ],
    data: {
      columns: ["cell", "arm", "\u03b2", "round", "predicted", "measured"],
      rows: series.flatMap(({ cell, arm, beta, rounds }) =>
        rounds.map(({ round, measured, predicted }) => [
          cell,
          arm,
          short(beta),
          String(round),
          predicted === undefined ? "\u2013" : fixed(predicted, 3),
          measured === undefined ? "\u2013" : fixed(measured, 3),
        ])
      ),
    },
  };
}

async function panel(series: RoundsSeries): Promise<Panel> {
  const { cell, arm, beta, color, demonstrations, rounds } = series;
  const steps = rounds.map(({ round }) => round);
  const rows = (of: "measured" | "predicted") =>
    rounds.flatMap((one) => {
      const value = one[of];
      return value === undefined ? [] : [{
        round: one.round,
        value,
        // An interval of a share may reach beyond what a share can be.
        low: Math.max(0, one.interval?.[0] ?? value),
        high: Math.min(1, one.interval?.[1] ?? value),
        color,
      }];
    });
  const measured = rows("measured");
  const body = await render({
    encoding: {
      x: {
        field: "round",
        type: "quantitative",
        scale: {
          domain: [steps[0], steps[steps.length - 1]],
          nice: false,
          zero: false,
        },
        axis: axis("round", steps, String),
      },
      y: {
        field: "value",
        type: "quantitative",
        scale: { domain: [0, 1], nice: false, zero: true },
        axis: axis(null, [0, 0.5, 1], percent),
      },
      color: raw("color"),
    },
    layer: [
      {
        data: {
          values: demonstrations === undefined ? [] : steps.map((round) => ({
            round,
            value: demonstrations,
            color: muted,
          })),
        },
        mark: { type: "line", strokeWidth: 1, strokeDash: [1, 3] },
      },
      {
        data: { values: rows("predicted") },
        mark: { type: "line", strokeWidth: 1.5, strokeDash: [5, 4] },
      },
      {
        data: { values: measured.filter(({ low, high }) => high > low) },
        mark: { type: "rule", strokeWidth: 1.25, opacity: 0.5 },
        encoding: {
          y: { field: "low", type: "quantitative" },
          y2: { field: "high" },
        },
      },
      {
        data: { values: measured },
        mark: { type: "line", strokeWidth: 1.75 },
      },
      {
        data: { values: measured },
        mark: { type: "point", filled: true, size: 42, opacity: 1 },
      },
    ].filter(({ data }) => data.values.length > 0),
  }, frame);
  return {
    title: `Low-quality rate of ${arm} by round, ${cell}`,
    width: frame.width,
    height: frame.height,
    body: panelTitle(
      cut(arm, 30),
      `\u03b2 = ${short(beta)}`,
      cut(cell, 40),
    ) + body,
  };
}
