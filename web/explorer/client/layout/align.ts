/**
 * Where the nodes of each rank stand: near what they are joined with, in their
 * order, and never one over another.
 *
 * Each rank alone is a regression with order constraints: the places nearest
 * to the wanted ones, by weighted squares, of which the pool-adjacent-violators
 * algorithm gives the only solution (Barlow et al. 1972, section 1.2).
 *
 * @module
 */

/** What is known of a node. */
export interface Item {
  readonly width: number;
  /** How much it insists. A long edge insists more: it should be straight. */
  readonly weight: number;
  /** The nodes that it is joined with, in the ranks beside its own. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const sweeps = 10;

/** The middle of each node. */
export function align(
  rows: readonly (readonly number[])[],
  items: readonly Item[],
  gap: number,
): number[] {
  const middle = new Array<number>(items.length).fill(0);
  for (const row of rows) {
    let at = 0;
    for (const node of row) {
      middle[node] = at + items[node]!.width / 2;
      at += items[node]!.width + gap;
    }
    for (const node of row) middle[node]! -= (at - gap) / 2;
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0;
    const last = sweep >= sweeps - 2;
    for (const row of down ? rows : rows.toReversed()) {
      const wanted = row.map((node) => {
        const { before, after } = items[node]!;
        // At last, each is between all of its neighbours.
        const near = last ? [...before, ...after] : down ? before : after;
        if (near.length === 0) return middle[node]!;
        return near.reduce((sum, one) => sum + middle[one]!, 0) / near.length;
      });
      const places = separate(
        wanted,
        row.map((node) => items[node]!.weight),
        row.map((node) => items[node]!.width),
        gap,
      );
      row.forEach((node, at) => middle[node] = places[at]!);
    }
  }
  straighten(rows, items, gap, middle);
  return middle;
}

/** Puts what has but one before it, which has but it after it, just below. */
function straighten(
  rows: readonly (readonly number[])[],
  items: readonly Item[],
  gap: number,
  middle: number[],
): void {
  for (const row of rows) {
    const above = row.map((node) => {
      const { before } = items[node]!;
      const [only] = before;
      const alone = before.length === 1 && items[only!]!.after.length === 1;
      return alone ? only! : null;
    });
    const places = separate(
      row.map((node, at) => middle[above[at] ?? node]!),
      row.map((node, at) =>
        items[node]!.weight * (above[at] === null ? 1 : 20)
      ),
      row.map((node) => items[node]!.width),
      gap,
    );
    row.forEach((node, at) => middle[node] = places[at]!);
  }
}

/**
 * The middles nearest to the wanted ones, with at least a gap between what is
 * beside one another.
 */
export function separate(
  wanted: readonly number[],
  weights: readonly number[],
  widths: readonly number[],
  gap: number,
): number[] {
  // Without the room that is needed between them, middles must only ascend.
  const shift: number[] = [];
  for (const [at, width] of widths.entries()) {
    const before = at === 0 ? 0 : shift[at - 1]! + widths[at - 1]! / 2 + gap;
    shift.push(before + width / 2);
  }
  const blocks: { sum: number; weight: number; count: number }[] = [];
  for (const [at, want] of wanted.entries()) {
    const weight = weights[at]!;
    let block = { sum: (want - shift[at]!) * weight, weight, count: 1 };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.sum / last.weight >= block.sum / block.weight;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = {
        sum: block.sum + last.sum,
        weight: block.weight + last.weight,
        count: block.count + last.count,
      };
    }
    blocks.push(block);
  }
  const places = blocks.flatMap(({ sum, weight, count }) =>
    new Array<number>(count).fill(sum / weight)
  );
  return places.map((place, at) => place + shift[at]!);
}
