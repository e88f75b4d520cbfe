/**
 * A checkpoint's tensors: shapes, sizes and what their values are like.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Preview, TensorEntry } from "../../api.ts";
import { h } from "../dom.ts";
import { aligned, bytes, count } from "../number.ts";
import { pathText, sideways, wordsText } from "./parts.ts";

type Tensors = Extract<Preview, { type: "tensors" }>;

/** A checkpoint's tensors. */
export function tensorsView(
  { tensors, parameters }: Tensors,
  label: string,
): HTMLElement {
  const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  const types = [...new Set(tensors.map(({ dtype }) => dtype))];
  const known = tensors.some(({ statistics }) => statistics !== null);
  const heads = ["Mean", "SD", "Least", "Greatest"];
  const writers = heads.map((_, index) =>
    aligned(tensors.map((tensor) => valuesOf(tensor)[index]), 4)
  );
  return h(
    "div",
    {},
    h(
      "p",
      { class: "summary" },
      h("strong", {}, count(parameters, "parameter")),
      ` in ${count(tensors.length, "tensor")}, ${types.join(", ")}, ${
        bytes(size)
      }`,
    ),
    sideways(
      label,
      h(
        "table",
        { class: "grid" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Tensor"),
            h("th", { scope: "col", class: "number" }, "Shape"),
            types.length > 1 ? h("th", { scope: "col" }, "Type") : null,
            h("th", { scope: "col", class: "number" }, "Size"),
            ...known
              ? heads.map((name) =>
                h("th", { scope: "col", class: "number" }, name)
              )
              : [],
          ),
        ),
        h(
          "tbody",
          {},
          ...tensors.map((tensor) =>
            h(
              "tr",
              {},
              h(
                "th",
                { scope: "row", class: "tensor" },
                ...wordsText(tensor.name, "."),
              ),
              h("td", { class: "number" }, tensor.shape.join(" × ") || "1"),
              types.length > 1 ? h("td", {}, tensor.dtype) : null,
              h("td", { class: "number" }, bytes(tensor.size)),
              ...known ? statistics(tensor, writers) : [],
            )
          ),
        ),
      ),
    ),
  );
}

function valuesOf({ statistics }: TensorEntry): (number | null)[] {
  return statistics === null ? [null, null, null, null] : [
    statistics.mean,
    statistics.standardDeviation,
    statistics.least,
    statistics.greatest,
  ];
}

function statistics(
  tensor: TensorEntry,
  writers: readonly ((value: number) => string)[],
): HTMLElement[] {
  return valuesOf(tensor).map((value, index) =>
    h("td", { class: "number" }, value === null ? "" : writers[index]!(value))
  );
}

/** A list of files by path, the text of which breaks at slashes. */
export function filePath(path: string): HTMLElement {
  return h("span", { class: "path" }, ...pathText(path));
}
