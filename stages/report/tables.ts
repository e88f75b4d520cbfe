/**
 * The tables of methods and ratios, one a metric.
 *
 * @module
 */

import { short } from "../../web/report/number.ts";
import type {
  CellView,
  MatrixView,
  ResultsView,
} from "../../web/report/view.ts";
import type { MetricName } from "../evaluation_file.ts";
import type { Style } from "../figures/palette.ts";
import { cellAnchor } from "./anchors.ts";
import {
  type Cell,
  cellAt,
  cellEstimate,
  type Grid,
  metricsOf,
} from "./cells.ts";
import { metricTexts } from "./metric_text.ts";
import { methodSwatch } from "./styles.ts";

/** The metrics that the question is judged by. */
const gold: readonly MetricName[] = ["per_greedy", "per_sampled"];

/** A table for each metric, those of the gold metrics first. */
export function resultsView(
  grid: Grid,
  styles: ReadonlyMap<string, Style>,
): ResultsView {
  const matrix = (metric: MetricName) => matrixOf(grid, metric, styles);
  const seeds = grid.methods.flatMap(({ cells }) =>
    cells.map(({ results }) => results.length)
  );
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)];
  return {
    main: gold.map(matrix),
    more: metricsOf(grid).filter((name) => !gold.includes(name)).map(matrix),
    notes: [
      "Ratio: share of low-quality rows among the demonstrations. A marked " +
      "number is the best of its column. A number leads to what it came from.",
      most <= 1
        ? "One seed a number."
        : `Means over ${fewest === most ? most : `${fewest} to ${most}`} seeds${
          most >= 3
            ? ", with half the width of the 95\u202f% confidence interval where " +
              "there are three seeds or more"
            : ", too few for an interval"
        }.`,
    ],
  };
}

function matrixOf(
  grid: Grid,
  metric: MetricName,
  styles: ReadonlyMap<string, Style>,
): MatrixView {
  const { title, hint } = metricTexts[metric];
  const best = new Map(
    grid.ratios.map((ratio) => [ratio, bestAt(grid, metric, ratio)]),
  );
  return {
    id: `table-${metric.replaceAll("_", "-")}`,
    title,
    hint,
    ratios: grid.ratios.map(short),
    rows: grid.methods.map((method) => ({
      method: method.method,
      swatch: methodSwatch(styles, method.method),
      cells: method.level
        ? method.cells.map((cell) =>
          // Marked only where it is the best of every column that it spans.
          cellView(grid, metric, cell, (mean) =>
            grid.ratios.every((ratio) => best.get(ratio) === mean))
        )
        : grid.ratios.map((ratio) =>
          cellView(
            grid,
            metric,
            cellAt(method, ratio),
            (mean) => best.get(ratio) === mean,
          )
        ),
    })),
  };
}

/** The best mean at a ratio, if the metric has a good side. */
function bestAt(
  grid: Grid,
  metric: MetricName,
  ratio: number,
): number | undefined {
  const means = grid.methods.flatMap((method) => {
    const cell = cellAt(method, ratio);
    return cell === undefined ? [] : [cellEstimate(cell, metric).mean];
  });
  const { good } = metricTexts[metric];
  // The best of one is not worth a mark.
  if (means.length < 2 || good === undefined) return undefined;
  return good === "low" ? Math.min(...means) : Math.max(...means);
}

function cellView(
  grid: Grid,
  metric: MetricName,
  cell: Cell | undefined,
  isBest: (mean: number) => boolean,
): CellView {
  if (cell === undefined) return undefined;
  const { write } = metricTexts[metric];
  const { mean, halfWidth } = cellEstimate(cell, metric);
  return {
    text: write(mean),
    spread: halfWidth === undefined ? undefined : write(halfWidth),
    best: isBest(mean),
    target: cellAnchor(grid, cell),
  };
}
