import assert from "node:assert/strict";
import { readCells, type ResultCell } from "../../lineage/cells.ts";
import { assertFits } from "../../testing/snapshot.ts";
import { makeStyle } from "../terminal.ts";
import { renderCells } from "./results_table.ts";

/** Results of one method and some ratios, each with its seeds. */
function cells(ratios: number, seeds: number): ResultCell[] {
  return readCells({
    results: Array.from(
      { length: ratios },
      (_, ratio) =>
        Array.from({ length: seeds }, (_, seed) => ({
          method: "sft",
          ratio,
          seed: seed + 1,
          metrics: { error: ratio + seed / 2 },
          source: "ab".repeat(32),
        })),
    ).flat(),
  }, "made up");
}

const render = (ratios: number, seeds: number) => {
  const lines = renderCells(cells(ratios, seeds), 80, makeStyle(false));
  assertFits(lines.join("\n"));
  return lines;
};

Deno.test("a few results are listed with the means over all of their seeds", () => {
  assert.deepEqual(render(2, 3), [
    "All: method=sft",
    "ratio  seed   error  source",
    "─────  ────  ──────  ────────",
    "    0     1  0.0000  abababab",
    "    0     2  0.5000  abababab",
    "    0     3  1.0000  abababab",
    "    1     1  1.0000  abababab",
    "    1     2  1.5000  abababab",
    "    1     3  2.0000  abababab",
    "    0  mean  0.5000  of 3",
    "    1  mean  1.5000  of 3",
  ]);
});

Deno.test("of many only the means are listed, none over some of the seeds", () => {
  // 40 is no multiple of 3: to cut the list there would cut a cell.
  const lines = render(14, 3);
  assert.equal(lines.length, 3 + 14);
  assert.ok(
    lines.slice(3).every((line) => /mean +\d+\.5000 {2}of 3$/.test(line)),
  );
  const more = render(41, 3);
  assert.equal(more.length, 3 + 40 + 1);
  assert.equal(more.at(-1), "and 1 more; --json has all");
});

Deno.test("of many without a mean as many are listed as fit", () => {
  const lines = render(41, 1);
  assert.equal(lines.length, 3 + 40 + 1);
  assert.match(lines[3]!, /abababab$/);
  assert.equal(lines.at(-1), "and 1 more; --json has all");
});
