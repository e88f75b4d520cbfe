import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device, Location } from "../device/device.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg } from "../testing/tiny.ts";
import { differentiate } from "./differentiate.ts";
import { count, Graph, reshape, type Tensor } from "./graph.ts";
import {
  add,
  affine,
  dot,
  exp,
  gelu,
  multiply,
  square,
  subtract,
  sum,
} from "./operations.ts";
import { overlap } from "./operands.ts";
import { compile, compileTogether, plan } from "./plan.ts";

/** Device memory with values, as a tensor. */
function memory(
  device: ReturnType<typeof createReferenceDevice>,
  graph: Graph,
  values: readonly number[],
): Tensor {
  const allocation = device.allocate(values.length);
  device.write(allocation, Float32Array.from(values));
  return graph.memory(
    { allocation, offset: 0, length: values.length },
    [values.length],
  );
}

function stored(
  device: ReturnType<typeof createReferenceDevice>,
  graph: Graph,
  tensor: Tensor,
) {
  const length = count(tensor);
  const allocation = device.allocate(length);
  graph.store(tensor, { allocation, offset: 0, length });
  return () => [...device.values(allocation)];
}

/** Three tensors in a device's memory, of five random numbers each. */
function randomLeaves(
  device: ReturnType<typeof createReferenceDevice>,
  graph: Graph,
  seed: number,
): Tensor[] {
  const rng = lcg(seed + 1);
  const five = () => Array.from({ length: 5 }, () => rng.uniform());
  return Array.from({ length: 3 }, () => memory(device, graph, five()));
}

/** A random expression over a few leaves, recorded step by step. */
function expression(graph: Graph, leaves: Tensor[], seed: number): Tensor {
  const rng = lcg(seed);
  const pool = leaves.slice();
  const pick = () => pool[rng.below(pool.length)]!;
  const operations = [
    () => add(pick(), pick()),
    () => subtract(pick(), pick()),
    () => multiply(pick(), pick()),
    () => affine(pick(), rng.uniform() - 0.5, 0.1),
    () => gelu(pick()),
    () => exp(affine(pick(), 0.1)),
    () => square(affine(pick(), 0.3)),
    () => reshape(reshape(pick(), [1, 5]), [5]),
  ];
  for (let i = 0; i < 12; i++) pool.push(operations[rng.below(8)]!());
  assert.equal(pool[0]!.graph, graph);
  return sum(pool[pool.length - 1]!);
}

Deno.test("a plan computes what step by step evaluation does", () => {
  fc.assert(
    fc.property(fc.nat(10_000), (seed) => {
      const device = createReferenceDevice();
      const graph = new Graph();
      const leaves = randomLeaves(device, graph, seed);
      const value = expression(graph, leaves, seed);
      const read = stored(device, graph, value);
      // Every tensor in memory of its own: nothing shared, nothing dropped.
      const places = new Map<Tensor, Location>();
      const place = (tensor: Tensor): Location => {
        if (tensor.location) return tensor.location;
        const original = tensor.node!.outputs.find((o) =>
          tensor.node!.outputs.length === 1 || o === tensor
        )!;
        if (!places.has(original)) {
          places.set(original, {
            allocation: device.allocate(count(original)),
            offset: 0,
            length: count(original),
          });
        }
        return places.get(original)!;
      };
      for (const node of graph.nodes) {
        device.load([{
          kernel: node.kernel.name,
          operands: node.operands.map(place),
          dims: node.kernel.dims.map((name) => node.dims[name]!),
          constants: node.constants,
        }]).run();
      }
      compile(device, graph).run();
      assert.deepEqual(
        read(),
        [...device.values(place(value).allocation)],
      );
    }),
    { numRuns: 60 },
  );
});

Deno.test("differentiate() agrees with central differences", () => {
  fc.assert(
    fc.property(fc.nat(10_000), (seed) => {
      const device = createReferenceDevice();
      const graph = new Graph();
      const leaves = randomLeaves(device, graph, seed);
      // Every leaf takes part, whatever the random expression uses.
      const rest = dot(leaves[0]!, add(leaves[1]!, leaves[2]!));
      const loss = add(expression(graph, leaves, seed), rest);
      const value = stored(device, graph, loss);
      const gradients = differentiate(loss, leaves)
        .map((gradient) => stored(device, graph, gradient));
      const program = compile(device, graph);
      const run = () => {
        program.run();
        return value()[0]!;
      };
      run();
      const analytic = gradients.map((read) => read());
      leaves.forEach((leaf, l) => {
        const values = device.values(leaf.location!.allocation);
        for (let i = 0; i < 5; i++) {
          const kept = values[i]!, h = 1e-5;
          values[i] = kept + h;
          const above = run();
          values[i] = kept - h;
          const below = run();
          values[i] = kept;
          const numeric = (above - below) / (2 * h);
          assert.ok(
            Math.abs(analytic[l]![i]! - numeric) <=
              1e-6 * (1 + Math.abs(numeric)),
          );
        }
      });
    }),
    { numRuns: 60 },
  );
});

Deno.test("plan() drops what nothing needs", () => {
  const device = createReferenceDevice();
  const graph = new Graph();
  const x = memory(device, graph, [1, 2, 3]);
  gelu(exp(x));
  stored(device, graph, affine(x, 2));
  const { steps, arenas } = plan(graph);
  assert.deepEqual(arenas, { f32: [], u32: [] });
  assert.deepEqual(
    steps({ f32: [], u32: [] }).map((s) => s.kernel),
    ["affine"],
  );
});

Deno.test("plan() never gives a step operands that overlap", () => {
  const device = createReferenceDevice();
  const graph = new Graph();
  const x = memory(device, graph, [1, 2, 3]);
  const y = multiply(x, x);
  const read = stored(device, graph, add(y, y));
  const arena = device.allocate(1000);
  for (const { operands } of plan(graph).steps({ f32: [arena], u32: [] })) {
    operands.forEach((a, i) =>
      operands.slice(i + 1).forEach((b) => assert.ok(!overlap(a, b)))
    );
  }
  compile(device, graph).run();
  assert.deepEqual(read(), [2, 8, 18]);
});

Deno.test("plan() stores over memory only after it was read", () => {
  const device = createReferenceDevice();
  const graph = new Graph();
  const x = memory(device, graph, [1, 2, 3]);
  const doubled = affine(x, 2);
  graph.store(doubled, x.location!);
  const read = stored(device, graph, add(doubled, x));
  const program = compile(device, graph);
  program.run();
  assert.deepEqual(read(), [3, 6, 9]);
  assert.deepEqual([...device.values(x.location!.allocation)], [2, 4, 6]);
  program.run(2);
  assert.deepEqual([...device.values(x.location!.allocation)], [8, 16, 24]);
});

Deno.test("plan() keeps stores into the same memory apart, the last one stays", () => {
  const device = createReferenceDevice();
  const graph = new Graph();
  const x = memory(device, graph, [1]);
  const to = { allocation: device.allocate(1), offset: 0, length: 1 };
  const a = affine(x, 10), b = affine(x, 100);
  graph.store(a, to);
  graph.store(b, to);
  const total = stored(device, graph, add(a, b));
  compile(device, graph).run();
  assert.deepEqual(total(), [110]);
  assert.deepEqual([...device.values(to.allocation)], [100]);
});

Deno.test("plan() stores memory before another store overwrites it", () => {
  const device = createReferenceDevice();
  const graph = new Graph();
  const x = memory(device, graph, [1]), y = memory(device, graph, [5]);
  const kept = stored(device, graph, x);
  graph.store(affine(y, 2), x.location!);
  compile(device, graph).run();
  assert.deepEqual(kept(), [1]);
  assert.deepEqual([...device.values(x.location!.allocation)], [10]);
});

Deno.test("compileTogether() gives programs one arena, until the last is freed", () => {
  const reference = createReferenceDevice();
  const arenas: { length: number; freed: boolean }[] = [];
  const device: Device = {
    ...reference,
    allocate(length, dtype) {
      const allocation = reference.allocate(length, dtype);
      const arena = { length, freed: false };
      arenas.push(arena);
      return Object.assign(allocation, { free: () => arena.freed = true });
    },
  };
  const record = (values: readonly number[]) => {
    const graph = new Graph();
    const y = square(exp(memory(reference, graph, values)));
    return { graph, read: stored(reference, graph, add(y, exp(y))) };
  };
  const short = record([0]), long = record(new Array(100).fill(0));
  const [first, second] = compileTogether(device, [[short.graph], [
    long.graph,
  ]]);
  // Two temporaries of at most 128 elements, aligned, are alive at a time.
  assert.deepEqual(arenas.map(({ length }) => length), [256]);
  first!.run();
  second!.run();
  first!.run();
  const wanted = 1 + Math.E;
  assert.deepEqual(short.read(), [wanted]);
  assert.deepEqual(long.read(), new Array(100).fill(wanted));
  first!.free();
  assert.equal(arenas[0]!.freed, false);
  second!.free();
  assert.equal(arenas[0]!.freed, true);
});

Deno.test("operations refuse shapes that do not fit", () => {
  const device = createReferenceDevice();
  const graph = new Graph();
  const x = memory(device, graph, [1, 2, 3]);
  const y = memory(device, graph, [1, 2]);
  assert.throws(
    () => add(x, y),
    /Cannot add tensors of shapes \[3\] and \[2\]/,
  );
  assert.throws(() => reshape(x, [2, 2]), /Cannot reshape \[3\] to \[2,2\]/);
  assert.throws(
    () => differentiate(sum(x), [y]),
    /does not depend on a tensor of shape \[2\]/,
  );
});
