import assert from "node:assert/strict";
import { madeUpGraph } from "../../testing/data.ts";
import { axesOf, chosenOf, sortedOut, summaryOf } from "./coordinates.ts";
import { matchRows } from "./match_rows.ts";

const { results, table } = madeUpGraph();
const axes = axesOf(results);

Deno.test("results are chosen by their coordinates and summed up", () => {
  assert.deepEqual(axes, [
    { name: "method", values: ["alpha", "beta=0.5"] },
    { name: "seed", values: [1, 2, 3] },
  ]);
  const chosen = chosenOf(results, new Map([["method", "alpha"]]));
  const summary = summaryOf(chosen, "error_rate")!;
  assert.equal(summary.n, 3);
  assert.ok(Math.abs(summary.mean - 0.22) < 1e-12);
  assert.ok(Math.abs(summary.deviation! - 0.01) < 1e-12);
  assert.equal(summaryOf(chosen, "unknown"), null);
  assert.equal(summaryOf(chosen.slice(0, 1), "error_rate")!.deviation, null);
});

Deno.test("a number that nobody chose is no coordinate", () => {
  const [entry] = sortedOut([{
    ...results[0]!,
    coordinates: { method: "a", predicted: 0.3499999999999999, law: null },
  }]);
  assert.deepEqual(entry!.coordinates, { method: "a", law: null });
  assert.equal(entry!.metrics["predicted"], 0.3499999999999999);
});

Deno.test("a row of the table is matched with the results of its means", () => {
  const rows = matchRows(table!, results, axes);
  assert.deepEqual(
    rows.map((row) => row?.map(({ stage }) => stage)),
    ["alpha", "beta=0.5"].map((method) =>
      [1, 2, 3].map((seed) => `evaluation/${method}/seed=${seed}`)
    ),
  );
});

Deno.test("of several cells, the one whose means the table shows is taken", () => {
  const wide = [0, 0.5].flatMap((ratio) =>
    results.map((entry) => ({
      ...entry,
      coordinates: { ...entry.coordinates, ratio },
      metrics: { error_rate: entry.metrics["error_rate"]! + ratio },
      stage: `${entry.stage}/ratio=${ratio}`,
    }))
  );
  const shown = { ...table!, rows: [["alpha", ".720"], ["beta=0.5", ".820"]] };
  const [first] = matchRows(shown, wide, axesOf(wide));
  assert.deepEqual(first!.map(({ coordinates }) => coordinates["ratio"]), [
    0.5,
    0.5,
    0.5,
  ]);
});

Deno.test("a row that no result explains has none", () => {
  const strange = { ...table!, rows: [["gamma", ".1"], ["alpha", ".999"]] };
  assert.deepEqual(matchRows(strange, results, axes), [null, null]);
});

Deno.test("names that every object has are names like others", () => {
  const [one, other] = JSON.parse(`[
    { "coordinates": { "__proto__": "a" }, "metrics": { "constructor": 2 } },
    { "coordinates": { "__proto__": "b" }, "metrics": { "loss": 1 } }
  ]`).map((entry: object) => ({ ...entry, source: "", stage: null }));
  const entries = sortedOut([one, {
    ...other,
    coordinates: Object.fromEntries([
      ...Object.entries(other.coordinates as Record<string, string>),
      ["toString", 0.3499999999999999],
    ]),
  }]);
  assert.deepEqual(axesOf(entries), [{
    name: "__proto__",
    values: ["a", "b"],
  }]);
  const chosen = chosenOf(entries, new Map([["__proto__", "a"]]));
  assert.deepEqual(chosen.map(({ metrics }) => metrics["constructor"]), [2]);
  assert.equal(summaryOf(entries, "constructor")!.n, 1);
  assert.equal(summaryOf(entries, "toString")!.n, 1);
  assert.equal(summaryOf(entries, "valueOf"), null);
});
