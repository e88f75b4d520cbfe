/**
 * Laying temporaries out in one arena: two may share memory when they are not
 * alive at the same time. Greedy by size: the largest first, each at the
 * lowest offset where it fits (Pisarchyk and Lee, arXiv 2001.03288, section
 * 4.2, "greedy by size for offset calculation").
 *
 * @module
 */

import { alignment } from "../device/device.ts";

/** When a temporary is alive, and how many elements it has. */
export interface Interval {
  first: number;
  last: number;
  length: number;
}

/** Where temporaries lie. */
export interface Layout {
  /** The length of the arena, in elements. */
  readonly length: number;
  readonly offsets: ReadonlyMap<Interval, number>;
}

/** Lays intervals out. The result depends on their order and values alone. */
export function layOut(intervals: readonly Interval[]): Layout {
  const bySize = intervals.map((interval, i) => ({ interval, i })).sort(
    (a, b) => b.interval.length - a.interval.length || a.i - b.i,
  );
  const placed: { interval: Interval; from: number; to: number }[] = [];
  const offsets = new Map<Interval, number>();
  let length = 0;
  for (const { interval } of bySize) {
    const size = Math.ceil(interval.length / alignment) * alignment;
    let from = 0;
    // `placed` is kept in ascending order of `from`.
    for (const other of placed) {
      const together = other.interval.first <= interval.last &&
        interval.first <= other.interval.last;
      if (!together) continue;
      if (from + size <= other.from) break;
      from = Math.max(from, other.to);
    }
    const entry = { interval, from, to: from + size };
    const at = placed.findIndex((other) => other.from > from);
    placed.splice(at < 0 ? placed.length : at, 0, entry);
    offsets.set(interval, from);
    length = Math.max(length, entry.to);
  }
  return { length, offsets };
}
