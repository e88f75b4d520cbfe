/**
 * Laying temporaries out in arenas: two may share memory when they are not
 * alive at the same time. Greedy by size: the largest first, each at the
 * lowest offset where it fits (Pisarchyk and Lee, arXiv 2001.03288, section
 * 4.2, "greedy by size for offset calculation").
 *
 * Where a device takes no piece as large as all of it, the memory is cut into
 * arenas of equal length, the last one shorter, and no temporary lies across a
 * cut.
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

/** Where a temporary lies. */
export interface Place {
  /** The number of its arena. */
  readonly arena: number;
  /** Its first element there. */
  readonly offset: number;
}

/** Where temporaries lie. */
export interface Layout {
  /** The lengths of the arenas, in elements. */
  readonly arenas: readonly number[];
  readonly places: ReadonlyMap<Interval, Place>;
}

/**
 * Lays intervals out. The result depends on their order and values alone.
 *
 * @param limit Elements of an arena, at most.
 * @throws {RangeError} Where a single temporary has more.
 */
export function layOut(
  intervals: readonly Interval[],
  limit = Infinity,
): Layout {
  const most = limit === Infinity ? limit : limit - limit % alignment;
  const bySize = intervals.map((interval, i) => ({ interval, i })).sort(
    (a, b) => b.interval.length - a.interval.length || a.i - b.i,
  );
  // Offsets are counted through all arenas until the end.
  const placed: { interval: Interval; from: number; to: number }[] = [];
  let length = 0;
  for (const { interval } of bySize) {
    const size = aligned(interval.length);
    if (size > most) {
      throw new RangeError(
        `Cannot plan memory for a temporary of ${interval.length} elements: ` +
          `the device takes ${limit} at most in one piece`,
      );
    }
    let from = 0;
    // `placed` is kept in ascending order of `from`.
    for (const other of placed) {
      const together = other.interval.first <= interval.last &&
        interval.first <= other.interval.last;
      if (!together) continue;
      if (from + size <= other.from) break;
      from = uncut(Math.max(from, other.to), size, most);
    }
    const entry = { interval, from, to: from + size };
    const at = placed.findIndex((other) => other.from > from);
    placed.splice(at < 0 ? placed.length : at, 0, entry);
    length = Math.max(length, entry.to);
  }
  const arenas: number[] = [];
  for (let from = 0; from < length; from += most) {
    arenas.push(Math.min(most, length - from));
  }
  const places = new Map(placed.map(({ interval, from }) => {
    const arena = most === Infinity ? 0 : Math.floor(from / most);
    return [interval, {
      arena,
      offset: arena === 0 ? from : from - arena * most,
    }];
  }));
  return { arenas, places };
}

/** The lowest offset from `from` on at which `size` elements are not cut. */
function uncut(from: number, size: number, most: number): number {
  if (most === Infinity) return from;
  const end = (Math.floor(from / most) + 1) * most;
  return from + size <= end ? from : end;
}

/**
 * The elements that no layout can do without: the most that are alive at one
 * time.
 */
export function leastLength(intervals: readonly Interval[]): number {
  // The most is reached where one of them begins.
  const at = (time: number) =>
    intervals.reduce(
      (sum, { first, last, length }) =>
        first <= time && time <= last ? sum + aligned(length) : sum,
      0,
    );
  return Math.max(0, ...intervals.map(({ first }) => at(first)));
}

/** Rounds a length up to the alignment of locations. */
export function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}
