/**
 * Places labels beside the ends of lines without letting them overlap.
 *
 * @module
 */

/**
 * Moves labels as little as needed: each stays as near as it can to where its
 * line ends, in the same order, at least `gap` apart and within the bounds
 * where they fit.
 *
 * @param wanted Where each label would like to be, in pixels.
 * @returns Where each label goes, in the order of `wanted`.
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) =>
    (wanted[a] as number) - (wanted[b] as number) || a - b
  );
  // Groups of touching labels, each centred on the mean of what it wants.
  const groups: { start: number; count: number; sum: number }[] = [];
  order.forEach((index, rank) => {
    let group = { start: rank, count: 1, sum: wanted[index] as number };
    for (;;) {
      const before = groups[groups.length - 1];
      if (!before || bottom(before, gap) + gap <= top(group, gap)) break;
      groups.pop();
      group = {
        start: before.start,
        count: before.count + group.count,
        sum: before.sum + group.sum,
      };
    }
    groups.push(group);
  });
  const placed = new Array<number>(wanted.length);
  for (const group of groups) {
    for (let i = 0; i < group.count; i++) {
      placed[order[group.start + i] as number] = top(group, gap) + i * gap;
    }
  }
  return inside(placed, order, gap, low, high);
}

function top(group: { count: number; sum: number }, gap: number): number {
  return group.sum / group.count - (group.count - 1) / 2 * gap;
}

function bottom(group: { count: number; sum: number }, gap: number): number {
  return group.sum / group.count + (group.count - 1) / 2 * gap;
}

/** Pushes labels back inside the bounds, the upper bound first. */
function inside(
  placed: number[],
  order: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  let limit = high;
  for (const index of [...order].reverse()) {
    placed[index] = Math.min(placed[index] as number, limit);
    limit = (placed[index] as number) - gap;
  }
  limit = low;
  for (const index of order) {
    placed[index] = Math.max(placed[index] as number, limit);
    limit = (placed[index] as number) + gap;
  }
  return placed;
}
