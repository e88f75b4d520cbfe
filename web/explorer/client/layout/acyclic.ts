/**
 * Which edges of a graph go forward. Stages never form a cycle, but folded
 * groups may: rounds of an algorithm go from one group to another and back.
 *
 * @module
 */

/** An edge, by the numbers of its ends. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

/** An edge, and how much it matters that it goes forward. */
export interface WeightedEdge extends Edge {
  /** One where it is not said. */
  readonly weight?: number;
}

/**
 * Whether each edge goes back. Without those that do, the graph has no cycle;
 * an edge that is in no cycle never goes back.
 *
 * Within a cycle, it is the heavy edges that go forward: the nodes are put in
 * an order by the heuristic of Eades, Lin and Smyth (1993), which takes next
 * the node that outweighs most what still leads to it.
 *
 * @param hints What to take first where the weights say nothing.
 */
export function backEdges(
  count: number,
  edges: readonly WeightedEdge[],
  hints: readonly number[],
): boolean[] {
  const component = components(count, edges);
  const inner = edges.filter(({ from, to }) =>
    component[from] === component[to]
  );
  const open = new Set(inner.flatMap(({ from, to }) => [from, to]));
  const balance = new Map([...open].map((node) => [node, 0]));
  const change = (node: number, by: number) =>
    balance.set(node, balance.get(node)! + by);
  for (const { from, to, weight = 1 } of inner) {
    change(from, weight);
    change(to, -weight);
  }
  const place = new Map<number, number>();
  while (open.size > 0) {
    const [next] = [...open].sort((a, b) =>
      balance.get(b)! - balance.get(a)! || hints[a]! - hints[b]! || a - b
    );
    place.set(next!, place.size);
    open.delete(next!);
    for (const { from, to, weight = 1 } of inner) {
      if (from === next) change(to, weight);
      if (to === next) change(from, -weight);
    }
  }
  return edges.map(({ from, to }) =>
    component[from] === component[to] && place.get(from)! > place.get(to)!
  );
}

/** The strongly connected component of each node, by Tarjan's algorithm. */
export function components(count: number, edges: readonly Edge[]): number[] {
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) out[from]!.push(to);
  const index = new Array<number>(count).fill(-1);
  const low = new Array<number>(count).fill(0);
  const component = new Array<number>(count).fill(-1);
  const stack: number[] = [];
  let next = 0;
  let found = 0;
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue;
    // Each frame is a node and how many of its edges were looked at.
    const frames: [number, number][] = [[root, 0]];
    while (frames.length > 0) {
      const frame = frames.at(-1)!;
      const [node, done] = frame;
      if (done === 0) {
        index[node] = low[node] = next++;
        stack.push(node);
      }
      const to = out[node]![done];
      if (to !== undefined) {
        frame[1]++;
        if (index[to] === -1) frames.push([to, 0]);
        else if (component[to] === -1) {
          low[node] = Math.min(low[node]!, index[to]!);
        }
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent !== undefined) {
        low[parent[0]] = Math.min(low[parent[0]]!, low[node]!);
      }
      if (low[node] !== index[node]) continue;
      for (let member = -1; member !== node;) {
        member = stack.pop()!;
        component[member] = found;
      }
      found++;
    }
  }
  return component;
}

/**
 * Whether each edge is implied: whether there is a longer way between its
 * ends. The graph must have no cycle.
 */
export function impliedEdges(count: number, edges: readonly Edge[]): boolean[] {
  const order = topological(count, edges);
  const place = new Array<number>(count).fill(0);
  order.forEach((node, at) => place[node] = at);
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const { from, to } of edges) out[from]!.push(to);
  const words = Math.ceil(count / 32);
  const reach = new Uint32Array(count * words);
  const has = (from: number, to: number) =>
    (reach[from * words + (to >>> 5)]! & (1 << (to & 31))) !== 0;
  const implied = new Set<number>();
  for (const node of order.toReversed()) {
    // The nearest first: what they reach makes edges further on implied.
    const near = out[node]!.toSorted((a, b) => place[a]! - place[b]!);
    for (const to of near) {
      if (has(node, to)) implied.add(node * count + to);
      for (let word = 0; word < words; word++) {
        reach[node * words + word]! |= reach[to * words + word]!;
      }
      reach[node * words + (to >>> 5)]! |= 1 << (to & 31);
    }
  }
  return edges.map(({ from, to }) => implied.has(from * count + to));
}

/** Nodes in an order in which each comes after what leads to it. */
export function topological(count: number, edges: readonly Edge[]): number[] {
  const out: number[][] = Array.from({ length: count }, () => []);
  const open = new Array<number>(count).fill(0);
  for (const { from, to } of edges) {
    out[from]!.push(to);
    open[to]!++;
  }
  const order: number[] = [];
  for (let node = 0; node < count; node++) {
    if (open[node] === 0) order.push(node);
  }
  for (let at = 0; at < order.length; at++) {
    for (const to of out[order[at]!]!) {
      if (--open[to]! === 0) order.push(to);
    }
  }
  return order;
}
