/**
 * Random shapes for any kernel: single rows and none at all, lengths beside the
 * multiples of a tile, and everything between. They follow from the names of a
 * kernel's dimensions; a workload may narrow them.
 *
 * @module
 */

import fc from "fast-check";
import type { Dims, Kernel } from "../kernels/mod.ts";
import { workloadOf } from "./workloads/mod.ts";
import type { Sizes } from "./workloads/workload.ts";

/** What a dimension of some name may be, unless a workload says otherwise. */
const sizesByName: Readonly<Record<string, Sizes>> = {
  n: [0, 9000],
  m: [0, 600],
  k: [0, 1200],
  rows: [0, 4200],
  columns: [1, 9000],
  vocabulary: [1, 5000],
  entries: [1, 300],
  batch: [0, 40],
  time: [1, 140],
  capacity: [1, 140],
  slots: [1, 40],
  cells: [1, 300],
  width: [1, 300],
  heads: [1, 5],
  // Programs may be compiled for a head's size, so these are few.
  size: { of: [1, 5, 8, 16, 65] },
  half: [0, 8],
  positions: [1, 70],
};

/** Sizes of tiles, vectors and slices, whatever the device. */
const tiles = [4, 6, 8, 12, 16, 32, 64, 128, 256, 512, 1024, 4096];
/** Floating-point operations of a shape, at most. */
const mostOperations = 800_000;
/** Elements of all operands, unless a workload says otherwise. */
const elements = 24_000;

/** Shapes of a kernel, as its dimensions in order. */
export function raggedShapes(kernel: Kernel): fc.Arbitrary<number[]> {
  const { ragged = {}, mend = (dims) => dims, mostElements = elements } =
    workloadOf(kernel.name);
  const sizes = kernel.dims.map((name) => {
    const found = ragged[name] ?? sizesByName[name];
    if (found) return found;
    throw new Error(
      `Dimension "${name}" of kernel "${kernel.name}" has no sizes in ` +
        `learn/testing/ragged.ts`,
    );
  });
  return fc.tuple(...sizes.map(sizeOf)).map((drawn) => {
    const shape = trim(kernel, drawn, sizes, mostElements);
    const dims = mend(dimsOf(kernel, shape));
    return kernel.dims.map((name) => dims[name]!);
  });
}

const dimsOf = (kernel: Kernel, shape: readonly number[]): Dims =>
  Object.fromEntries(kernel.dims.map((name, i) => [name, shape[i]!]));

function sizeOf(sizes: Sizes): fc.Arbitrary<number> {
  if ("of" in sizes) return fc.constantFrom(...sizes.of);
  const [least, most] = sizes;
  const near = fc.tuple(
    fc.constantFrom(...tiles),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: -1, max: 1 }),
  ).map(([tile, times, off]) => tile * times + off)
    .map((size) => size <= most ? size : Math.max(least, size % (most + 1)));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(least) },
    {
      weight: 2,
      arbitrary: fc.integer({ min: least, max: Math.min(most, 9) }),
    },
    {
      weight: 4,
      arbitrary: near.map((size) => Math.max(least, size)),
    },
    { weight: 1, arbitrary: fc.integer({ min: least, max: most }) },
  );
}

/**
 * Makes the largest dimension smaller until the shape is cheap enough, and
 * keeps its remainder by 64, so that what lay beside a tile's multiple still
 * does.
 */
function trim(
  kernel: Kernel,
  drawn: readonly number[],
  sizes: Sizes[],
  mostElements: number,
) {
  const shape = [...drawn];
  const tooMuch = () => {
    const dims = dimsOf(kernel, shape);
    const elements = kernel.operands.reduce((n, o) => n + o.length(dims), 0);
    return elements > mostElements || kernel.flops(dims) > mostOperations;
  };
  while (tooMuch()) {
    const free = shape.map((size, i) => "of" in sizes[i]! ? 0 : size);
    const i = free.indexOf(Math.max(...free)), size = free[i]!;
    shape[i] = size < 128 ? size >> 1 : size - 64 * Math.ceil(size / 256);
  }
  return shape;
}
