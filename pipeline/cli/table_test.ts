import assert from "node:assert/strict";
import fc from "fast-check";
import { type Column, renderTable } from "./table.ts";
import { makeStyle } from "./terminal.ts";
import { assertFits, assertSnapshot } from "../testing/snapshot.ts";

const style = makeStyle(false);

Deno.test("a table that fits keeps its headers on one line", async () => {
  const lines = renderTable(
    [
      { name: "method", align: "left" },
      { name: "ratio", align: "right", digits: 2 },
      { name: "PER", align: "right", digits: 3 },
    ],
    [["SFT", 0.2, 0.31415], ["RFT", 0.35, null], ["base", null, 12.5]],
    80,
    style,
  );
  await assertSnapshot(import.meta, "table-narrow", lines.join("\n"));
});

Deno.test("a table that is too wide breaks its headers, then splits", async () => {
  const columns: Column[] = [
    { name: "method", align: "left" },
    { name: "ratio", align: "right", digits: 2 },
  ];
  for (const metric of ["phoneme error rate", "word accuracy", "KL to base"]) {
    for (const ratio of ["0.00", "0.20", "0.35"]) {
      columns.push({ name: `${metric} ${ratio}`, align: "right", digits: 4 });
    }
  }
  const row = (method: string, ratio: number) => [
    method,
    ratio,
    ...Array.from({ length: 9 }, (_, i) => i + 0.25),
  ];
  const lines = renderTable(
    columns,
    [row("SFT", 0.2), row("SFT", 0.7)],
    80,
    style,
  );
  const text = lines.join("\n");
  assertFits(text);
  await assertSnapshot(import.meta, "table-wide", text);
});

Deno.test("no cell is ever cut", () => {
  const cell = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(fc.property(
    fc.array(fc.tuple(cell, cell, cell, cell, cell, cell, cell)),
    (rows) => {
      const columns = Array.from({ length: 7 }, (_, i): Column => ({
        name: `c${i}`,
        align: i === 0 ? "left" : "right",
      }));
      const text = renderTable(columns, rows, 40, style).join("\n");
      for (const row of rows) for (const c of row) assert.ok(text.includes(c));
    },
  ));
});

Deno.test("a number that rounds to zero has no sign", () => {
  const lines = renderTable(
    [{ name: "KL", align: "right", digits: 2 }],
    [[-0.001], [-0.01], [0]],
    80,
    style,
  );
  assert.deepEqual(lines.slice(-3).map((line) => line.trim()), [
    "0.00",
    "-0.01",
    "0.00",
  ]);
});
