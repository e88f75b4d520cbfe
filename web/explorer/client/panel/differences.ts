/**
 * Differences of two records, by field: code as diffs, numbers with their
 * change, all else as it was and as it is.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Difference, Json } from "../../api.ts";
import { h } from "../dom.ts";
import { own } from "../model/own.ts";
import { leaf, numbers, table } from "./difference_tables.ts";
import { isBranch } from "./json_tree.ts";
import { jsonView } from "./json_view.ts";
import { command, pathText, sideways } from "./parts.ts";
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
          own(titles, field) ?? field,
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

function difference(one: Difference): HTMLElement {
  const { field, name, change, line, diff, note, before, after } = one;
  return h(
    "div",
    { class: `difference difference-${change}` },
    h(
      "p",
      { class: "difference-head" },
      h("span", { class: "change" }, change),
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
