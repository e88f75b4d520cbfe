/**
 * The evaluations behind the numbers, by method and ratio.
 *
 * @module
 */

import { count, grouped, percent, short } from "../../web/report/number.ts";
import type {
  EvaluationView,
  GroupView,
  MethodView,
  SeedRow,
} from "../../web/report/view.ts";
import { metricNames } from "../evaluation_file.ts";
import type { Style } from "../figures/palette.ts";
import type { Result } from "../results_file.ts";
import { digits, evaluationAnchor, groupAnchor } from "./anchors.ts";
import { type Cell, cellEstimate, type Grid } from "./cells.ts";
import type { LabelledEvaluation } from "./inputs.ts";
import { metricTexts } from "./metric_text.ts";
import { methodSwatch } from "./styles.ts";

/** The evaluations of each method, in the order of the tables. */
export function evidenceOf(
  grid: Grid,
  evaluations: readonly LabelledEvaluation[],
  styles: ReadonlyMap<string, Style>,
): MethodView[] {
  const byDigest = new Map(evaluations.map((one) => [one.digest, one]));
  return grid.methods.map(({ method, level, cells }): MethodView => ({
    method,
    swatch: methodSwatch(styles, method),
    count: count(cells.flatMap(({ results }) => results).length, "evaluation"),
    groups: cells.map((cell): GroupView => ({
      id: groupAnchor(grid, cell),
      title: `${method}, ${whereOf(cell, level)}`,
      seeds: cell.results.length > 1 ? seedsOf(cell) : undefined,
      evaluations: cell.results.map((result) => ({
        ...evaluationOf(result, byDigest.get(result.source)),
        title: `${method}, ${whereOf(cell, level)}, seed ${result.seed}`,
      })),
    })),
  }));
}

function whereOf({ ratio }: Cell, level: boolean): string {
  return level ? "no demonstrations" : `ratio ${short(ratio)}`;
}

function seedsOf(cell: Cell): NonNullable<GroupView["seeds"]> {
  const names = metricNames.filter((name) =>
    cell.results.some(({ metrics }) => metrics[name] !== undefined)
  );
  const mean: SeedRow = {
    name: "mean",
    target: undefined,
    cells: names.map((metric) =>
      metricTexts[metric].write(cellEstimate(cell, metric).mean)
    ),
  };
  return {
    columns: ["Seed", ...names.map((name) => metricTexts[name].short)],
    rows: [
      ...cell.results.map(({ seed, metrics, source }) => ({
        name: String(seed),
        target: evaluationAnchor(source),
        cells: names.map((name) => {
          const value = metrics[name];
          return value === undefined ? "" : metricTexts[name].write(value);
        }),
      })),
      mean,
    ],
  };
}

/** One evaluation; of one that the report was not given, only the numbers. */
function evaluationOf(
  { metrics, source }: Result,
  given: LabelledEvaluation | undefined,
): Omit<EvaluationView, "title"> {
  return {
    id: evaluationAnchor(source),
    digest: source,
    facts: [
      ...(given === undefined ? [] : [
        { name: "Label", value: given.label, code: true },
        { name: "Held-out words", value: grouped(given.value.prompts) },
        {
          name: "Low-quality share of the base\u2019s data",
          value: percent(given.value.baseRatio),
        },
      ]),
      { name: "SHA-256", value: source, code: true },
    ],
    command: `deno task lineage ${source.slice(0, digits)}`,
    metrics: metricNames.flatMap((name) => {
      const value = metrics[name];
      if (value === undefined) return [];
      const { title, write } = metricTexts[name];
      return [{ name: title, value: write(value), note: String(value) }];
    }),
    examples: given?.value.examples ?? [],
  };
}
