/**
 * The results: the table, and below it every number with its source.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { h } from "../dom.ts";
import { axesOf, sortedOut } from "./coordinates.ts";
import { matchRows } from "./match_rows.ts";
import { note, stageLink } from "./parts.ts";
import { resultList } from "./result_list.ts";
import { resultTable } from "./result_table.ts";
import type { Host, View } from "./view.ts";

/** The result table and every result. */
export function resultsView(host: Host): View {
  const element = h("article", { class: "results-view panel" });
  let drawn = "";
  function draw(): void {
    const graph = host.graph();
    const { table, report } = graph;
    // While a run goes on the graph is another one with every step of it. What
    // a person has chosen and unfolded here is kept as long as it can be.
    const now = JSON.stringify([
      table,
      graph.results,
      report,
      graph.profile,
      graph.device,
      graph.altered,
    ]);
    if (drawn === now) return;
    drawn = now;
    const results = sortedOut(graph.results);
    const axes = axesOf(results);
    const head = h(
      "header",
      {},
      h("h2", {}, "Results"),
      h(
        "p",
        { class: "hint" },
        `Profile ${graph.profile}, device ${graph.device}`,
        graph.altered.length === 0 ? "" : `, ${graph.altered.join(", ")}`,
        report === null ? "" : ". The report is made by ",
        report === null ? null : stageLink(report.stage),
      ),
    );
    element.replaceChildren(head);
    if (table === null && results.length === 0) {
      element.append(note(
        "There are no results yet. `deno task reproduce` makes them",
      ));
      return;
    }
    if (table !== null) {
      element.append(resultTable(table, matchRows(table, results, axes)));
    }
    if (results.length > 0) element.append(resultList(results, axes));
  }
  draw();
  return { element, update: draw, close() {} };
}
