/**
 * Cells of tables.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { h } from "../dom.ts";
import { brief } from "../number.ts";
import { wordsText } from "./parts.ts";
import type { Cell } from "./table_state.ts";

/** Longer text is cut until it is asked for. */
const longest = 90;

/** A cell: numbers in few digits, long text cut, nothing as such. */
export function cellElement(
  value: Cell,
  write: (value: number) => string = brief,
): HTMLTableCellElement {
  if (value === null) {
    return h("td", {}, h("span", { class: "pale" }, "null"));
  }
  if (typeof value === "number") {
    return h("td", { class: "number", title: String(value) }, write(value));
  }
  const text = String(value);
  if (text.length <= longest) return h("td", {}, text);
  const cell = h("td", { class: "long" }, text.slice(0, longest), "… ");
  cell.append(h("button", {
    type: "button",
    class: "more",
    "aria-label": `Show all ${text.length} characters`,
    onclick: () => cell.replaceChildren(text),
  }, "more"));
  return cell;
}

/** The head of a column that sorts. */
export function sortableHead(
  name: string,
  type: string | null,
  numeric: boolean,
  order: "ascending" | "descending" | null,
  sort: () => void,
): HTMLTableCellElement {
  return h(
    "th",
    {
      scope: "col",
      class: numeric ? "number" : null,
      "aria-sort": order ?? "none",
    },
    h(
      "button",
      { type: "button", class: "sort", onclick: sort },
      ...wordsText(name, "_"),
      h(
        "span",
        { class: "arrow", "aria-hidden": "true" },
        order === "ascending" ? "▲" : order === "descending" ? "▼" : "",
      ),
    ),
    type === null ? null : h("span", { class: "type" }, type),
  );
}
