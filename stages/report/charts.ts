/**
 * The report's figures, from its material.
 *
 * @module
 */

import { short } from "../../web/report/number.ts";
import type { MetricName } from "../evaluation_file.ts";
import type { RatioChart } from "../figures/by_ratio.ts";
import type { Figure } from "../figures/figure.ts";
import { learningCurves, type Run } from "../figures/learning_curves.ts";
import { marginHistograms } from "../figures/margins.ts";
import { overRatios } from "../figures/over_ratios.ts";
import type { Style } from "../figures/palette.ts";
import type { RatioSeries } from "../figures/series.ts";
import { cellEstimate, type Grid, seeded } from "./cells.ts";
import type { Material } from "./inputs.ts";
import { metricTexts } from "./metric_text.ts";

/** Draws every figure that there is material for. */
export async function chartsOf(
  grid: Grid,
  material: Material,
  styles: ReadonlyMap<string, Style>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  if (grid.methods.length > 0) {
    figures.push(
      await goldMetric(grid, styles),
      await lowQuality(grid, styles),
    );
  }
  const margins = marginsOf(grid, material, styles);
  if (margins.some(({ strips }) => strips.some((s) => s.margins.length > 0))) {
    figures.push(await marginHistograms("margins", margins));
  }
  const runs = runsOf(material);
  const norms = runs.filter(({ series }) => series === gradientNorm);
  const others = runs.filter(({ series }) => series !== gradientNorm);
  if (others.length > 0) {
    figures.push(
      await learningCurves("learning-curves", "Learning curves", others),
    );
  }
  if (norms.length > 0) {
    figures.push(
      await learningCurves("gradient-norms", "Gradient norms", norms),
    );
  }
  return figures;
}

function goldMetric(
  grid: Grid,
  styles: ReadonlyMap<string, Style>,
): Promise<Figure> {
  const several = grid.ratios.length > 1;
  return overRatios({
    name: "gold-metric",
    title: several
      ? "Phoneme error rate as demonstrations get worse"
      : `Phoneme error rate at ratio ${grid.ratios.map(short).join("")}`,
    caption: "Errors per phoneme on held-out words, lower is better. " +
      seedsText(grid),
    charts: (["per_greedy", "per_sampled"] as const).map((metric) => ({
      title: metric === "per_greedy"
        ? "Greedy decoding"
        : "Sampled at temperature 1",
      metric: metricTexts[metric].axis,
      series: seriesOf(grid, metric, styles),
    })),
    digits: 4,
  });
}

function lowQuality(
  grid: Grid,
  styles: ReadonlyMap<string, Style>,
): Promise<Figure> {
  const several = grid.ratios.length > 1;
  const chart: RatioChart = {
    title: "Low-quality outputs",
    metric: metricTexts.low_quality_rate.axis,
    series: seriesOf(grid, "low_quality_rate", styles),
    diagonal: "imitation predicts",
  };
  const margin: RatioChart = {
    title: "Mean margin of clean over low quality",
    metric: metricTexts.margin.axis,
    series: seriesOf(grid, "margin", styles),
  };
  return overRatios({
    name: "low-quality",
    title: "Does a policy repeat the faults of its demonstrations?",
    caption: `Low-quality outputs are a share of sampled ones. ${
      several
        ? "On the dashed line a policy is as bad as its demonstrations, which " +
          "is what perfect imitation predicts; below it, it is cleaner than " +
          "what it was shown."
        : "At the dashed line a policy is as bad as its demonstrations, which " +
          "is what perfect imitation predicts; left of it, it is cleaner than " +
          "what it was shown."
    } The margin is that of the next figure. ${seedsText(grid)}`,
    charts: [chart, margin],
    digits: 4,
  });
}

function seedsText(grid: Grid): string {
  const most = Math.max(
    ...grid.methods.flatMap(({ cells }) =>
      cells.map(({ results }) => results.length)
    ),
  );
  if (most <= 1) return "One seed.";
  return most < 3
    ? "Means; the small dots are the seeds."
    : "Means; the small dots are the seeds, the bars 95\u202f% confidence " +
      "intervals.";
}

/** A metric of every method over its ratios. */
function seriesOf(
  grid: Grid,
  metric: MetricName,
  styles: ReadonlyMap<string, Style>,
): RatioSeries[] {
  return grid.methods.map(({ method, level, cells }) => ({
    method,
    style: styles.get(method) as Style,
    level,
    points: cells.map((cell) => {
      const { mean, halfWidth } = cellEstimate(cell, metric);
      return {
        ratio: cell.ratio,
        mean,
        interval: halfWidth === undefined
          ? undefined
          : [mean - halfWidth, mean + halfWidth] as const,
        values: seeded(cell, metric).map(({ value }) => value),
      };
    }),
  }));
}

/** The margins of every method over its ratios, the seeds' together. */
function marginsOf(
  grid: Grid,
  { evaluations }: Material,
  styles: ReadonlyMap<string, Style>,
) {
  const byDigest = new Map(
    evaluations.map(({ digest, value }) => [digest, value.margins]),
  );
  return grid.methods.map(({ method, level, cells }) => ({
    method,
    style: styles.get(method) as Style,
    strips: cells.map(({ ratio, results }) => ({
      // What holds at every ratio has none of its own.
      ratio: level ? "" : short(ratio),
      margins: results.flatMap(({ source }) => byDigest.get(source) ?? []),
    })),
  }));
}

/** A series that every training has and that says little of its success. */
const gradientNorm = "gradient norm";

/** Which trainings come first; the others follow by name. */
const order = ["pretraining", "sft", "self-play", "reward", "policy"];

function runsOf({ curves }: Material): Run[] {
  const rank = (run: Run) => {
    const index = order.indexOf(run.training.split("/")[0] as string);
    return index < 0 ? order.length : index;
  };
  return curves.flatMap(({ label, value }) =>
    value.series.filter(({ points }) => points.length > 0)
      .map(({ name, unit, points }): Run => ({
        ...trainingOf(label),
        series: name,
        unit,
        points,
      }))
  ).toSorted((a, b) => rank(a) - rank(b));
}

/** What a stage's name says of its training: `rft/ratio=0.2/seed=1`. */
function trainingOf(label: string): Pick<Run, "training" | "ratio"> {
  const parts = label.split("/");
  const ratio = parts.find((part) => /^ratio=\d/.test(part))?.slice(6);
  const training = parts.filter((part) => !/^(ratio|seed)=/.test(part));
  return {
    training: training.join("/"),
    ratio: ratio === undefined ? undefined : Number(ratio),
  };
}
