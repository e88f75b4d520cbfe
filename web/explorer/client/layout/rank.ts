/**
 * Ranks: the rows of a layered drawing.
 *
 * @module
 */

import { type Edge, topological } from "./acyclic.ts";

/**
 * The rank of each node, from 0 on: each is after all that lead to it, as near
 * as can be to them; a node that leads to more than it comes from is as near
 * as can be to those that it leads to. The graph must have no cycle.
 */
export function rank(count: number, edges: readonly Edge[]): number[] {
  const from: number[][] = Array.from({ length: count }, () => []);
  const to: number[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) {
    from[edge.to]!.push(edge.from);
    to[edge.from]!.push(edge.to);
  }
  const order = topological(count, edges);
  const ranks = new Array<number>(count).fill(0);
  for (const node of order) {
    for (const one of from[node]!) {
      ranks[node] = Math.max(ranks[node]!, ranks[one]! + 1);
    }
  }
  for (const node of order.toReversed()) {
    if (to[node]!.length <= from[node]!.length) continue;
    const nearest = Math.min(...to[node]!.map((one) => ranks[one]!));
    ranks[node] = Math.max(ranks[node]!, nearest - 1);
  }
  const least = Math.min(...ranks, Infinity);
  return ranks.map((one) => one - least);
}
