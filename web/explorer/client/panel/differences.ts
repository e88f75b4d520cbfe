/**
 * Differences of two records, by field: code as diffs, numbers with their
 * change, all else before and after.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Difference, Json } from "../../api.ts";
import { h } from "../dom.ts";
import { isBranch } from "./json_tree.ts";
import { jsonView } from "./json_view.ts";
import { brief, signed } from "../number.ts";
import {
  artifactLink,
  command,
  digestText,
  pathText,
  sideways,
} from "./parts.ts";
import { diffView } from "./text_view.ts";

/** What fields are called, in the order in which causes come. */
const titles: Readonly<Record<string, string>> = {
  kind: "Kind",
  code: "Code",
  packages: "Packages",
  params: "Parameters",
  inputs: "Inputs",
  deno: "Deno",
  device: "Device",
  outputs: "Outputs",
  metrics: "Metrics",
};

/** The differences, one section a field. */
export function differenceGroups(
  differences: readonly Difference[],
): HTMLElement[] {
  const groups = Map.groupBy(differences, ({ field }) => field);
  const order = Object.keys(titles);
  const place = (field: string) => {
    const at = order.indexOf(field);
    return at < 0 ? order.length : at;
  };
  return [...groups].toSorted(([a], [b]) => place(a) - place(b))
    .map(([field, members]) =>
      h(
        "section",
        { class: "difference-group" },
        h(
          "h3",
          {},
          titles[field] ?? field,
          h("span", { class: "count" }, ` ${members.length}`),
        ),
        field === "metrics" && members.every(bothNumbers)
          ? numbers(members)
          : h("div", {}, ...listed(members)),
        field === "outputs" ? contentHint(members) : null,
      )
    );
}

function bothNumbers({ before, after }: Difference): boolean {
  return typeof before === "number" && typeof after === "number";
}

/** Where what the outputs hold is compared: tables, checkpoints, documents. */
function contentHint(members: readonly Difference[]): HTMLElement | null {
  const changed = members.find(bothDigests);
  if (changed === undefined) return null;
  const [before, after] = [changed.before, changed.after]
    .map((digest) => String(digest).slice(0, 12));
  return h(
    "div",
    {},
    h(
      "p",
      { class: "hint" },
      "Outputs are compared by their digests here. What is in them is " +
        `compared in a terminal${members.length > 1 ? ", such as" : ""}`,
    ),
    command(`deno task diff ${before} ${after}`),
  );
}

function bothDigests({ before, after }: Difference): boolean {
  return typeof before === "string" && typeof after === "string";
}

/** Numbers with their change, absolute and relative. */
function numbers(members: readonly Difference[]): HTMLElement {
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
          const share = from === 0 ? null : 100 * (to - from) / Math.abs(from);
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

/** What fits a table of from and to, and below it what does not. */
function listed(members: readonly Difference[]): HTMLElement[] {
  const short = members.filter(isShort);
  const long = members.filter((one) => !isShort(one));
  return [
    ...short.length === 0 ? [] : [sideways("Values that differ", table(short))],
    ...long.map(difference),
  ];
}

function isShort({ before, after, diff, note }: Difference): boolean {
  return (diff === undefined || diff === "") && note === undefined &&
    [before, after].every((value) =>
      !isBranch(value) && String(value).length <= 80
    );
}

/** Rows of a table that are shown at first. */
const few = 30;

function table(members: readonly Difference[]): HTMLElement {
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

function leaf(value: Json, field: string): HTMLElement | string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (!/^[0-9a-f]{64}$/.test(value)) return value;
  // Only what a stage put out has a place of its own.
  return field === "inputs" || field === "outputs"
    ? artifactLink(value)
    : digestText(value);
}

const words = { added: "added", removed: "removed", changed: "changed" };

function difference(one: Difference): HTMLElement {
  const { field, name, change, line, diff, note, before, after } = one;
  return h(
    "div",
    { class: `difference difference-${change}` },
    h(
      "p",
      { class: "difference-head" },
      h("span", { class: "change" }, words[change]),
      " ",
      h("strong", { class: "path" }, ...pathText(name)),
    ),
    line === "" ? null : h("p", { class: "hint" }, line),
    note === undefined ? null : h("p", { class: "hint" }, note),
    diff !== undefined && diff !== ""
      ? diffView(`Changes of ${name}`, diff)
      : h(
        "dl",
        { class: "before-after" },
        change === "added" ? null : value("−", "From", before, field),
        change === "removed" ? null : value("+", "To", after, field),
      ),
  );
}

function value(
  sign: string,
  title: string,
  json: Json,
  field: string,
): HTMLElement {
  return h(
    "div",
    { class: sign === "+" ? "line-added" : "line-removed" },
    h(
      "dt",
      {},
      h("span", { "aria-hidden": "true" }, sign),
      h("span", { class: "hidden" }, title),
    ),
    h(
      "dd",
      {},
      isBranch(json) ? jsonView(json) : leaf(json, field),
    ),
  );
}
