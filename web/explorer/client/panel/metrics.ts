/**
 * A stage's metrics, each among those of its siblings.
 *
 * @module
 */

/// <reference lib="dom" />

import type { RecordDetail, StageNode } from "../../api.ts";
import { h, s } from "../dom.ts";
import { brief, grouped } from "../number.ts";
import { copyButton, note, sideways, wordsText } from "./parts.ts";
import { siblingsOf, type Standing, standingOf } from "./siblings.ts";

/** Metrics and where they stand. */
export function metricsSection(
  stages: readonly StageNode[],
  record: RecordDetail,
): HTMLElement {
  const metrics = Object.entries(record.metrics);
  if (metrics.length === 0) return note("It measures nothing.");
  const siblings = siblingsOf(stages, record.stage);
  const rows = metrics.map(([name, value]) => ({
    name,
    value,
    standing: standingOf(siblings, record.stage, name),
  }));
  const any = rows.find(({ standing }) => standing !== null)?.standing;
  const repeated = rows.some(({ standing }) =>
    standing !== null && standing.group.length > 0
  );
  return h(
    "div",
    { class: "metrics" },
    sideways(
      "Metrics",
      h(
        "table",
        { class: "grid" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col" }, "Metric"),
            h("th", { scope: "col", class: "number" }, "Value"),
            any === undefined ? null : h(
              "th",
              { scope: "col", class: "strip-head" },
              `Among ${grouped(any!.count)} of its kind`,
            ),
          ),
        ),
        h(
          "tbody",
          {},
          ...rows.map(({ name, value, standing }) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, ...wordsText(name, "_")),
              h(
                "td",
                { class: "number value" },
                copyButton(
                  String(value),
                  `Copy ${value}`,
                  brief(value),
                  "copy exact",
                ),
              ),
              any === undefined ? null : h(
                "td",
                { class: "strip-cell" },
                standing === null ? null : strip(name, value, standing),
              ),
            )
          ),
        ),
      ),
    ),
    any === undefined ? null : h(
      "p",
      { class: "hint legend" },
      h("span", { class: "key key-own" }, "this stage"),
      repeated
        ? h("span", { class: "key key-group" }, "same but for the seed")
        : null,
      h("span", { class: "key key-all" }, "all of its kind"),
      h("span", {}, "rank 1 is the smallest"),
    ),
  );
}

const width = 180;
const height = 18;

function strip(name: string, value: number, standing: Standing): HTMLElement {
  const { least, greatest, all, group, rank, count } = standing;
  const place = (of: number) =>
    greatest === least
      ? width / 2
      : 4 + (width - 8) * (of - least) / (greatest - least);
  // One path for all, of which there may be thousands.
  const ticks = (values: readonly number[], look: string, half: number) =>
    s("path", {
      class: look,
      d: [...new Set(values.map((of) => place(of).toFixed(1)))]
        .map((x) => `M${x} ${height / 2 - half}v${2 * half}`).join(""),
    });
  return h(
    "div",
    { class: "strip" },
    s(
      "svg",
      {
        role: "img",
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        "aria-label": `${name}: ${brief(value)}, rank ${rank} of ${count}, ` +
          `between ${brief(least)} and ${brief(greatest)}`,
      },
      s("path", { class: "strip-axis", d: `M4 ${height / 2}h${width - 8}` }),
      ticks(all, "strip-all", 4),
      ticks(group, "strip-group", 6),
      s("circle", {
        class: "strip-own",
        cx: place(value).toFixed(1),
        cy: height / 2,
        r: 4.5,
      }),
    ),
    h(
      "div",
      { class: "strip-ends", "aria-hidden": "true" },
      h("span", {}, brief(least, 2)),
      h("span", {}, `rank ${rank}`),
      h("span", {}, brief(greatest, 2)),
    ),
  );
}
