/**
 * Tables of what differs between two records.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Difference, Json } from "../../api.ts";
import { relativeChange } from "../../compare/mod.ts";
import { h } from "../dom.ts";
import { brief, signed } from "../number.ts";
import { artifactLink, digestText, pathText, sideways } from "./parts.ts";

/** Numbers with their change, absolute and relative. */
export function numbers(members: readonly Difference[]): HTMLElement {
  const heads = ["From", "To", "Change", ""];
  return sideways(
    "Numbers that differ",
    h(
      "table",
      { class: "grid" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, "Name"),
          ...heads.map((name) =>
            name === ""
              ? h("td", {})
              : h("th", { scope: "col", class: "number" }, name)
          ),
        ),
      ),
      h(
        "tbody",
        {},
        ...members.map(({ name, before, after }) => {
          const [from, to] = [before as number, after as number];
          const share = relativeChange(from, to);
          return h(
            "tr",
            {},
            h("th", { scope: "row" }, ...pathText(name)),
            h("td", { class: "number", title: String(from) }, brief(from)),
            h("td", { class: "number", title: String(to) }, brief(to)),
            h("td", { class: "number value" }, signed(to - from)),
            h(
              "td",
              { class: "number pale" },
              share === null ? "" : `${signed(share, 3)}\u202f%`,
            ),
          );
        }),
      ),
    ),
  );
}

/** Rows of a table that are shown at first. */
const few = 30;

/** Values as they were and as they are. */
export function table(members: readonly Difference[]): HTMLElement {
  const body = h("tbody", {});
  const rest = members.length > few + 10 ? members.slice(few) : [];
  body.append(
    ...members.slice(0, members.length - rest.length).map(tableRow),
  );
  if (rest.length > 0) {
    const more = h(
      "tr",
      {},
      h(
        "td",
        { colspan: 3 },
        h("button", {
          type: "button",
          class: "more",
          onclick: () => more.replaceWith(...rest.map(tableRow)),
        }, `Show all ${members.length}`),
      ),
    );
    body.append(more);
  }
  return h(
    "table",
    { class: "grid" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...["Name", "From", "To"].map((name) =>
          h("th", { scope: "col" }, name)
        ),
      ),
    ),
    body,
  );
}

function tableRow(
  { field, name, change, before, after }: Difference,
): HTMLElement {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, ...pathText(name)),
    h(
      "td",
      {},
      change === "added"
        ? h("span", { class: "pale" }, "none")
        : h("span", { class: "was" }, leaf(before, field)),
    ),
    h(
      "td",
      {},
      change === "removed"
        ? h("span", { class: "pale" }, "none")
        : h("span", { class: "is" }, leaf(after, field)),
    ),
  );
}

/** A value without others in it. */
export function leaf(value: Json, field: string): HTMLElement | string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (!/^[0-9a-f]{64}$/.test(value)) return value;
  // Only what a stage put out has a place of its own.
  return field === "inputs" || field === "outputs"
    ? artifactLink(value)
    : digestText(value);
}
