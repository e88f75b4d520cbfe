/**
 * A table by pages: sorted, filtered, turned.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Preview } from "../../api.ts";
import { announce } from "../announce.ts";
import { h } from "../dom.ts";
import { cellElement, sortableHead } from "./cells.ts";
import { Latest } from "./latest.ts";
import { aligned, count, grouped } from "../number.ts";
import { failure, freshId, note, sideways } from "./parts.ts";
import {
  filteredBy,
  firstPage,
  pageOf,
  requestOf,
  sortedBy,
  type TableState,
  turned,
} from "./table_state.ts";
import type { PanelSource } from "./view.ts";

type Table = Extract<Preview, { type: "table" }>;

/** What a table is a part of. */
export interface TableOrigin {
  readonly source: PanelSource;
  readonly digest: string;
  readonly path?: string;
  /** What it is, for who cannot see it. */
  readonly label: string;
}

/**
 * @param given The first page, or as much as there is at hand.
 */
export function tableView(
  given: Table,
  { source, digest, path, label }: TableOrigin,
): { element: HTMLElement; close(): void } {
  // Of a table that is whole at hand, or that nobody can be asked for, pages
  // are made here.
  const whole = given.offset === 0 && given.rows.length >= given.total;
  const here = whole || source.type === "embedded";
  const latest = new Latest();
  let state: TableState = firstPage;
  let shown: { rows: Table["rows"]; total: number } = {
    rows: given.rows.slice(0, state.limit),
    total: here ? given.rows.length : given.total,
  };
  const numeric = given.columns.map((_, index) =>
    given.rows.some((row) => typeof row[index] === "number")
  );

  const head = h("tr", {});
  const body = h("tbody", {});
  const table = h("table", { class: "grid" }, h("thead", {}, head), body);
  const range = h("span", { class: "range" });
  const problem = h("div", {});
  const previous = pageButton("Previous", -1);
  const next = pageButton("Next", 1);
  const id = freshId("filter");
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const filter = h("input", {
    type: "search",
    id,
    placeholder: "Filter rows",
    "aria-label": `Filter rows of ${label}`,
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(
        () => change(filteredBy(state, filter.value)),
        here ? 0 : 200,
      );
    },
  });

  function pageButton(text: string, by: number): HTMLButtonElement {
    return h("button", {
      type: "button",
      class: "page",
      "aria-label": `${text} page`,
      onclick: () => {
        if (turns(by)) change(turned(state, by, shown.total));
      },
    }, by < 0 ? "‹" : "›");
  }

  /** Whether there is a page before, or after. */
  function turns(by: number): boolean {
    return by < 0
      ? state.offset > 0
      : state.offset + shown.rows.length < shown.total;
  }

  function change(asked: TableState): void {
    state = asked;
    if (here) {
      shown = pageOf(given.columns, given.rows, asked);
      draw();
      return;
    }
    table.setAttribute("aria-busy", "true");
    latest.ask(() => source.preview(requestOf(asked, digest, path)), {
      done: (preview) => {
        if (preview.type !== "table") {
          failed(preview.type === "none" ? preview.why : "It is no table");
          return;
        }
        problem.replaceChildren();
        shown = preview;
        draw();
      },
      failed,
    });
  }

  function failed(message: string): void {
    table.removeAttribute("aria-busy");
    problem.replaceChildren(failure(message, () => change(state)));
  }

  function draw(): void {
    table.removeAttribute("aria-busy");
    const focused = [...head.querySelectorAll("button")]
      .indexOf(document.activeElement as HTMLButtonElement);
    head.replaceChildren(
      ...given.columns.map(({ name, type }, index) =>
        sortableHead(
          name,
          type.toLowerCase(),
          numeric[index]!,
          state.orderBy !== name
            ? null
            : state.descending
            ? "descending"
            : "ascending",
          () => change(sortedBy(state, name)),
        )
      ),
    );
    if (focused >= 0) head.querySelectorAll("button")[focused]?.focus();
    const writers = given.columns.map((_, index) =>
      aligned(
        shown.rows.map((row) => {
          const cell = row[index];
          return typeof cell === "number" ? cell : null;
        }),
        5,
      )
    );
    body.replaceChildren(
      ...shown.rows.map((row) =>
        h(
          "tr",
          {},
          ...writers.map((write, index) =>
            cellElement(row[index] ?? null, write)
          ),
        )
      ),
    );
    if (shown.rows.length === 0) {
      body.append(h(
        "tr",
        {},
        h(
          "td",
          { colspan: given.columns.length, class: "pale" },
          state.filter === "" ? "No rows" : `No row holds "${state.filter}"`,
        ),
      ));
    }
    const first = Math.min(state.offset + 1, shown.total);
    const last = Math.min(state.offset + shown.rows.length, shown.total);
    const of = here && !whole && state.filter === ""
      ? `the first ${grouped(shown.total)} of ${count(given.total, "row")}`
      : count(shown.total, "row");
    const text = `${grouped(first)}–${grouped(last)} of ${of}`;
    if (range.textContent !== "" && range.textContent !== text) announce(text);
    range.textContent = text;
    // Not `disabled`: who turned to the last page would lose the focus.
    previous.setAttribute("aria-disabled", `${!turns(-1)}`);
    next.setAttribute("aria-disabled", `${!turns(1)}`);
  }
  draw();

  return {
    element: h(
      "div",
      { class: "table-view" },
      h("div", { class: "controls" }, filter, range, previous, next),
      problem,
      sideways(label, table),
      here && !whole
        ? note(
          `This page carries the first ${grouped(given.rows.length)} of ${
            count(given.total, "row")
          }, and sorts and filters only these. ` +
            "`deno task explore` shows all",
        )
        : null,
    ),
    close: () => {
      clearTimeout(waiting);
      latest.drop();
    },
  };
}
