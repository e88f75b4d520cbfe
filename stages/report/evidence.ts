/**
 * The evaluations behind the numbers, by cell and arm.
 *
 * @module
 */

import { count, short } from "../../web/report/number.ts";
import type { EvidenceView } from "../../web/report/view.ts";
import { type MetricName, metricNames } from "../evaluation_file.ts";
import type { Result } from "../results_file.ts";
import { type CellEvidence, digits, evaluationAnchor } from "./anchors.ts";
import { metricTexts } from "./metric_text.ts";

/** The evaluations of each cell, with the metrics that any of them has. */
export function evidenceViews(cells: readonly CellEvidence[]): EvidenceView[] {
  return cells.map((cell): EvidenceView => {
    const results = cell.arms.flatMap((arm) => arm.results);
    const names = metricNames.filter((name) =>
      results.some(({ metrics }) => metrics[name] !== undefined)
    );
    return {
      title: titleOf(cell),
      count: count(results.length, "evaluation"),
      columns: names.map((name) => metricTexts[name].short),
      arms: cell.arms.map(({ id, method, results }) => ({
        id,
        arm: method,
        rows: results.map((result) => ({
          id: evaluationAnchor(result.source),
          seed: String(result.seed),
          command: `deno task lineage ${result.source.slice(0, digits)}`,
          source: {
            digest: result.source,
            text: "Explore",
            of: `${method}, seed ${result.seed}`,
          },
          cells: names.map((name) => valueOf(result, name)),
        })),
      })),
    };
  });
}

function titleOf({ kind, baseRatio, ratio }: CellEvidence): string {
  const base = `${kind}, base ${short(baseRatio)}`;
  return ratio === null
    ? `${base}, no demonstrations`
    : `${base}, demonstrations ${short(ratio)}`;
}

function valueOf({ metrics }: Result, name: MetricName): string {
  const value = metrics[name];
  return value === undefined ? "\u2013" : metricTexts[name].write(value);
}
