/**
 * Two records beside each other: what differs, the cause first.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Comparison } from "../../api.ts";
import { h } from "../dom.ts";
import { differenceGroups } from "./differences.ts";
import { Latest } from "./latest.ts";
import { count, duration, moment } from "../number.ts";
import { digestText, facts, failure, loading, stageLink } from "./parts.ts";
import type { Host, View } from "./view.ts";

/** Two records, each as `KEY/N`. */
export function comparisonView(host: Host, a: string, b: string): View {
  const latest = new Latest();
  const body = h("div", {});
  const element = h(
    "article",
    { class: "comparison-view panel" },
    h("header", {}, h("h2", {}, "Comparison")),
    body,
  );
  const ask = () => {
    body.replaceChildren(loading("the comparison"));
    latest.ask(() => host.source.compare(a, b), {
      done: (comparison) => body.replaceChildren(...shown(comparison)),
      failed: (message) =>
        body.replaceChildren(
          // What a page does not carry it never will.
          failure(message, host.source.type === "embedded" ? undefined : ask),
        ),
    });
  };
  ask();
  return { element, update() {}, close: () => latest.drop() };
}

function shown({ a, b, first, differences }: Comparison): HTMLElement[] {
  const said = differences.length === 0
    ? "They are the same in everything that a record holds of its key, its " +
      "outputs and its metrics."
    : first ?? "What differs is no cause of anything else that differs.";
  return [
    h(
      "div",
      { class: "sides" },
      side("From", a),
      side("To", b),
    ),
    h(
      "section",
      { class: "first-difference" },
      h(
        "h3",
        {},
        differences.length === 0 ? "No difference" : "The first difference",
      ),
      h("p", {}, ...breaking(said)),
      differences.length === 0 ? null : h(
        "p",
        { class: "hint" },
        `${count(differences.length, "difference")} in all`,
      ),
    ),
    ...differenceGroups(differences),
  ];
}

/** A line with names of stages, which may break after their slashes. */
function breaking(line: string): (string | HTMLElement)[] {
  return line.split(/(?<=\/)/).flatMap((part) => [part, h("wbr")]);
}

function side(title: string, record: Comparison["a"]): HTMLElement {
  return h(
    "section",
    { class: "side" },
    h("h3", {}, title),
    h("p", { class: "side-stage" }, stageLink(record.stage)),
    facts([
      ["Ran", moment(record.startedAt)],
      ["Took", duration(record.seconds)],
      ["Key", digestText(record.key, "key")],
      ["Record", record.current ? `${record.n}, stands now` : String(record.n)],
    ], "facts across"),
  );
}
