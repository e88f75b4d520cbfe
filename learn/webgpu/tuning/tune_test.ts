/**
 * Tests of the tuner. What it finds depends on the machine; that what it gives
 * can be used, and that a device then computes with it, does not.
 *
 * @module
 */

import assert from "node:assert/strict";
import { webgpuTest } from "../../testing/webgpu.ts";
import { createWebGpuDevice } from "../device.ts";
import type { Product } from "./measure.ts";
import { classOf } from "./shape_class.ts";
import { checkTable } from "./table.ts";
import { oneOfEachClass, tune } from "./tune.ts";

Deno.test("of each class the product with the most work is measured", () => {
  const products: Product[] = [
    { layout: "nt", dims: [36, 36, 36] },
    { layout: "nt", dims: [64, 36, 36] },
    { layout: "nt", dims: [65, 36, 36] },
    { layout: "nn", dims: [36, 36, 36] },
    { layout: "nt", dims: [36, 36, 37] },
  ];
  assert.deepEqual(
    [...oneOfEachClass(products).values()],
    [products[1], products[2], products[3], products[4]],
  );
});

webgpuTest("webgpu: the tuner's table is its adapter's", async () => {
  const told: string[] = [];
  const products: Product[] = [
    { layout: "tn", dims: [8, 8, 300] },
    // No adapter binds so much in one piece.
    { layout: "nn", dims: [2 ** 20, 2 ** 20, 4] },
  ];
  const { table, results } = await tune(products, {
    turns: 1,
    report: ({ shape }, done, of) => told.push(`${done}/${of} ${shape}`),
  });
  const shape = classOf("tn", 8, 8, 300);
  assert.deepEqual(told, [`1/1 ${shape}`]);
  const [result] = results;
  assert.ok(result!.measured.length >= 1);
  assert.ok(result!.chosen.seconds <= result!.usual.seconds);
  const chosen = Object.entries(table.classes);
  assert.deepEqual(
    chosen,
    result!.chosen === result!.usual
      ? []
      : [[shape, result!.chosen.configuration]],
  );
  const device = await createWebGpuDevice({ tuned: table });
  checkTable(table, device.description);
  device.destroy();
  await assert.rejects(
    createWebGpuDevice({ tuned: { ...table, adapter: "Another GPU" } }),
    /measured on "Another GPU"/,
  );
});
