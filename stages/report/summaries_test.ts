import assert from "node:assert/strict";
import { byLabel } from "./inputs.ts";
import { summaryViews } from "./summaries.ts";

Deno.test("a summary of any shape shows its values and its lists", () => {
  const [view] = summaryViews([{
    label: "cleaning",
    value: {
      version: 1,
      rowsIn: 134410,
      dropped: [{ reason: "empty", rows: 3, examples: ["a", "b"] }],
    },
  }]);
  assert.equal(view?.title, "What cleaning dropped, and why");
  assert.deepEqual(
    view?.facts.map(({ name, value }) => [name, value]),
    [["Stage", "cleaning"], ["Rows in", "134\u202f410"]],
  );
  assert.deepEqual(view?.tables, [{
    title: "Dropped",
    columns: ["Reason", "Rows", "Examples"],
    rows: [["empty", "3", "a; b"]],
  }]);
});

Deno.test("summaries of one shape share a table", () => {
  const [view, ...others] = summaryViews([0, 0.2].map((ratio) => ({
    label: `injection/ratio=${ratio}`,
    value: { version: 1, kind: "truncated", ratio, injected: 10 * ratio },
  })));
  assert.equal(others.length, 0);
  assert.deepEqual(view?.tables[0]?.rows, [
    ["injection/ratio=0", "truncated", "0", "0"],
    ["injection/ratio=0.2", "truncated", "0.2", "2"],
  ]);
});

Deno.test("what is no record is passed over", () => {
  const odd = [null, 3, "text", [1]].map((value) => ({ label: "x", value }));
  assert.deepEqual(summaryViews(odd), []);
});

Deno.test("labels are in a reader's order", () => {
  const labels = ["a/seed=10", "a/ratio=0.2", "a/seed=2", "a/ratio=0", "a"];
  assert.deepEqual(labels.toSorted(byLabel), [
    "a",
    "a/ratio=0",
    "a/ratio=0.2",
    "a/seed=2",
    "a/seed=10",
  ]);
});
