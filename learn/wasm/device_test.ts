import assert from "node:assert/strict";
import type { Device, Location, Step } from "../device/device.ts";
import { kernelByName } from "../kernels/mod.ts";
import { ieee } from "../testing/accuracy.ts";
import { testKernels } from "../testing/conformance.ts";
import { copyStep, whole } from "../testing/steps.ts";
import { createWasmDevice, type WasmDevice } from "./device.ts";

testKernels(
  "wasm with 1, 2 and 4 threads and poisoning",
  () => createWasmDevice({ threads: 1 }),
  {
    accuracy: ieee,
    same: [
      () => createWasmDevice({ threads: 2 }),
      () => createWasmDevice({ threads: 4 }),
      () => createWasmDevice({ threads: 2, poison: true }),
    ],
  },
);

/** Runs a test on a device of its own. */
async function on(test: (device: WasmDevice) => void | Promise<void>) {
  const device = await createWasmDevice({ threads: 1 });
  try {
    await test(device);
  } finally {
    device.destroy();
  }
}

/** A step over operands of their own. */
function stepOf(
  device: Device,
  name: string,
  dims: readonly number[],
  constants: readonly number[] = [],
): Step {
  const kernel = kernelByName.get(name)!;
  const named = Object.fromEntries(
    kernel.dims.map((dim, i) => [dim, dims[i]!]),
  );
  const operands = kernel.operands.map((operand): Location => {
    const length = operand.length(named);
    const allocation = device.allocate(length, operand.dtype);
    return { allocation, offset: 0, length };
  });
  return { kernel: name, operands, dims, constants };
}

Deno.test("memory is zero at first, also where it was used before", () =>
  on(async (device) => {
    const first = device.allocate(1000);
    device.write(first, new Float32Array(1000).fill(7));
    first.free();
    const second = device.allocate(1000);
    assert.deepEqual(await device.read(second), new Float32Array(1000));
  }));

Deno.test("runs, reads and writes use no more memory", () =>
  on(async (device) => {
    const before = device.usage;
    const a = whole(device, 64), b = whole(device, 64);
    const program = device.load([copyStep(a, b)]);
    const { pieces, bytes } = device.usage;
    assert.equal(pieces, before.pieces + 3);
    assert.ok(bytes >= before.bytes + 2 * 4 * 64);
    for (let i = 0; i < 100; i++) {
      device.write(a.allocation, new Float32Array(64).fill(i));
      program.run(2);
      await device.read(b.allocation);
    }
    assert.deepEqual(device.usage, { ...before, pieces, bytes });
    program.free();
    a.allocation.free();
    b.allocation.free();
    assert.deepEqual(device.usage, before);
  }));

Deno.test("memory grows, and keeps what it holds", () =>
  on(async (device) => {
    const small = device.allocate(3, "u32");
    device.write(small, Uint32Array.of(1, 2, 3));
    const large = device.allocate(5_000_000);
    device.write(large, Float32Array.of(4), 4_999_999);
    assert.deepEqual(await device.read(small, 1), Uint32Array.of(2, 3));
    assert.deepEqual(
      await device.read(large, 4_999_998, 2),
      Float32Array.of(0, 4),
    );
  }));

Deno.test("what is read is a copy", () =>
  on(async (device) => {
    const allocation = device.allocate(1);
    const before = await device.read(allocation);
    device.write(allocation, Float32Array.of(1));
    assert.deepEqual(before, Float32Array.of(0));
  }));

Deno.test("a program runs as often as asked, on parts of allocations", () =>
  on(async (device) => {
    const allocation = device.allocate(192);
    device.write(allocation, new Float32Array(64).fill(1.5));
    const part = (offset: number) => ({ allocation, offset, length: 64 });
    const program = device.load([
      {
        kernel: "add",
        operands: [part(0), part(64), part(128)],
        dims: [64],
        constants: [],
      },
      copyStep(part(128), part(64)),
    ]);
    program.run();
    program.run(3);
    program.run(0);
    assert.deepEqual(
      await device.read(allocation, 64, 64),
      new Float32Array(64).fill(6),
    );
    program.free();
    assert.throws(() => program.run(), /after its free/);
    assert.throws(() => program.free(), /twice/);
  }));

Deno.test("no steps, or steps over nothing, do nothing", () =>
  on((device) => {
    device.load([]).run(2);
    device.load([copyStep(whole(device, 0), whole(device, 0))]).run(2);
    // Rows without elements, and a cache without cells.
    device.load([stepOf(device, "gather_rows_grad", [3, 0, 2])]).run();
    const sample = stepOf(device, "sample_token", [1, 1, 9, 0, 0, 0, 0]);
    device.load([sample]).run();
  }));

Deno.test("attention to a cache without cells is 0", () =>
  on(async (device) => {
    const step = stepOf(device, "attention_cached", [1, 1, 0, 1, 3], [1]);
    const { allocation } = step.operands.at(-1)!;
    device.write(allocation, new Float32Array(3).fill(7));
    device.load([step]).run();
    assert.deepEqual(await device.read(allocation), new Float32Array(3));
  }));

Deno.test("rotary positions that do not fit a head stay inside of it", () =>
  on(async (device) => {
    const step = stepOf(device, "split_rotary", [1, 1, 2, 40, 1]);
    const [qkv, cos, q] = [0, 2, 4].map((i) => step.operands[i]!.allocation);
    const { allocation } = whole(device, 1000);
    device.write(qkv!, new Float32Array(6).fill(1));
    device.write(cos!, new Float32Array(40).fill(1));
    device.write(allocation, new Float32Array(1000).fill(7));
    const operands = step.operands.map((place) =>
      place.allocation === q ? { ...place, allocation } : place
    );
    device.load([{ ...step, operands }]).run();
    assert.deepEqual(
      await device.read(allocation, 2),
      new Float32Array(998).fill(7),
    );
  }));

Deno.test("4 GiB is the most that a device has", () =>
  on((device) => {
    assert.throws(() => device.allocate(2 ** 30), {
      name: "RangeError",
      message: /4 GiB in all/,
    });
    assert.throws(() => device.allocate(-1), RangeError);
    assert.throws(() => device.allocate(1.5), RangeError);
  }));

Deno.test("a program that finds no memory for its scratch leaves none used", () =>
  on((device) => {
    // No rows, so no operand needs much memory; but scratch for a large one.
    for (
      const step of [
        stepOf(device, "attention", [0, 100, 1, 100_000_000], [1]),
        stepOf(device, "attention_cached", [0, 0, 2 ** 30, 1, 1], [1]),
        stepOf(device, "sample_token", [0, 0, 2 ** 29, 1, 0, 0, 1]),
      ]
    ) {
      const before = device.usage;
      assert.throws(() => device.load([step]), /4 GiB in all/, step.kernel);
      assert.deepEqual(device.usage, before);
    }
  }));

Deno.test("memory that is not the device's own is refused", () =>
  on(async (device) => {
    await on((other) => {
      const theirs = whole(other, 64);
      assert.throws(() => device.load([copyStep(theirs, theirs)]), TypeError);
      assert.throws(
        () => device.write(theirs.allocation, new Float32Array(1)),
        /another device/,
      );
    });
    const freed = device.allocate(64);
    freed.free();
    assert.throws(() => freed.free(), /twice/);
    assert.throws(() => device.write(freed, new Float32Array(1)), /after its/);
    await assert.rejects(device.read(freed), /after its/);
  }));

Deno.test("a program does not run on memory that was freed", () =>
  on((device) => {
    const from = whole(device, 64),
      program = device.load([
        copyStep(from, whole(device, 64)),
      ]);
    from.allocation.free();
    assert.throws(() => program.run(), /memory was freed/);
  }));

Deno.test("reads and writes stay inside an allocation, and keep its type", () =>
  on(async (device) => {
    const allocation = device.allocate(4);
    for (const [offset, length] of [[-1, 1], [0, 5], [4, 1], [0.5, 1]]) {
      await assert.rejects(
        device.read(allocation, offset, length),
        /in an allocation of 4/,
      );
      assert.throws(
        () => device.write(allocation, new Float32Array(length!), offset),
        RangeError,
      );
    }
    assert.throws(() => device.write(allocation, new Uint32Array(1)), {
      name: "TypeError",
      message: "Cannot write a Uint32Array to an allocation of f32",
    });
  }));

Deno.test("steps that do not fit their kernel are refused", () =>
  on((device) => {
    const a = whole(device, 128), b = whole(device, 128);
    const ids: Location = {
      allocation: device.allocate(128, "u32"),
      offset: 0,
      length: 128,
    };
    const refuse = (change: Partial<Step>, message: RegExp) =>
      assert.throws(
        () => device.load([{ ...copyStep(a, b), ...change }]),
        message,
      );
    const part = (offset: number, length: number) => ({ ...a, offset, length });
    refuse({ kernel: "copie" }, /no kernel "copie"/);
    refuse({ operands: [a] }, /1 operands, not 2/);
    refuse({ dims: [] }, /0 dimensions, not 1/);
    refuse({ constants: [1] }, /1 constants, not 0/);
    refuse({ dims: [-1] }, /dimension "n" is "-1"/);
    refuse({ dims: [127] }, /operand "x" has 128 elements.* say 127/);
    refuse({ operands: [ids, b] }, /operand "x" is u32, not f32/);
    refuse(
      { operands: [part(1, 64), b], dims: [64] },
      /operand "x" begins at element "1"/,
    );
    refuse(
      { operands: [{ ...a, offset: 64 }, b] },
      /operand "x" ends at element 192 of an allocation of 128/,
    );
    refuse({ operands: [a, a] }, /operands "x" and "y" overlap/);
    refuse({
      kernel: "affine",
      constants: [1, NaN],
    }, /constant "shift" is "NaN"/);
  }));

Deno.test("two operands that are only read may be the same", () =>
  on(async (device) => {
    const a = whole(device, 5), y = whole(device, 5);
    device.write(a.allocation, Float32Array.of(1, 2, 3, 4, 5));
    device.load([{
      kernel: "multiply",
      operands: [a, a, y],
      dims: [5],
      constants: [],
    }]).run();
    assert.deepEqual(
      await device.read(y.allocation),
      Float32Array.of(1, 4, 9, 16, 25),
    );
  }));

Deno.test("a destroyed device says so", async () => {
  const device = await createWasmDevice({ threads: 3 });
  assert.equal(device.description, "wasm, 3 threads");
  const allocation = device.allocate(64);
  device.destroy();
  device.destroy();
  assert.throws(() => device.allocate(1), /the device was destroyed/);
  assert.throws(() => device.load([]), /the device was destroyed/);
  allocation.free();
});

Deno.test("the number of threads is a whole number from 1 on", async () => {
  for (const threads of [0, 1.5, 1000]) {
    await assert.rejects(createWasmDevice({ threads }), {
      name: "RangeError",
      message: /Cannot open the wasm device with "[\d.]+" threads/,
    });
  }
});
