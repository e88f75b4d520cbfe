/**
 * Every execution of a stage, of which two are chosen to be compared.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { RecordSummary } from "../../api.ts";
import { h } from "../dom.ts";
import { comparePlace } from "../place.ts";
import { duration, moment } from "./number.ts";
import { digestText, note, sideways } from "./parts.ts";

/** The records, the newest first, with a choice of two. */
export function recordsSection(
  records: readonly RecordSummary[],
): HTMLElement {
  if (records.length === 0) return note("It has not run yet.");
  const name = ({ key, n }: RecordSummary) => `${key}/${n}`;
  const now = records.find(({ current }) => current) ?? records[0]!;
  const before = records.find((record) => record !== now);
  // What was before is on the left, what is now on the right.
  let a = before === undefined ? null : name(before);
  let b: string | null = name(now);
  const link = h("a", { class: "button" }, "Compare the two");
  const draw = () => {
    const same = a === null || b === null || a === b;
    if (same) link.removeAttribute("href");
    else link.setAttribute("href", comparePlace(a!, b!));
    link.setAttribute("aria-disabled", String(same));
  };
  const radio = (side: "a" | "b", record: RecordSummary) =>
    h("input", {
      type: "radio",
      name: `compare-${side}`,
      "aria-label": `${
        side === "a" ? "Compare from" : "Compare to"
      } the record of ${moment(record.startedAt)}`,
      checked: name(record) === (side === "a" ? a : b),
      onchange: () => {
        if (side === "a") a = name(record);
        else b = name(record);
        draw();
      },
    });
  const several = records.length > 1;
  draw();
  return h(
    "div",
    { class: "records" },
    sideways(
      "Records",
      h(
        "table",
        { class: "grid" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            several ? h("th", { scope: "col" }, "From") : null,
            several ? h("th", { scope: "col" }, "To") : null,
            h("th", { scope: "col" }, "Ran"),
            h("th", { scope: "col", class: "number" }, "Took"),
            h("th", { scope: "col" }, "Key"),
            h("th", { scope: "col", class: "number" }, "Record"),
            h("th", { scope: "col" }, "Stands"),
          ),
        ),
        h(
          "tbody",
          {},
          ...records.map((record) =>
            h(
              "tr",
              {},
              several ? h("td", {}, radio("a", record)) : null,
              several ? h("td", {}, radio("b", record)) : null,
              h("td", { class: "nowrap" }, moment(record.startedAt)),
              h("td", { class: "number" }, duration(record.seconds)),
              h("td", {}, digestText(record.key, "key")),
              h("td", { class: "number" }, String(record.n)),
              h("td", {}, record.current ? "now" : ""),
            )
          ),
        ),
      ),
    ),
    several
      ? h("p", {}, link)
      : note("It ran once; there is nothing to compare."),
  );
}
