import assert from "node:assert/strict";
import {
  filteredBy,
  firstPage,
  pageOf,
  requestOf,
  sortedBy,
  turned,
} from "./table_state.ts";

const columns = [
  { name: "word", type: "VARCHAR" },
  { name: "count", type: "BIGINT" },
];
const rows = [["b", 10], ["a", 9], [null, 100], ["C", null]] as const;

Deno.test("a column sorts up, then down, then not at all", () => {
  const up = sortedBy({ ...firstPage, offset: 15 }, "count");
  assert.deepEqual([up.orderBy, up.descending, up.offset], ["count", false, 0]);
  const down = sortedBy(up, "count");
  assert.equal(down.descending, true);
  assert.equal(sortedBy(down, "count").orderBy, null);
  assert.equal(sortedBy(down, "word").descending, false);
});

Deno.test("pages stay within the table, and a filter begins at the first", () => {
  const state = { ...firstPage, limit: 10 };
  assert.equal(turned(state, -1, 25).offset, 0);
  assert.equal(turned(state, 1, 25).offset, 10);
  assert.equal(turned({ ...state, offset: 20 }, 1, 25).offset, 20);
  assert.equal(turned(state, 1, 0).offset, 0);
  assert.equal(filteredBy({ ...state, offset: 20 }, "x").offset, 0);
});

Deno.test("numbers sort by value, text by code points, nothing comes last", () => {
  const by = (orderBy: string, descending: boolean, column: number) =>
    pageOf(columns, rows, { ...firstPage, orderBy, descending })
      .rows.map((row) => row[column]);
  assert.deepEqual(by("count", false, 1), [9, 10, 100, null]);
  assert.deepEqual(by("count", true, 1), [100, 10, 9, null]);
  assert.deepEqual(by("word", false, 0), ["C", "a", "b", null]);
});

Deno.test("a filter finds text in any cell, in any case", () => {
  const found = pageOf(columns, rows, { ...firstPage, filter: "c" });
  assert.deepEqual(found, { rows: [["C", null]], total: 1 });
  assert.equal(pageOf(columns, rows, { ...firstPage, filter: "10" }).total, 2);
});

Deno.test("a request says only what is other than usual", () => {
  assert.deepEqual(requestOf(firstPage, "d"), {
    digest: "d",
    offset: 0,
    limit: 15,
  });
  assert.deepEqual(
    requestOf(filteredBy(sortedBy(firstPage, "a"), "x"), "d", "f.parquet"),
    {
      digest: "d",
      path: "f.parquet",
      offset: 0,
      limit: 15,
      orderBy: "a",
      descending: false,
      filter: "x",
    },
  );
});
