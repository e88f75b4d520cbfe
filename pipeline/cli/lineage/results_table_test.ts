import assert from "node:assert/strict";
import { readCells, type ResultCell } from "../../lineage/cells.ts";
import { assertFits } from "../../testing/snapshot.ts";
import { makeStyle } from "../terminal.ts";
import { renderCells } from "./results_table.ts";

/** Results of one method and some ratios, each with its seeds. */
function cells(
  ratios: number,
  seeds: number,
  others: Readonly<Record<string, number>> = {},
): ResultCell[] {
  return readCells({
    results: Array.from(
      { length: ratios },
      (_, ratio) =>
        Array.from({ length: seeds }, (_, seed) => ({
          method: "sft",
          ratio,
          seed: seed + 1,
          metrics: { error: ratio + seed / 2, ...others },
          source: "ab".repeat(32),
        })),
    ).flat(),
  }, "made up");
}

const render = (
  ratios: number,
  seeds: number,
  others: Readonly<Record<string, number>> = {},
) => {
  const all = cells(ratios, seeds, others);
  const lines = renderCells(all, 80, makeStyle(false));
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

/** More numbers than a table of 80 columns has room for. */
const wide = Object.fromEntries(
  Array.from({ length: 4 }, (_, i) => [`a_metric_of_some_width_${i}`, i]),
);

Deno.test("metrics without room stand in tables below, so that none is hidden", () => {
  assert.deepEqual(render(1, 2, wide), [
    "All: method=sft ratio=0",
    "seed   error  a_metric_of_some_width_0  a_metric_of_some_width_1  source",
    "────  ──────  ────────────────────────  ────────────────────────  ────────",
    "   1  0.0000                    0.0000                    1.0000  abababab",
    "   2  0.5000                    0.0000                    1.0000  abababab",
    "mean  0.2500                    0.0000                    1.0000  of 2",
    "",
    "seed  a_metric_of_some_width_2  a_metric_of_some_width_3",
    "────  ────────────────────────  ────────────────────────",
    "   1                    2.0000                    3.0000",
    "   2                    2.0000                    3.0000",
    "mean                    2.0000                    3.0000",
  ]);
});

Deno.test("of many results the metrics without room are named", () => {
  const lines = render(13, 1, wide);
  assert.match(
    lines.slice(3 + 13).join(" "),
    /^Also there: a_metric_of_some_width_2, a_metric_of_some_width_3; --json/,
  );
});
