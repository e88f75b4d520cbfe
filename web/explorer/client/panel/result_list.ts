/**
 * Every result, by its coordinates: chosen, sorted, summed up.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { ResultEntry } from "../../api.ts";
import { announce } from "../announce.ts";
import { h } from "../dom.ts";
import { own } from "../model/own.ts";
import { stagePlace } from "../place.ts";
import { sortableHead } from "./cells.ts";
import {
  type Axis,
  chosenOf,
  type Coordinate,
  metricsOf,
  summaryOf,
} from "./coordinates.ts";
import { aligned, count } from "../number.ts";
import { artifactLink, freshId, sideways } from "./parts.ts";
import { inOrder } from "./table_state.ts";

/** Writes a value of a metric as its column has it. */
type Write = (name: string, value: number | null | undefined) => string;

/** Rows shown at first. */
const few = 40;

/** The list with its controls. */
export function resultList(
  results: readonly ResultEntry[],
  axes: readonly Axis[],
): HTMLElement {
  const metrics = metricsOf(results);
  const choice = new Map<string, Coordinate>();
  let order: { name: string; descending: boolean } | null = null;
  let all = false;
  const head = h("tr", {});
  const totals = h("tbody", { class: "totals" });
  const body = h("tbody", {});
  const more = h("button", {
    type: "button",
    class: "more",
    onclick: () => {
      all = true;
      draw();
    },
  });
  const reset = h("button", {
    type: "button",
    class: "more",
    onclick: () => {
      choice.clear();
      for (const select of selects) select.value = "";
      change();
    },
  }, "Choose all");
  const selects = axes.map((axis) => selectOf(axis));

  function selectOf({ name, values }: Axis): HTMLSelectElement {
    const select = h(
      "select",
      {
        id: freshId("axis"),
        onchange: () => {
          if (select.value === "") choice.delete(name);
          else choice.set(name, values[Number(select.value)]!);
          change();
        },
      },
      h("option", { value: "" }, "all"),
      ...values.map((value, index) =>
        h("option", { value: index }, value === null ? "none" : value)
      ),
    );
    return select;
  }

  function change(): void {
    all = false;
    draw();
    announce(`${chosenOf(results, choice).length} results`);
  }

  function valueOf(entry: ResultEntry, name: string): Coordinate {
    return metrics.includes(name)
      ? own(entry.metrics, name) ?? null
      : own(entry.coordinates, name) ?? null;
  }

  function sort(name: string): void {
    const numeric = metrics.includes(name);
    order = order?.name !== name
      ? { name, descending: false }
      : order.descending
      ? null
      : { name, descending: true };
    all = all && numeric;
    draw();
  }

  function draw(): void {
    const chosen = chosenOf(results, choice);
    const sorted = order === null ? chosen : chosen.toSorted((a, b) =>
      inOrder(
        valueOf(a, order!.name),
        valueOf(b, order!.name),
        order!.descending ? -1 : 1,
      )
    );
    const shown = all || sorted.length <= few + 10
      ? sorted
      : sorted.slice(0, few);
    const buttons = [...head.querySelectorAll("button")];
    const focused = buttons.indexOf(
      document.activeElement as HTMLButtonElement,
    );
    head.replaceChildren(
      ...[...axes.map(({ name }) => name), ...metrics].map((name, index) =>
        sortableHead(
          name,
          null,
          index >= axes.length,
          order?.name !== name
            ? null
            : order.descending
            ? "descending"
            : "ascending",
          () => sort(name),
        )
      ),
      h("th", { scope: "col" }, "Source"),
    );
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    const writers = new Map(metrics.map((name) => [
      name,
      aligned(chosen.map((entry) => own(entry.metrics, name)), 3),
    ]));
    const write = (name: string, value: number | null | undefined) =>
      value === undefined || value === null ? "" : writers.get(name)!(value);
    totals.replaceChildren(...summaryRows(chosen, write));
    body.replaceChildren(...shown.map((entry) => resultRow(entry, write)));
    more.hidden = shown.length === sorted.length;
    more.textContent = `Show all ${sorted.length}`;
    reset.hidden = choice.size === 0;
  }

  function summaryRows(
    chosen: readonly ResultEntry[],
    write: Write,
  ): HTMLElement[] {
    const sums = metrics.map((name) => summaryOf(chosen, name));
    const row = (
      name: string,
      value: (sum: NonNullable<(typeof sums)[number]>) => number | null,
    ) =>
      h(
        "tr",
        {},
        h("th", { scope: "row", colspan: Math.max(1, axes.length) }, name),
        ...sums.map((sum, index) =>
          h(
            "td",
            { class: "number" },
            sum === null ? "" : write(metrics[index]!, value(sum)),
          )
        ),
        h("td", {}),
      );
    return [
      row(`Mean of ${count(chosen.length, "result")}`, ({ mean }) => mean),
      row("Standard deviation", ({ deviation }) => deviation),
    ];
  }

  function resultRow(entry: ResultEntry, write: Write): HTMLElement {
    const { coordinates, stage, source } = entry;
    return h(
      "tr",
      {},
      ...axes.map(({ name }, index) => {
        const value = own(coordinates, name) ?? null;
        const text = value === null ? "" : String(value);
        const cell = index === 0 ? "th" : "td";
        return h(
          cell,
          { scope: index === 0 ? "row" : null },
          index === 0 && stage !== null
            ? h("a", { href: stagePlace(stage), title: stage }, text || stage)
            : text,
        );
      }),
      ...metrics.map((name) => {
        const value = own(entry.metrics, name);
        return h(
          "td",
          {
            class: "number",
            title: value === undefined ? null : String(value),
          },
          write(name, value),
        );
      }),
      h("td", {}, artifactLink(source)),
    );
  }

  draw();
  return h(
    "section",
    { class: "result-list" },
    h("h3", {}, `All ${count(results.length, "result")}`),
    h(
      "p",
      { class: "hint" },
      "The first word of a row leads to the stage that made it, the digest " +
        "to the artifact that its numbers stand in.",
    ),
    axes.length === 0 ? null : h(
      "div",
      { class: "axes" },
      ...axes.map(({ name }, index) =>
        h(
          "div",
          { class: "axis" },
          h("label", { for: selects[index]!.id }, name),
          selects[index]!,
        )
      ),
      reset,
    ),
    sideways(
      "All results",
      h(
        "table",
        { class: "grid results-grid" },
        h("thead", {}, head),
        totals,
        body,
      ),
    ),
    more,
  );
}
