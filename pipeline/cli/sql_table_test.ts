import assert from "node:assert/strict";
import { assertFits, assertSnapshot } from "../testing/snapshot.ts";
import { renderAnswer } from "./sql_table.ts";
import { makeStyle } from "./terminal.ts";

const style = makeStyle(false);
const texts = (n: number) =>
  Array.from(
    { length: n },
    (_, i) => ({ name: `column ${i}`, type: "VARCHAR" }),
  );

Deno.test("an answer of too many columns is shown in several tables", async () => {
  const columns = texts(9);
  const rows = [1, 2].map((row) =>
    columns.map((_, i) => `${row} ${"long ".repeat(i)}\x1b[2Jvalue`)
  );
  const text = renderAnswer({ columns, rows }, 80, style).join("\n");
  assertFits(text);
  await assertSnapshot(import.meta, "answer-wide", text);
});

Deno.test("of an answer of many rows the first are shown", () => {
  const columns = [{ name: "n", type: "DOUBLE" }, {
    name: "at",
    type: "TIMESTAMP",
  }];
  const rows = Array.from(
    { length: 1000 },
    (_, i) => [i / 3, "2026-01-02T03:04:05.000Z"],
  );
  const lines = renderAnswer({ columns, rows }, 80, style);
  assert.equal(lines[3], "0.333333  2026-01-02 03:04:05");
  assert.equal(
    lines.at(-1),
    "1000 rows, of which 200 are shown; --format csv prints all",
  );
});
