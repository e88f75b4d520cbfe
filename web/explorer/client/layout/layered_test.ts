import assert from "node:assert/strict";
import fc from "fast-check";
import { components, impliedEdges } from "./acyclic.ts";
import { separate } from "./align.ts";
import { type Drawn, layered, pathData } from "./layered.ts";
import { crossings, order } from "./order.ts";

/** A graph of up to 30 nodes; `forward` has edges to later nodes alone. */
function graphs(forward: boolean): fc.Arbitrary<Drawn> {
  const size = fc.record({
    width: fc.integer({ min: 20, max: 300 }),
    height: fc.integer({ min: 20, max: 200 }),
  });
  return fc.array(size, { minLength: 1, maxLength: 30 }).chain((nodes) => {
    const node = fc.nat(nodes.length - 1);
    return fc.record({
      edges: fc.uniqueArray(fc.record({ from: node, to: node }), {
        maxLength: 80,
        selector: ({ from, to }) => `${from} ${to}`,
      }).map((edges) =>
        edges.filter(({ from, to }) => forward ? from < to : from !== to)
      ),
      hints: fc.array(fc.nat(9), {
        minLength: nodes.length,
        maxLength: nodes.length,
      }),
      direction: fc.constantFrom("down" as const, "right" as const),
      gap: fc.integer({ min: 4, max: 40 }),
      rankGap: fc.integer({ min: 4, max: 60 }),
    }).map((rest) => ({ nodes, ...rest }));
  });
}

Deno.test("no two nodes overlap, and all are within the drawing", () => {
  fc.assert(fc.property(graphs(false), (drawn) => {
    const { places, width, height } = layered(drawn);
    const boxes = places.map(([x, y], at) => ({ x, y, ...drawn.nodes[at]! }));
    for (const [at, a] of boxes.entries()) {
      assert.ok(a.x > -0.01 && a.x + a.width < width + 0.01);
      assert.ok(a.y > -0.01 && a.y + a.height < height + 0.01);
      for (const b of boxes.slice(at + 1)) {
        assert.ok(
          a.x + a.width < b.x + 0.01 || b.x + b.width < a.x + 0.01 ||
            a.y + a.height < b.y + 0.01 || b.y + b.height < a.y + 0.01,
        );
      }
    }
  }));
});

Deno.test("without cycles, every edge goes forward", () => {
  fc.assert(fc.property(graphs(true), (drawn) => {
    const along = drawn.direction === "down" ? 1 : 0;
    for (const { back, points } of layered(drawn).routes) {
      assert.equal(back, false);
      for (const [at, point] of points.slice(1).entries()) {
        assert.ok(points[at]![along]! <= point[along]! + 1e-6);
      }
      assert.ok(points[0]![along]! < points.at(-1)![along]!);
    }
  }));
});

Deno.test("only an edge of a cycle goes back", () => {
  fc.assert(fc.property(graphs(false), (drawn) => {
    const component = components(drawn.nodes.length, drawn.edges);
    const { ranks, routes } = layered(drawn);
    for (const { from, to, back } of routes) {
      if (back) assert.equal(component[from], component[to]);
      else assert.ok(ranks[from]! < ranks[to]!);
    }
  }));
});

Deno.test("what is implied can be reached by edges that are not", () => {
  fc.assert(
    fc.property(graphs(true), ({ nodes, edges }) => {
      const implied = impliedEdges(nodes.length, edges);
      const kept = edges.filter((_, at) => !implied[at]);
      const reach = (from: number): Set<number> =>
        new Set(
          kept.filter((edge) => edge.from === from)
            .flatMap(({ to }) => [to, ...reach(to)]),
        );
      for (const { from, to } of edges) assert.ok(reach(from).has(to));
      for (const edge of kept) {
        // Without any one of them, something could not be reached.
        const others = kept.filter((one) => one !== edge);
        const open = [edge.from];
        const found = new Set<number>();
        for (let node = open.pop(); node !== undefined; node = open.pop()) {
          for (const { from, to } of others) {
            if (from === node && !found.has(to)) {
              found.add(to);
              open.push(to);
            }
          }
        }
        assert.equal(found.has(edge.to), false);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("the same graph gives the same drawing", () => {
  fc.assert(fc.property(graphs(false), (drawn) => {
    assert.deepEqual(layered(drawn), layered(structuredClone(drawn)));
  }));
});

Deno.test("nothing and a single node can be drawn", () => {
  const rest = {
    edges: [],
    direction: "down",
    gap: 8,
    rankGap: 8,
  } as const;
  const none = layered({ nodes: [], hints: [], ...rest });
  assert.deepEqual([none.width, none.height], [0, 0]);
  const one = layered({
    nodes: [{ width: 9, height: 4 }],
    hints: [0],
    ...rest,
  });
  assert.deepEqual([one.width, one.height, one.places], [9, 4, [[0, 0]]]);
});

Deno.test("things that want the same place stand around it", () => {
  assert.deepEqual(separate([0, 0, 0], [1, 1, 1], [10, 10, 10], 2), [
    -12,
    0,
    12,
  ]);
  assert.deepEqual(separate([0, 100], [1, 1], [10, 10], 2), [0, 100]);
});

Deno.test("a crossing that can be undone is undone", () => {
  const edges = [{ from: 0, to: 3 }, { from: 1, to: 2 }];
  const rows = order([0, 0, 1, 1], edges);
  const place = [0, 0, 0, 0];
  for (const row of rows) row.forEach((node, at) => place[node] = at);
  const after = [[3], [2], [], []];
  assert.equal(crossings(rows, after, place), 0);
  assert.equal(crossings([[0, 1], [2, 3]], after, [0, 1, 0, 1]), 1);
});

Deno.test("a route is a line that is straight beside a rank", () => {
  assert.equal(
    pathData([[0, 0], [10, 20], [10, 40], [0, 60]], "down"),
    "M0,0C0,10 10,10 10,20L10,40C10,50 0,50 0,60",
  );
});
