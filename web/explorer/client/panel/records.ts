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
import { duration, moment } from "../number.ts";
import { Latest } from "./latest.ts";
import { otherStages } from "./other_stages.ts";
import { digestText, failure, note, sideways } from "./parts.ts";
import { siblingsOf } from "./siblings.ts";
import type { Host } from "./view.ts";

/** The records, the newest first, with a choice of two. */
export function recordsSection(
  host: Host,
  stage: string,
  records: readonly RecordSummary[],
  closing: (() => void)[],
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
  // That the only one stands now goes without saying.
  const tells = several || !now.current;
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
            tells ? h("th", { scope: "col" }, "Stands") : null,
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
              tells ? h("td", {}, record.current ? "now" : "") : null,
            )
          ),
        ),
      ),
    ),
    several ? h("p", {}, link) : null,
    withOthers(host, stage, now, closing),
  );
}

/** The record beside that of another stage of the kind. */
function withOthers(
  host: Host,
  stage: string,
  now: RecordSummary,
  closing: (() => void)[],
): HTMLElement | null {
  const others = siblingsOf(host.graph().stages, stage)
    .filter(({ name, key }) => name !== stage && key !== null)
    .map(({ name }) => name);
  if (others.length === 0) return null;
  const problem = h("div", {});
  const latest = new Latest();
  closing.push(() => latest.drop());
  const choose = (other: string) => {
    latest.ask(() => host.source.stage(other), {
      done: ({ record }) => {
        if (record === null) {
          problem.replaceChildren(
            failure(`Stage "${other}" has not run yet`),
          );
          return;
        }
        location.hash = comparePlace(
          `${now.key}/${now.n}`,
          `${record.key}/${record.n}`,
        );
      },
      failed: (message) =>
        problem.replaceChildren(failure(message, () => choose(other))),
    });
  };
  return h(
    "section",
    {},
    h("h3", {}, "Compare with another stage"),
    otherStages(stage, others, choose).element,
    problem,
  );
}
