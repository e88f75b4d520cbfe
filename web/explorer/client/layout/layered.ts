/**
 * A layered drawing of a graph: ranks below one another, or beside one another,
 * with every edge going forward but for those that close a cycle.
 *
 * The steps are those of Sugiyama, Tagawa and Toda (1981): ranks by longest
 * ways, long edges cut at each rank, barycentre sweeps, then places. The same
 * graph gives the same drawing.
 *
 * @module
 */

import {
  backEdges,
  type Edge,
  impliedEdges,
  type WeightedEdge,
} from "./acyclic.ts";
import { align, type Item } from "./align.ts";
import { order } from "./order.ts";
import { rank } from "./rank.ts";

/** What is to be drawn. */
export interface Drawn {
  /** The nodes' sizes. */
  readonly nodes: readonly {
    readonly width: number;
    readonly height: number;
  }[];
  /** None from a node to itself. */
  readonly edges: readonly WeightedEdge[];
  /** How early each node comes, for graphs with cycles. */
  readonly hints: readonly number[];
  /** Where the edges lead. */
  readonly direction: "down" | "right";
  /** Between nodes of a rank, and between ranks. */
  readonly gap: number;
  readonly rankGap: number;
}

/** A point of the drawing. */
export type Point = readonly [x: number, y: number];

/** Where everything is. */
export interface Layout {
  /** The nodes' upper left corners. */
  readonly places: readonly Point[];
  readonly ranks: readonly number[];
  readonly routes: readonly Route[];
  readonly width: number;
  readonly height: number;
}

/** How an edge is drawn. */
export interface Route extends Edge {
  /** Whether it closes a cycle, and goes back. */
  readonly back: boolean;
  /** Whether a longer way between its ends is drawn as well. */
  readonly implied: boolean;
  /** Where it begins and ends, and at which sides of the ranks it goes by. */
  readonly points: readonly Point[];
}

/** Between an edge that goes by and what it goes by. */
const lane = 10;

/** Lays a graph out. */
export function layered(drawn: Drawn): Layout {
  const { nodes, edges, hints } = drawn;
  const across = drawn.direction === "right";
  const breadth = nodes.map(({ width, height }) => across ? height : width);
  const length = nodes.map(({ width, height }) => across ? width : height);
  const back = backEdges(nodes.length, edges, hints);
  const forward = edges.filter((_, at) => !back[at]);
  const ranks = rank(nodes.length, forward);
  const implied = impliedEdges(nodes.length, forward);
  const kept = forward.filter((_, at) => !implied[at]);

  const { chains, allRanks, pieces } = cut(nodes.length, kept, ranks);
  const rows = order(allRanks, pieces);
  const items: (Item & { before: number[]; after: number[] })[] = allRanks.map(
    (_, node) => ({
      width: breadth[node] ?? lane,
      weight: node < nodes.length ? 1 : 4,
      before: [],
      after: [],
    }),
  );
  for (const { from, to } of pieces) {
    items[from]!.after.push(to);
    items[to]!.before.push(from);
  }
  const middle = align(rows, items, drawn.gap);
  const left = Math.min(
    ...middle.map((at, node) => at - items[node]!.width / 2),
    Infinity,
  );

  const thickness = rows.map((row) =>
    Math.max(0, ...row.map((node) => length[node] ?? 0))
  );
  const start: number[] = [];
  let end = 0;
  for (const [at, size] of thickness.entries()) {
    start.push(end);
    end += size + (at + 1 < thickness.length ? drawn.rankGap : 0);
  }
  const turned = (along: number, beside: number): Point =>
    across ? [along, beside] : [beside, along];
  const at = (node: number) => middle[node]! - left;
  /** The beginning of a node along its rank's axis: it is in its middle. */
  const head = (node: number) =>
    start[allRanks[node]!]! +
    (thickness[allRanks[node]!]! - (length[node] ?? 0)) / 2;
  const places = nodes.map((_, node) =>
    turned(head(node), at(node) - breadth[node]! / 2)
  );
  const port = ports(kept, middle, breadth);
  const routeOf = (
    edge: Edge,
    by: readonly number[],
    isKept: number,
  ): Point[] => {
    const [out, into] = isKept < 0
      ? [at(edge.from), at(edge.to)]
      : [at(edge.from) + port.out[isKept]!, at(edge.to) + port.into[isKept]!];
    return [
      turned(head(edge.from) + length[edge.from]!, out),
      ...by.flatMap((node) => {
        const from = start[allRanks[node]!]!;
        const to = from + thickness[allRanks[node]!]!;
        return [turned(from, at(node)), turned(to, at(node))];
      }),
      turned(head(edge.to), into),
    ];
  };
  let forwardAt = 0;
  let keptAt = 0;
  const routes = edges.map((edge, index): Route => {
    const { from, to } = edge;
    if (back[index]) {
      return {
        from,
        to,
        back: true,
        implied: false,
        points: [
          turned(head(from), at(from)),
          turned(head(to) + length[to]!, at(to)),
        ],
      };
    }
    if (implied[forwardAt++]) {
      const points = routeOf(edge, [], -1);
      return { from, to, back: false, implied: true, points };
    }
    const points = routeOf(edge, chains[keptAt]!, keptAt++);
    return { from, to, back: false, implied: false, points };
  });
  const right = Math.max(
    ...middle.map((at, node) => at + items[node]!.width / 2),
    left,
  );
  const size = nodes.length === 0 ? [0, 0] as const : turned(end, right - left);
  return { places, ranks, routes, width: size[0], height: size[1] };
}

/** Cuts edges at each rank that they go by. */
function cut(
  count: number,
  edges: readonly Edge[],
  ranks: readonly number[],
): { chains: number[][]; allRanks: number[]; pieces: Edge[] } {
  const allRanks = ranks.slice(0, count);
  const pieces: Edge[] = [];
  const chains = edges.map(({ from, to }) => {
    const chain: number[] = [];
    let last = from;
    for (let at = ranks[from]! + 1; at < ranks[to]!; at++) {
      const node = allRanks.push(at) - 1;
      chain.push(node);
      pieces.push({ from: last, to: node });
      last = node;
    }
    pieces.push({ from: last, to });
    return chain;
  });
  return { chains, allRanks, pieces };
}

/** Where beside a node's middle each edge leaves it, and comes to it. */
function ports(
  edges: readonly Edge[],
  middle: readonly number[],
  breadth: readonly number[],
): { out: number[]; into: number[] } {
  const spread = (end: "from" | "to", other: "from" | "to") => {
    const byNode = new Map<number, number[]>();
    for (const [at, edge] of edges.entries()) {
      const list = byNode.get(edge[end]) ?? [];
      list.push(at);
      byNode.set(edge[end], list);
    }
    const offset = new Array<number>(edges.length).fill(0);
    for (const [node, list] of byNode) {
      list.sort((a, b) =>
        middle[edges[a]![other]]! - middle[edges[b]![other]]! || a - b
      );
      const step = Math.min(14, breadth[node]! * 0.6 / list.length);
      for (const [at, edge] of list.entries()) {
        offset[edge] = (at - (list.length - 1) / 2) * step;
      }
    }
    return offset;
  };
  return { out: spread("from", "to"), into: spread("to", "from") };
}

/** A smooth line through the points of a route, as SVG's path data. */
export function pathData(
  points: readonly Point[],
  direction: "down" | "right",
): string {
  const text = ([x, y]: Point) => `${round(x)},${round(y)}`;
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${text(first)}`];
  let last = first;
  for (const [at, point] of rest.entries()) {
    // Every other piece goes straight by a rank.
    if (at % 2 === 1) parts.push(`L${text(point)}`);
    else {
      const [x, y] = [(last[0] + point[0]) / 2, (last[1] + point[1]) / 2];
      const [a, b]: [Point, Point] = direction === "down"
        ? [[last[0], y], [point[0], y]]
        : [[x, last[1]], [x, point[1]]];
      parts.push(`C${text(a)} ${text(b)} ${text(point)}`);
    }
    last = point;
  }
  return parts.join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
