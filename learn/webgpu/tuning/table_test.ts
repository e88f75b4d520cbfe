/**
 * Tests of how a product's configuration is chosen.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { isWide, layouts } from "../kernels/matmul_tile.ts";
import {
  type Configuration,
  configurationFault,
  fitsAdapter,
  nameOf,
  type ProductLimits,
  sharedBytes,
} from "./configuration.ts";
import {
  candidates,
  hardwareRules,
  smallest,
  softwareRules,
} from "./defaults.ts";
import { classOf, dimensionsOf, isShapeClass } from "./shape_class.ts";
import {
  checkTable,
  configurationOf,
  type TunedTable,
  withEarlier,
} from "./table.ts";

/** What every WebGPU adapter has at least. */
const least: ProductLimits = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupStorageSize: 16384,
  maxStorageBufferBindingSize: 2 ** 27,
};
const roomy = { ...least, maxComputeWorkgroupStorageSize: 49152 };

const unsliced = { slices: { groups: 1, depth: 1 } };
const rules = [...softwareRules, ...hardwareRules];

Deno.test("every configuration is sound, and has a name of its own", () => {
  for (const one of candidates) {
    assert.equal(configurationFault(one), undefined);
    assert.ok(fitsAdapter(one, roomy), nameOf(one));
  }
  assert.equal(new Set(candidates.map(nameOf)).size, candidates.length);
  // What a rule takes is tried by the test of all configurations.
  const tiles = (one: Configuration) => nameOf({ ...one, ...unsliced });
  for (const { configuration } of rules) {
    assert.ok(candidates.some((one) => tiles(one) === tiles(configuration)));
  }
  assert.ok(fitsAdapter(smallest, least));
});

Deno.test("a class holds the dimensions between two powers of two", () => {
  assert.equal(classOf("nt", 4096, 33, 64), "nt 12 6 6 wide");
  assert.equal(classOf("nt", 4097, 33, 63), "nt 13 6 6 narrow");
  assert.equal(classOf("tn", 1, 2, 3), "tn 0 1 2 narrow");
  const size = fc.integer({ min: 1, max: 2 ** 24 });
  fc.assert(fc.property(
    fc.constantFrom(...layouts),
    size,
    size,
    size,
    (layout, m, n, k) => {
      const text = classOf(layout, m, n, k);
      assert.ok(isShapeClass(text), text);
      const shape = dimensionsOf(text);
      assert.equal(shape.layout, layout);
      assert.equal(shape.wide, isWide(layout, m, n, k));
      for (const [x, log] of [[m, shape.m], [n, shape.n], [k, shape.k]]) {
        assert.ok(x! <= 2 ** log! && x! * 2 > 2 ** log!, `${x} ${log}`);
      }
    },
  ));
});

Deno.test("no choice goes beyond an adapter's limits", () => {
  const logarithm = fc.integer({ min: 0, max: 24 });
  fc.assert(fc.property(
    fc.constantFrom(...layouts),
    logarithm,
    logarithm,
    logarithm,
    fc.boolean(),
    fc.constantFrom(0, 8192, 16384, 32768),
    fc.constantFrom(64, 128, 256),
    (layout, m, n, k, software, storage, invocations) => {
      const limits: ProductLimits = {
        maxComputeInvocationsPerWorkgroup: invocations,
        maxComputeWorkgroupSizeX: invocations,
        maxComputeWorkgroupStorageSize: storage,
        maxStorageBufferBindingSize: 2 ** 27,
      };
      const shape = `${layout} ${m} ${n} ${k} wide`;
      const large = candidates.find((one) => sharedBytes(one) > 16384)!;
      const tuned = tableOf({ [shape]: large });
      const choices = [undefined, tuned].map((tuned) =>
        configurationOf(shape, { software, limits, tuned })
      );
      for (const choice of choices) assert.ok(fitsAdapter(choice, limits));
      if (fitsAdapter(large, limits)) assert.equal(choices[1], large);
      else assert.equal(choices[1], choices[0]);
    },
  ));
});

function tableOf(classes: Record<string, Configuration>): TunedTable {
  return { version: 1, adapter: "Some GPU", classes };
}

Deno.test("a table serves the classes that it names, and its adapter", () => {
  const [first, , third] = candidates;
  const table = tableOf({ "nt 12 6 6 wide": third! });
  const choice = { software: false, limits: roomy };
  const usual = configurationOf("nt 12 6 6 wide", choice);
  assert.notEqual(usual, third);
  const of = (shape: string) =>
    configurationOf(shape, { ...choice, tuned: table });
  assert.equal(of("nt 12 6 6 wide"), third);
  assert.equal(of("nt 12 6 6 narrow"), usual);
  checkTable(table, "Some GPU");
  const refused = (value: unknown, why: RegExp) =>
    assert.throws(() => checkTable(value, "Some GPU"), why);
  assert.throws(
    () => checkTable(table, "Another GPU"),
    /Cannot use .*: they were measured on "Some GPU", and this is "Another GPU"/,
  );
  refused(null, /not a table of version 1; measure anew with "deno task tune"/);
  refused({ ...table, version: 2 }, /version 1/);
  refused({ version: 1, adapter: "Some GPU" }, /"classes" are missing/);
  refused(tableOf({ "nt 12": first! }), /"nt 12": it is no shape class/);
  const broken: [Partial<Record<keyof Configuration, unknown>>, RegExp][] = [
    [{ family: "tensor" }, /"family" must be/],
    [{ workgroup: [8] }, /"workgroup" must be two/],
    [{ workgroup: [8, 0.5] }, /"workgroup" must be two/],
    [{ each: [4, 6] }, /"each" must be two of/],
    [{ depth: 8 }, /"depth" must be/],
    [{ family: "shared", depth: 6 }, /"depth" must be/],
    [{ slices: { groups: 0, depth: 1 } }, /"slices" must hold/],
  ];
  for (const [change, why] of broken) {
    const value = { ...smallest, ...change } as Configuration;
    refused(tableOf({ "nt 12 6 6 wide": value }), why);
  }
});

Deno.test("a new table keeps what an earlier one says of other classes", () => {
  const [first, second, third] = candidates as [
    Configuration,
    Configuration,
    Configuration,
  ];
  const [changed, usual, other] = [
    "nn 5 5 5 wide",
    "nt 5 5 5 wide",
    "tn 1 1 1 wide",
  ];
  const earlier = tableOf({
    [changed!]: first,
    [usual!]: first,
    [other!]: second,
  });
  const table = tableOf({ [changed!]: third });
  const measured = [changed!, usual!];
  assert.deepEqual(
    withEarlier(table, measured, earlier),
    tableOf({ [changed!]: third, [other!]: second }),
  );
  const broken = { ...second, depth: 7 };
  for (
    const useless of [
      undefined,
      { ...earlier, adapter: "Another GPU" },
      tableOf({ [other!]: broken }),
    ]
  ) {
    assert.equal(withEarlier(table, measured, useless), table);
  }
});
