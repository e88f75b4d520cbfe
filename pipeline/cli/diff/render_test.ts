import assert from "node:assert/strict";
import { makeRecord } from "../../testing/store.ts";
import { makeStyle } from "../terminal.ts";
import type { Answer } from "./answer.ts";
import { renderDiff } from "./render.ts";
import type { Side } from "./sides.ts";
import { tableLines } from "./tables.ts";

const page = { columns: 80, style: makeStyle(false), full: true };
/** It would clear the screen. */
const clear = "\u001b[2J";
const none = { mean: null, least: null, greatest: null };
const rows = { count: 0, first: [] };

Deno.test("what a record or a table says moves no cursor", () => {
  const side = (label: string): Side => ({
    type: "record",
    label,
    record: makeRecord(),
    n: 1,
  });
  const answer: Answer = {
    what: "records",
    same: true,
    first: null,
    causes: [],
    differences: [{
      field: "machine",
      name: "os",
      change: "changed",
      before: "linux",
      after: clear,
      line: `machine os: linux -> ${clear}`,
    }],
  };
  const lines = [
    ...renderDiff([side("a"), side("b")], answer, page),
    ...tableLines({
      type: "table",
      columns: [{
        name: `a${clear}`,
        change: "changed",
        before: "INTEGER",
        after: `STRUCT(${clear} INTEGER)`,
      }],
      rows: { before: 1, after: 1 },
      key: [],
      removed: rows,
      added: rows,
      changed: { count: 0, byColumn: [], first: [] },
      reordered: false,
      summary: [{ column: clear, before: none, after: none }],
    }, page),
  ];
  assert.match(lines.join("\n"), /machine os: linux -> /);
  assert(!lines.join("\n").includes("\u001b"));
});
