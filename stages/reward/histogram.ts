/**
 * Two groups of scores as histograms with the same bins.
 *
 * @module
 */

/** Bins of equal width over all scores. */
export interface Histogram {
  /** The lower edge of each bin, and the upper one of the last. */
  readonly edges: number[];
  /** Scores in each bin: its lower edge included, its upper one not. */
  readonly clean: number[];
  readonly low: number[];
}

/** How many bins there are. */
export const bins = 24;

/**
 * Counts scores. Bins go from the lowest score to the highest, which is in the
 * last bin.
 */
export function histogram(
  clean: readonly number[],
  low: readonly number[],
): Histogram {
  const all = [...clean, ...low];
  const from = all.reduce((a, b) => Math.min(a, b), Infinity);
  const to = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = all.length === 0 ? 0 : from;
  // Scores that are all the same, or as near as no number can divide, lie in
  // the first bin of some width.
  const width = Math.max(0, (to - from) / bins) || 1 / bins;
  const count = (scores: readonly number[]) => {
    const counts = new Array<number>(bins).fill(0);
    for (const score of scores) {
      const bin = Math.min(bins - 1, Math.floor((score - least) / width));
      counts[bin] = counts[bin]! + 1;
    }
    return counts;
  };
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => least + i * width),
    clean: count(clean),
    low: count(low),
  };
}
