/**
 * Runs cases of one kernel on a device and checks everything that the device
 * did to its memory.
 *
 * All cases lie in one allocation a type, between guard elements, and run as
 * one program. Guards and operands that are only written start as NaN, so that
 * what a kernel reads or leaves out beyond its operands shows.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  alignment,
  type Allocation,
  type Device,
  type Location,
} from "../device/device.ts";
import type { DType, Kernel, Values } from "../kernels/mod.ts";
import type { Accuracy } from "./accuracy.ts";
import { boundsOf } from "./bounds/mod.ts";
import type { Case } from "./cases.ts";
import { checkSamples } from "./sampling.ts";

const types: readonly DType[] = ["f32", "u32"];
/** A quiet NaN whose low bits no computation would make. */
const guard = 0x7fc5a5a5;

/**
 * Runs a kernel on cases and checks what it wrote.
 *
 * @param others Devices that must write the same bytes.
 */
export async function runCases(
  device: Device,
  kernel: Kernel,
  cases: readonly Case[],
  accuracy: Accuracy,
  others: readonly Device[] = [],
): Promise<void> {
  const layout = layOut(kernel, cases);
  const result = await runTwice(device, kernel, cases, layout);
  checkGuards(layout, result);
  cases.forEach((one, i) =>
    checkCase(kernel, one, layout.places[i]!, result, accuracy)
  );
  for (const other of others) {
    const again = await runTwice(other, kernel, cases, layout);
    for (const type of types) {
      const at = again[type].findIndex((bits, i) => bits !== result[type][i]);
      const place = layout.places.findIndex((places) =>
        places.some((place) =>
          place.type === type && at >= place.offset &&
          at < place.offset + place.length
        )
      );
      assert.equal(
        at,
        -1,
        `${kernel.name} ${JSON.stringify(cases[place]?.dims)}: ` +
          `"${other.description}" gives other bytes than ` +
          `"${device.description}"`,
      );
    }
  }
}

/** Runs a program of all cases on memory that is the same both times. */
async function runTwice(
  device: Device,
  kernel: Kernel,
  cases: readonly Case[],
  layout: Layout,
): Promise<Images> {
  const memory = new Map<DType, Allocation>();
  for (const type of types) {
    const { length } = layout.images[type];
    if (length > 0) memory.set(type, device.allocate(length, type));
  }
  const executable = device.load(cases.map(({ dims, constants }, i) => ({
    kernel: kernel.name,
    operands: layout.places[i]!.map(({ type, offset, length }): Location => ({
      allocation: memory.get(type)!,
      offset,
      length,
    })),
    dims: kernel.dims.map((name) => dims[name]!),
    constants,
  })));
  try {
    const first = await runOnce(device, executable, memory, layout);
    const second = await runOnce(device, executable, memory, layout);
    for (const type of types) {
      const same = second[type].every((bits, i) => bits === first[type][i]);
      assert.ok(same, "a second run differs");
    }
    return first;
  } finally {
    executable.free();
    for (const allocation of memory.values()) allocation.free();
  }
}

/** Where an operand lies in its type's allocation. */
interface Place {
  readonly type: DType;
  readonly offset: number;
  readonly length: number;
}

/** The allocations' contents as bits, by type. */
type Images = Record<DType, Uint32Array>;

interface Layout {
  /** By case, in the order of the kernel's operands. */
  readonly places: readonly (readonly Place[])[];
  /** What the allocations hold before the run. */
  readonly images: Images;
}

/** Lays all operands out with at least {@linkcode alignment} guards between. */
function layOut(kernel: Kernel, cases: readonly Case[]): Layout {
  const ends: Record<DType, number> = { f32: 0, u32: 0 };
  const places = cases.map(({ operands }) =>
    kernel.operands.map(({ dtype: type }, i) => {
      const { length } = operands[i]!;
      const offset = ends[type] + alignment;
      ends[type] = offset + Math.ceil(length / alignment) * alignment;
      return { type, offset, length };
    })
  );
  const image = (type: DType) =>
    new Uint32Array(ends[type] && ends[type] + alignment).fill(guard);
  const images = { f32: image("f32"), u32: image("u32") };
  cases.forEach(({ operands }, c) =>
    kernel.operands.forEach(({ access }, i) => {
      if (access === "write") return;
      const { type, offset } = places[c]![i]!;
      const bits = type === "u32"
        ? operands[i]!
        : new Uint32Array(new Float32Array(operands[i]!).buffer);
      images[type].set(bits, offset);
    })
  );
  return { places, images };
}

async function runOnce(
  device: Device,
  executable: { run(): void },
  memory: ReadonlyMap<DType, Allocation>,
  { images }: Layout,
): Promise<Images> {
  const result: Images = { f32: new Uint32Array(), u32: new Uint32Array() };
  for (const [type, allocation] of memory) {
    const bits = images[type];
    device.write(
      allocation,
      type === "f32" ? new Float32Array(bits.buffer) : bits,
    );
  }
  executable.run();
  for (const [type, allocation] of memory) {
    const { buffer, byteOffset, length } = await device.read(allocation);
    result[type] = new Uint32Array(buffer, byteOffset, length);
  }
  return result;
}

/** Checks that nothing but operands changed. */
function checkGuards({ places, images }: Layout, result: Images) {
  const inside = {
    f32: new Uint8Array(images.f32.length),
    u32: new Uint8Array(images.u32.length),
  };
  for (const { type, offset, length } of places.flat()) {
    inside[type].fill(1, offset, offset + length);
  }
  for (const type of types) {
    result[type].forEach((bits, i) => {
      if (!inside[type][i] && bits !== images[type][i]) {
        assert.fail(
          `${type} element ${i} lies outside all operands, but ` +
            `changed to 0x${bits.toString(16)}`,
        );
      }
    });
  }
}

/** What a kernel may write in a case. */
interface Expectation {
  readonly kernel: Kernel;
  readonly accuracy: Accuracy;
  /** In the kernel's order. */
  readonly expected: readonly Values[];
  readonly bounds: ReturnType<typeof boundsOf>;
}

/** Of cases that several devices are tested on, computed once. */
const expectations = new WeakMap<Case, Expectation>();

function expectationOf(
  kernel: Kernel,
  one: Case,
  accuracy: Accuracy,
): Expectation {
  const known = expectations.get(one);
  if (known?.kernel === kernel && known.accuracy === accuracy) return known;
  const { dims, constants, operands, exact } = one;
  const byName = (values: readonly Values[]) =>
    Object.fromEntries(
      kernel.operands.map(({ name }, i) => [name, values[i]!]),
    );
  const expected = operands.map((values) => values.slice() as Values);
  // Float32 inputs are exact in float64; nothing is lost before this.
  kernel.reference(expected, dims, constants);
  const bounds = exact || kernel.name === "sample_token" ? {} : boundsOf({
    kernel,
    dims,
    constants,
    before: byName(operands),
    after: byName(expected),
    accuracy,
  });
  const made = { kernel, accuracy, expected, bounds };
  expectations.set(one, made);
  return made;
}

function checkCase(
  kernel: Kernel,
  one: Case,
  places: readonly Place[],
  result: Images,
  accuracy: Accuracy,
) {
  const { dims, operands } = one;
  const byName = (values: readonly Values[]) =>
    Object.fromEntries(
      kernel.operands.map(({ name }, i) => [name, values[i]!]),
    );
  const { expected, bounds } = expectationOf(kernel, one, accuracy);
  const actual = places.map(({ type, offset, length }) => {
    const bits = result[type].slice(offset, offset + length);
    return type === "u32"
      ? bits
      : new Float64Array(new Float32Array(bits.buffer));
  });
  const before = byName(operands), after = byName(expected);
  const title = `${kernel.name} ${JSON.stringify(dims)}`;
  if (kernel.name === "sample_token") {
    const complaint = checkSamples(
      before,
      after,
      byName(actual),
      dims,
      accuracy,
    );
    assert.equal(complaint, undefined, `${title}: ${complaint}`);
  }
  kernel.operands.forEach(({ name, access }, i) => {
    if (kernel.name === "sample_token" && access !== "read") return;
    const bound = bounds[name];
    actual[i]!.forEach((value, at) => {
      const wanted = expected[i]![at]!;
      const allowed = access === "read" ? 0 : bound?.(at) ?? 0;
      const agrees = Number.isNaN(wanted)
        ? Number.isNaN(value)
        : value === wanted || Math.abs(value - wanted) <= allowed;
      if (!agrees) {
        assert.fail(
          `${title}: ${name}[${at}] is ${value}, not ${wanted} ` +
            `(+-${allowed})`,
        );
      }
    });
  });
}
