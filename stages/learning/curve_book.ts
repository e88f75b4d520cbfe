/**
 * Learning curves while they grow.
 *
 * @module
 */

import type { Curves } from "../curves.ts";
import { findWarnings, type Points } from "./health.ts";
import type { Series } from "./smoothing.ts";

/** A watched number's name in curves, and its unit. */
export type Units = Readonly<Record<string, string>>;

/** Takes points, and makes curves of them. */
export class CurveBook {
  readonly #points = new Map<string, (readonly [number, number])[]>();

  /** @param heldOutPairs See {@linkcode findWarnings}. */
  constructor(readonly units: Units, readonly heldOutPairs = 0) {}

  /** All points so far, in a form that JSON can hold. */
  get points(): Points {
    return Object.fromEntries(this.#points);
  }

  /** What looks wrong so far. It follows from the points alone. */
  get warnings(): Curves["warnings"] {
    return findWarnings(this.points, this.heldOutPairs);
  }

  /** Takes over the points of an earlier book, and forgets its own. */
  resume(points: Points): void {
    this.#points.clear();
    for (const [name, values] of Object.entries(points)) {
      this.#points.set(name, [...values]);
    }
  }

  /** Adds a point; only series with a unit are kept. */
  add(name: string, step: number, value: number): void {
    if (!(name in this.units)) return;
    const points = this.#points.get(name) ?? [];
    points.push([step, value]);
    this.#points.set(name, points);
  }

  /** The curves, thinned to at most `limit` points each by averaging. */
  curves(limit = 200): Curves {
    return {
      version: 2,
      series: Object.entries(this.units).map(([name, unit]) => ({
        name,
        unit,
        points: thin(this.#points.get(name) ?? [], limit),
      })),
      warnings: this.warnings,
    };
  }
}

/** Means of equal runs of points; a run stands at its last step. */
function thin(points: Series, limit: number): [number, number][] {
  const run = Math.max(1, Math.ceil(points.length / limit));
  const result: [number, number][] = [];
  for (let from = 0; from < points.length; from += run) {
    const part = points.slice(from, from + run);
    const sum = part.reduce((total, [, value]) => total + value, 0);
    result.push([part[part.length - 1]![0], sum / part.length]);
  }
  return result;
}
