/**
 * A stage's parameters, and which of them its siblings have otherwise.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Json, RecordDetail, StageNode } from "../../api.ts";
import { h } from "../dom.ts";
import { isBranch, leafText, leavesOf } from "./json_tree.ts";
import { pathText, sideways } from "./parts.ts";
import { commonest, siblingsOf } from "./siblings.ts";

/** Whether there are parameters to show. */
export function hasParams(params: Json): boolean {
  return leavesOf(params).some(([path]) => path !== "");
}

/** The parameters, one a row. */
export function paramsSection(
  stages: readonly StageNode[],
  record: RecordDetail,
): HTMLElement {
  const leaves = leavesOf(record.params).filter(([path]) => path !== "");
  const others = siblingsOf(stages, record.stage)
    .map(({ params }) => params)
    .filter((params): params is Json => params !== undefined)
    .map((params) => new Map(leavesOf(params)));
  const compared = others.length > 2;
  const rows = leaves.map(([path, value]) => {
    const values = others.map((other) => other.get(path) ?? null);
    const most = commonest(values);
    const same = values.filter((other) =>
      JSON.stringify(other) === JSON.stringify(value)
    ).length;
    return {
      path,
      value,
      // What is varied has no value that most have: only the odd one is marked.
      differs: compared && most !== null &&
        2 * most.times > values.length &&
        JSON.stringify(most.value) !== JSON.stringify(value),
      said: !compared || most === null
        ? ""
        : same === values.length
        ? "all"
        : JSON.stringify(most.value) === JSON.stringify(value) ||
            2 * most.times <= values.length
        ? String(same)
        : `${same}; ${most.times} have ${valueText(most.value)}`,
    };
  });
  return h(
    "div",
    {},
    sideways(
      "Parameters",
      h(
        "table",
        { class: "grid params" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Parameter"),
            h("th", { scope: "col" }, "Value"),
            compared
              ? h(
                "th",
                { scope: "col" },
                `Of ${others.length} of its kind have it`,
              )
              : null,
          ),
        ),
        h(
          "tbody",
          {},
          ...rows.map(({ path, value, differs, said }) =>
            h(
              "tr",
              { class: differs ? "unusual" : null },
              h("th", { scope: "row" }, ...pathText(path)),
              h("td", { class: "value" }, valueText(value)),
              compared ? h("td", { class: "pale" }, said) : null,
            )
          ),
        ),
      ),
    ),
    rows.some(({ differs }) => differs)
      ? h(
        "p",
        { class: "hint" },
        h("mark", { class: "differs" }, "Marked"),
        " is what most of its kind have otherwise.",
      )
      : null,
  );
}

function valueText(value: Json): string {
  if (typeof value === "string") return value === "" ? '""' : value;
  if (Array.isArray(value)) {
    return value.map((item: Json) => isBranch(item) ? "…" : leafText(item))
      .join(", ") || "[]";
  }
  return isBranch(value) ? "{}" : leafText(value);
}
