import assert from "node:assert/strict";
import { parseResults, renderResults } from "./results.ts";
import { makeStyle } from "./terminal.ts";

const good = {
  version: 1,
  results: [{ method: "SFT", ratio: 0.2, seed: 1, metrics: { per: 0.3 } }],
  table: {
    title: "Gold metrics",
    columns: [
      { name: "method", align: "left" },
      { name: "PER", align: "right", digits: 3 },
    ],
    rows: [["SFT", 0.3], ["RFT", null]],
    notes: ["Means over seeds."],
  },
};

Deno.test("a result document keeps what it carries beyond the shape", () => {
  const [first] = good.results;
  const results = [{ ...first, source: "abc" }];
  const parsed = parseResults(JSON.stringify({ ...good, results }), '"c.r"');
  assert.equal((parsed.results[0] as { source?: unknown }).source, "abc");
  const text = renderResults(parsed, 80, makeStyle(false)).join("\n");
  assert.match(text, /SFT\s+0\.300\nRFT\s+-/);
});

Deno.test("a table is all that a result document needs", () => {
  const { version, table } = good;
  const bare = { version, table, source: "elsewhere" };
  assert.deepEqual(parseResults(JSON.stringify(bare), "x").results, []);
  const later = { ...bare, version: 2 };
  assert.equal(parseResults(JSON.stringify(later), "x").version, 2);
  const results = [{ month: "2025-01", celsius: -0.5 }, "all"];
  const parsed = parseResults(JSON.stringify({ ...bare, results }), "x");
  assert.deepEqual(parsed.results, results);
});

Deno.test("a result document of another shape is refused by its place", () => {
  const refused = (value: unknown, message: RegExp) =>
    assert.throws(
      () => parseResults(JSON.stringify(value), '"comparison.results"'),
      message,
    );
  refused({ ...good, version: "2" }, /at "version"/);
  refused({ ...good, results: 3 }, /at "results": must be a list/);
  refused(
    { ...good, table: { ...good.table, rows: [["SFT", true]] } },
    /"comparison.results": at "table.rows\[0\]\[1\]"/,
  );
  refused(
    { ...good, table: { ...good.table, rows: [["SFT"]] } },
    /at "table.rows": every row needs one cell/,
  );
  assert.throws(() => parseResults("{", "x"), /not JSON/);
});
