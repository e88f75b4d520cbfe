/**
 * How far the law of odds predicts what policies emit.
 *
 * @module
 */

import type { Arm, Cell } from "../results_file.ts";
import { seesNone } from "./names.ts";

/** An arm of a cell with a prediction and a measurement. */
export interface Predicted {
  readonly cell: Cell;
  readonly arm: Arm;
  /** Shares between 0 and 1. */
  readonly predicted: number;
  readonly measured: number;
}

/**
 * Everything that the law says something of. A policy counts once: the first
 * round of several is often the arm of one round, measured under another name.
 */
export function predictionsOf(cells: readonly Cell[]): Predicted[] {
  return cells.flatMap((cell) => {
    const seen = new Set<string>();
    return cell.arms.flatMap((arm) => {
      const policy = JSON.stringify([arm.law, arm.metrics]);
      const measured = arm.metrics.low_quality_rate?.mean;
      const predicted = arm.predictedLowRate;
      if (
        seesNone(arm) || seen.has(policy) || measured === undefined ||
        predicted === null
      ) return [];
      seen.add(policy);
      return [{ cell, arm, predicted, measured }];
    });
  });
}

/** How predictions and measurements go together. */
export interface Fit {
  readonly points: number;
  /** The mean absolute error of the predictions. */
  readonly error: number;
  /**
   * The same if every policy emitted what the demonstrations hold, which is
   * what perfect imitation would do: the law has to do better than this.
   */
  readonly imitationError: number | undefined;
  /** Pearson's; undefined where either does not vary, or below three points. */
  readonly correlation: number | undefined;
}

/** Measures the fit. @param points At least one. */
export function fitOf(points: readonly Predicted[]): Fit {
  const known = points.flatMap(({ cell, measured }) => {
    const rate = cell.lowRates.demonstrations?.mean;
    return rate === undefined ? [] : [Math.abs(measured - rate)];
  });
  return {
    points: points.length,
    error: mean(
      points.map(({ predicted, measured }) => Math.abs(measured - predicted)),
    ),
    imitationError: known.length === points.length ? mean(known) : undefined,
    correlation: correlation(
      points.map(({ predicted }) => predicted),
      points.map(({ measured }) => measured),
    ),
  };
}

function correlation(
  a: readonly number[],
  b: readonly number[],
): number | undefined {
  if (a.length < 3) return undefined;
  const [left, right] = [centred(a), centred(b)];
  const scale = Math.sqrt(product(left, left) * product(right, right));
  return scale < 1e-12 ? undefined : product(left, right) / scale;
}

function centred(values: readonly number[]): number[] {
  const middle = mean(values);
  return values.map((value) => value - middle);
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
