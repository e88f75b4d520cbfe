/**
 * How well scores tell two groups apart.
 *
 * @module
 */

/**
 * The area under the ROC curve: the probability that a score of the first group
 * is above one of the second, equal ones counting half. By ranks (Mann and
 * Whitney 1947), in O(n log n).
 *
 * @returns null where a group is empty.
 */
export function areaUnderCurve(
  above: readonly number[],
  below: readonly number[],
): number | null {
  if (above.length === 0 || below.length === 0) return null;
  const all = [
    ...above.map((score) => ({ score, first: true })),
    ...below.map((score) => ({ score, first: false })),
  ].sort((a, b) => a.score - b.score);
  // Equal scores share the mean of their ranks. Twice the ranks are whole
  // numbers, so that the sum is exact.
  let twice = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]!.score === all[from]!.score) to++;
    for (let i = from; i < to; i++) if (all[i]!.first) twice += from + to + 1;
    from = to;
  }
  const n = above.length;
  return (twice - n * (n + 1)) / (2 * n * below.length);
}

/**
 * The share of pairs whose first score is the higher one, equal ones counting
 * half.
 *
 * @returns null where there is no pair.
 */
export function pairAccuracy(
  first: readonly number[],
  second: readonly number[],
): number | null {
  if (first.length === 0) return null;
  const right = first.reduce((sum, score, i) => {
    const other = second[i]!;
    return sum + (score > other ? 1 : score === other ? 0.5 : 0);
  }, 0);
  return right / first.length;
}
