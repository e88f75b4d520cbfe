/**
 * A metric by method and ratio: what the figures over ratios draw.
 *
 * @module
 */

import type { Style } from "./palette.ts";

/** A method's metric at one ratio. */
export interface RatioPoint {
  readonly ratio: number;
  /** The mean over seeds. */
  readonly mean: number;
  /** The ends of the confidence interval, where there are seeds for one. */
  readonly interval: readonly [number, number] | undefined;
  /** The value of each seed. */
  readonly values: readonly number[];
}

/** A method's metric over the ratios, in ascending order. */
export interface RatioSeries {
  readonly method: string;
  readonly style: Style;
  /**
   * True where the method sees no demonstrations: its one value holds at every
   * ratio.
   */
  readonly level: boolean;
  readonly points: readonly RatioPoint[];
}

/** Every value that a panel of these series has to show. */
export function shownValues(series: readonly RatioSeries[]): number[] {
  return series.flatMap(({ points }) =>
    points.flatMap(({ mean, interval, values }) => [
      mean,
      ...values,
      ...(interval ?? []),
    ])
  );
}

/** The ratios of all series, ascending, each once. */
export function shownRatios(series: readonly RatioSeries[]): number[] {
  const all = series.filter(({ level }) => !level)
    .flatMap(({ points }) => points.map(({ ratio }) => ratio));
  return [...new Set(all)].sort((a, b) => a - b);
}
