import assert from "node:assert/strict";
import { cell, higher, lower, resultsOf } from "../testing/made_results.ts";
import { phaseChart } from "./phase_chart.ts";
import { stylesOf } from "./styles.ts";

Deno.test("the legend names the arms that win, not their method", () => {
  const cells = [
    cell([0.7, 0], { "sft/filtered": higher, "rft/beta=0.3": higher }),
    cell([0.7, 0.2], { "sft/filtered": lower, "rft/beta=0.3": higher }),
    cell([0.7, 0.35], { "sft/filtered": higher, "rft/beta=0.3": lower }),
  ];
  const figure = phaseChart(resultsOf(cells), [], stylesOf(cells));
  assert.deepEqual(figure?.legend.map(({ label }) => label), [
    "sft or sft/filtered wins",
    "rft/beta=0.3 wins",
  ]);
  assert.deepEqual(figure?.data.rows.map((row) => row[3]), [
    "sft",
    "sft/filtered",
    "rft/beta=0.3",
  ]);
});
