/**
 * The order within each rank: few crossings, by barycentre sweeps.
 *
 * @module
 */

import type { Edge } from "./acyclic.ts";

/** Down and up count as two. */
const sweeps = 12;

/**
 * Orders the nodes of each rank.
 *
 * @param ranks The rank of each node. Every edge is to the next rank.
 * @returns For each rank its nodes from left to right.
 */
export function order(
  ranks: readonly number[],
  edges: readonly Edge[],
): number[][] {
  const before: number[][] = ranks.map(() => []);
  const after: number[][] = ranks.map(() => []);
  for (const { from, to } of edges) {
    after[from]!.push(to);
    before[to]!.push(from);
  }
  let rows: number[][] = [];
  for (const [node, at] of ranks.entries()) (rows[at] ??= []).push(node);
  rows = Array.from(rows, (row) => row ?? []);
  const place = new Array<number>(ranks.length).fill(0);
  const settle = (row: readonly number[]) =>
    row.forEach((node, at) => place[node] = at);
  rows.forEach(settle);
  let best = rows.map((row) => [...row]);
  let fewest = crossings(rows, after, place);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const near = down ? before : after;
    const going = down ? rows : rows.toReversed();
    for (const row of going) {
      const centre = new Map(row.map((node) => {
        const others = near[node]!;
        const sum = others.reduce((total, one) => total + place[one]!, 0);
        return [node, others.length > 0 ? sum / others.length : place[node]!];
      }));
      row.sort((a, b) =>
        centre.get(a)! - centre.get(b)! || place[a]! - place[b]!
      );
      settle(row);
    }
    const now = crossings(rows, after, place);
    if (now >= fewest) continue;
    fewest = now;
    best = rows.map((row) => [...row]);
  }
  return best;
}

/** How many pairs of edges cross. */
export function crossings(
  rows: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
  place: readonly number[],
): number {
  let total = 0;
  for (const [at, row] of rows.entries()) {
    const width = rows[at + 1]?.length ?? 0;
    // A Fenwick tree of how many edges end up to each place of the next rank.
    const tree = new Uint32Array(width + 1);
    let ended = 0;
    for (const node of row) {
      const ends = after[node]!.map((one) => place[one]!);
      for (const end of ends) {
        let left = 0;
        for (let i = end + 1; i > 0; i -= i & -i) left += tree[i]!;
        total += ended - left;
      }
      for (const end of ends) {
        for (let i = end + 1; i <= width; i += i & -i) tree[i]!++;
        ended++;
      }
    }
  }
  return total;
}
