/**
 * The table of samples: a row a prompt, a column for each thing that a stage
 * says to it, with what differs marked.
 *
 * @module
 */

/// <reference lib="dom" />

import { type Child, h } from "../dom.ts";
import { type Joined, referenceOf } from "./join_samples.ts";
import { shortName } from "./others.ts";
import { differing } from "./text_diff.ts";

/** Whether a field's columns say different things. */
export function disagree(
  { columns }: Joined,
  cells: readonly (string | null)[],
): boolean {
  return columns.some(({ field }, index) =>
    columns.some((other, at) =>
      at > index && other.field === field && cells[at] !== cells[index]
    )
  );
}

/** What cells are marked against; null where there is nothing to compare. */
export function markedAgainst(
  { columns }: Joined,
): "reference" | "field" | null {
  if (referenceOf(columns.map(({ field }) => field)) !== null) {
    return columns.length > 1 ? "reference" : null;
  }
  const fields = columns.map(({ field }) => field);
  return new Set(fields).size < fields.length ? "field" : null;
}

/**
 * The table.
 *
 * @param marked What cells are marked against, by {@linkcode markedAgainst}.
 * @param several Whether it is of more than one stage.
 */
export function samplesTable(
  { columns }: Joined,
  rows: Joined["rows"],
  marked: "reference" | "field" | null,
  several: boolean,
): HTMLTableElement {
  const fields = columns.map(({ field }) => field);
  const wordy = rows.some(({ cells }) =>
    cells.some((text) => text !== null && text.length > 80)
  );
  const reference = fields.indexOf(referenceOf(fields) ?? "");
  const heads = several
    ? columns.map(({ from, field, shared }, index) =>
      h(
        "th",
        { scope: "col", title: shared ? null : from, class: edge(index) },
        shared ? null : h(
          "span",
          { class: "from" },
          shortName(from, columns.find((one) => one.from !== from)!.from),
        ),
        field,
      )
    )
    : columns.map(({ field }) => h("th", { scope: "col" }, field));
  function edge(index: number): string | null {
    const { from, shared } = columns[index]!;
    const before = columns[index - 1];
    return several && before !== undefined && !shared &&
        (before.shared || before.from !== from)
      ? "begins"
      : null;
  }
  return h(
    "table",
    {
      class: `grid samples-table${wordy ? " wordy" : ""}${
        several ? " several" : ""
      }`,
    },
    h(
      "thead",
      {},
      h("tr", {}, h("th", { scope: "col" }, "prompt"), ...heads),
    ),
    h(
      "tbody",
      {},
      ...rows.map(({ prompt, cells }) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, prompt),
          ...cells.map((text, index) => {
            const other = marked === "reference"
              ? (index === reference ? null : cells[reference])
              : cells[fields.indexOf(fields[index]!)];
            return h(
              "td",
              { class: edge(index), "data-field": fields[index]! },
              ...cellText(text, other ?? null),
            );
          }),
        )
      ),
    ),
  );
}

function cellText(text: string | null, other: string | null): Child[] {
  if (text === null) return [h("span", { class: "pale" }, "not asked")];
  if (text === "") return [h("span", { class: "pale" }, "nothing")];
  if (other === null) return [text];
  const pieces = differing(text, other);
  const missing = text !== other && pieces.every(({ same }) => same);
  return [
    ...pieces.map(({ text, same }) =>
      same ? text : h("mark", { class: "differs" }, text)
    ),
    // All of it is right, but something is left out.
    ...missing
      ? [h("mark", { class: "differs", title: "Something is left out" }, "…")]
      : [],
  ];
}
