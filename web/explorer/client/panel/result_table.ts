/**
 * The result table. A row unfolds into the results that its numbers are the
 * means of.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { ResultEntry, ResultTable } from "../../api.ts";
import { h } from "../dom.ts";
import { own } from "../model/own.ts";
import { metricsOf, summaryOf } from "./coordinates.ts";
import { aligned, brief } from "../number.ts";
import { freshId, longList, sideways, stageLink, wordsText } from "./parts.ts";

/** @param sources The results of each row; null where they are not known. */
export function resultTable(
  { title, columns, rows, notes }: ResultTable,
  sources: readonly (readonly ResultEntry[] | null)[],
): HTMLElement {
  const linked = sources.some((one) => one !== null && one.length > 0);
  const body = h("tbody", {});
  rows.forEach((row, index) => {
    const from = sources[index] ?? null;
    body.append(...tableRow(row, columns, from));
  });
  return h(
    "section",
    { class: "result-table" },
    h("h3", {}, title),
    linked
      ? h(
        "p",
        { class: "hint" },
        "Choose a row for the results that its numbers are the means of, " +
          "each with a link to its stage and, from there, back to the source.",
      )
      : null,
    sideways(
      "Result table",
      h(
        "table",
        { class: "grid" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...columns.map(({ name, align }) =>
              h(
                name === "" ? "td" : "th",
                {
                  scope: name === "" ? null : "col",
                  class: align === "right" ? "number" : null,
                },
                name,
              )
            ),
          ),
        ),
        body,
      ),
    ),
    notes.length === 0
      ? null
      : longList(notes, 6, (text) => h("li", {}, text), "notes"),
  );
}

function tableRow(
  row: ResultTable["rows"][number],
  columns: ResultTable["columns"],
  from: readonly ResultEntry[] | null,
): HTMLElement[] {
  const [first = "", ...others] = row;
  const cells = others.map((cell, index) => {
    const column = columns[index + 1];
    return h(
      "td",
      { class: column?.align === "right" ? "number" : null },
      cellText(cell, column?.digits),
    );
  });
  const name = cellText(first, columns[0]?.digits);
  if (from === null || from.length === 0) {
    return [h("tr", {}, h("th", { scope: "row" }, name), ...cells)];
  }
  const id = freshId("sources");
  const detail = h("tr", { id, class: "sources", hidden: true });
  const button = h("button", {
    type: "button",
    class: "unfold",
    "aria-expanded": "false",
    "aria-controls": id,
    onclick: (event: Event) => {
      event.stopPropagation();
      toggle();
    },
  }, name);
  function toggle(): void {
    detail.hidden = !detail.hidden;
    button.setAttribute("aria-expanded", String(!detail.hidden));
    if (detail.childElementCount > 0) return;
    detail.append(
      h(
        "td",
        { colspan: Math.max(1, row.length) },
        sideways(`Results behind ${name}`, sourcesOf(from!)),
      ),
    );
  }
  return [
    h(
      "tr",
      { class: "unfolds", onclick: toggle },
      h("th", { scope: "row" }, button),
      ...cells,
    ),
    detail,
  ];
}

function cellText(
  cell: string | number | null,
  digits: number | undefined,
): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  return digits === undefined ? brief(cell) : cell.toFixed(digits);
}

/** The results, with their means. */
function sourcesOf(from: readonly ResultEntry[]): HTMLElement {
  const metrics = metricsOf(from);
  const writers = new Map(metrics.map((name) => [
    name,
    aligned(from.map((entry) => own(entry.metrics, name)), 3),
  ]));
  const numberCell = (name: string, value: number | undefined) =>
    h(
      "td",
      { class: "number", title: value === undefined ? null : String(value) },
      value === undefined ? "" : writers.get(name)!(value),
    );
  return h(
    "table",
    { class: "grid sources-table" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "Made by"),
        ...metrics.map((name) =>
          h(
            "th",
            { scope: "col", class: "number" },
            ...wordsText(name, "_"),
          )
        ),
      ),
    ),
    h(
      "tbody",
      {},
      ...from.map(({ stage, source, metrics: values }) =>
        h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            stage === null ? source.slice(0, 12) : stageLink(stage),
          ),
          ...metrics.map((name) => numberCell(name, own(values, name))),
        )
      ),
      h(
        "tr",
        { class: "total" },
        h("th", { scope: "row" }, `Mean of ${from.length}`),
        ...metrics.map((name) => numberCell(name, summaryOf(from, name)?.mean)),
      ),
    ),
  );
}
