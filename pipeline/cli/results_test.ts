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

Deno.test("a result document of another shape is refused by its place", () => {
  const refused = (value: unknown, message: RegExp) =>
    assert.throws(
      () => parseResults(JSON.stringify(value), '"comparison.results"'),
      message,
    );
  refused({ ...good, version: 2 }, /at "version"/);
  refused(
    { ...good, results: [{ ...good.results[0], ratio: "high" }] },
    /"comparison.results": at "results\[0\].ratio"/,
  );
  refused(
    { ...good, table: { ...good.table, rows: [["SFT"]] } },
    /at "table.rows": every row needs one cell/,
  );
  assert.throws(() => parseResults("{", "x"), /not JSON/);
});
