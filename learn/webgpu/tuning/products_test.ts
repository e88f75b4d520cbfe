/**
 * Tests of matrix products in every configuration: the shapes of the kernels'
 * workloads are few for tiles of 128, so each configuration is forced on all of
 * them, and the defaults of hardware run at the sizes that switch them on.
 *
 * @module
 */

import assert from "node:assert/strict";
import { alignment, type Device } from "../../device/device.ts";
import { type Kernel, kernelByName, type Values } from "../../kernels/mod.ts";
import { wgsl } from "../../testing/accuracy.ts";
import { casesOf } from "../../testing/cases.ts";
import { Random } from "../../testing/random.ts";
import { runCases } from "../../testing/run_cases.ts";
import { webgpuTest } from "../../testing/webgpu.ts";
import { workloadOf } from "../../testing/workloads/mod.ts";
import { type Layout, layouts } from "../kernels/matmul_tile.ts";
import { createWebGpuDevice } from "../device.ts";
import { type Configuration, nameOf } from "./configuration.ts";
import { candidates, hardwareRules } from "./defaults.ts";
import { classOf } from "./shape_class.ts";

/** Tests kernels on their workloads, of which the cases are made once. */
function tester(
  kernels: readonly Kernel[],
  seed: number,
): (device: Device) => Promise<void> {
  const cases = kernels.map((kernel) =>
    [kernel, casesOf(kernel, new Random(seed))] as const
  );
  return async (device) => {
    for (const [kernel, some] of cases) {
      await runCases(device, kernel, some, wgsl);
    }
  };
}

let adapter: string | undefined;

async function describeAdapter(): Promise<string> {
  const device = await createWebGpuDevice();
  device.destroy();
  return device.description;
}

/** A device that computes products of some shapes in one configuration. */
async function openWith(
  configuration: Configuration,
  shapes: readonly (readonly number[])[],
): Promise<Device> {
  adapter ??= await describeAdapter();
  const names = layouts.flatMap((layout) =>
    shapes.map(([m, n, k]) => classOf(layout, m!, n!, k!))
  );
  return await createWebGpuDevice({
    tuned: {
      version: 1,
      adapter,
      classes: Object.fromEntries(names.map((name) => [name, configuration])),
    },
  });
}

webgpuTest("webgpu: products in every configuration", async (t) => {
  const { shapes } = workloadOf("matmul_nn");
  const test = tester(
    layouts.map((layout) => kernelByName.get(`matmul_${layout}`)!),
    1,
  );
  for (const configuration of candidates) {
    const device = await openWith(configuration, shapes);
    await t.step(nameOf(configuration), () => test(device));
    device.destroy();
  }
});

webgpuTest("webgpu: epilogues in both families, and apart", async (t) => {
  const { shapes } = workloadOf("matmul_nn");
  const families = ["registers", "shared"].map((family) =>
    candidates.find((candidate) => candidate.family === family)!
  );
  // Of tiles this large, epilogues are a pass of their own.
  families.push(candidates.find(({ each: [i, j] }) => i * j > 64)!);
  const fused = [...kernelByName.values()].filter(({ name }) =>
    /^matmul_(nn|nt|tn)_/.test(name)
  );
  const test = tester(fused, 2);
  for (const configuration of families) {
    const device = await openWith(configuration, shapes);
    await t.step(nameOf(configuration), () => test(device));
    device.destroy();
  }
});

/** Runs a product of small integers, and compares every element. */
async function checkExact(device: Device, layout: Layout, dims: number[]) {
  const kernel = kernelByName.get(`matmul_${layout}`)!;
  const named = Object.fromEntries(kernel.dims.map((d, i) => [d, dims[i]!]));
  const random = new Random(3);
  const values = kernel.operands.map(({ access, length }) =>
    access === "read"
      ? random.uniforms(length(named), -4, 5).map(Math.floor)
      : new Float64Array(length(named))
  ) as Values[];
  const operands = values.map((data) => {
    const allocation = device.allocate(Math.max(alignment, data.length));
    device.write(allocation, Float32Array.from(data));
    return { allocation, offset: 0, length: data.length };
  });
  const program = device.load([{
    kernel: kernel.name,
    operands,
    dims,
    constants: [],
  }]);
  program.run();
  const c = operands[2]!;
  const actual = await device.read(c.allocation, 0, c.length);
  kernel.reference(values, named, []);
  const wrong = values[2]!.findIndex((value, i) => value !== actual[i]);
  assert.equal(wrong, -1, `${layout} ${dims.join("x")}: element ${wrong}`);
  program.free();
  operands.forEach(({ allocation }) => allocation.free());
}

webgpuTest(
  "webgpu: hardware's configurations at the sizes that switch them on",
  async (t) => {
    for (const { m = 5, n = 5, k = 5, configuration } of hardwareRules) {
      // Just past the power of two, so that the last tiles are ragged.
      const dims = [m, n, k].map((log) => 2 ** (log - 1) + 4);
      const device = await openWith(configuration, [dims]);
      await t.step(nameOf(configuration), async () => {
        for (const layout of layouts) await checkExact(device, layout, dims);
      });
      device.destroy();
    }
  },
);
