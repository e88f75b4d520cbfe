/**
 * The results by method and ratio.
 *
 * @module
 */

import { type MetricName, metricNames } from "../evaluation_file.ts";
import type { Result } from "../results_file.ts";
import { type Estimate, estimate, type Seeded } from "./statistics.ts";

/** The results of one method at one ratio, by ascending seed. */
export interface Cell {
  readonly method: string;
  readonly ratio: number;
  readonly results: readonly Result[];
}

/** A method and its cells, by ascending ratio. */
export interface MethodCells {
  readonly method: string;
  /** True where the method sees demonstrations. */
  readonly seeing: boolean;
  /** True where it sees none and its one cell holds at every ratio. */
  readonly level: boolean;
  readonly cells: readonly Cell[];
}

/** The results by method, in the order of the results, and ratio. */
export interface Grid {
  readonly methods: readonly MethodCells[];
  /** Ascending; of the methods that see demonstrations, if there are any. */
  readonly ratios: readonly number[];
}

/**
 * Orders results into a grid.
 *
 * @param withoutDemonstrations Methods that see no demonstrations.
 */
export function gridOf(
  results: readonly Result[],
  withoutDemonstrations: readonly string[],
): Grid {
  const names = [...new Set(results.map(({ method }) => method))];
  const methods = names.map((method): MethodCells => {
    const own = results.filter((result) => result.method === method);
    const cells = ascending(own.map(ratioOf)).map((ratio) => ({
      method,
      ratio,
      results: own.filter((result) => ratioOf(result) === ratio)
        .toSorted((a, b) => a.seed - b.seed),
    }));
    const seeing = !withoutDemonstrations.includes(method);
    return { method, seeing, level: !seeing && cells.length === 1, cells };
  });
  const seeing = methods.filter(({ level }) => !level);
  const shown = seeing.length > 0 ? seeing : methods;
  const ratios = ascending(
    shown.flatMap(({ cells }) => cells.map(({ ratio }) => ratio)),
  );
  return { methods, ratios };
}

/** The cell of a method at a ratio, if there is one. */
export function cellAt(
  { level, cells }: MethodCells,
  ratio: number,
): Cell | undefined {
  return level ? cells[0] : cells.find((cell) => cell.ratio === ratio);
}

/** The metrics that some result has. */
export function metricsOf(grid: Grid): MetricName[] {
  return metricNames.filter((name) =>
    grid.methods.some(({ cells }) =>
      cells.some((cell) => seeded(cell, name).length > 0)
    )
  );
}

/** What saw no demonstrations stands at none of the ratios. */
function ratioOf({ ratio }: Result): number {
  return ratio ?? 0;
}

/** A metric's values by seed. */
export function seeded(cell: Cell, metric: MetricName): Seeded[] {
  return cell.results.flatMap(({ seed, metrics }) => {
    const value = metrics[metric];
    return value === undefined ? [] : [{ seed, value }];
  });
}

/** A metric's mean over the seeds. */
export function cellEstimate(cell: Cell, metric: MetricName): Estimate {
  return estimate(seeded(cell, metric).map(({ value }) => value));
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
