/**
 * What a stage tells while it runs: its metrics as they are now, and as curves
 * of what was seen of them.
 *
 * @module
 */

/// <reference lib="dom" />

import type { StageNode } from "../../api.ts";
import { h } from "../dom.ts";
import { seenOf } from "../model/seen.ts";
import { brief } from "../number.ts";
import { type Chart, chart } from "./chart.ts";
import { facts, freshId } from "./parts.ts";

/** The part of the page. */
export interface RunningView {
  readonly element: HTMLElement;
  show(node: StageNode | null): void;
  close(): void;
}

/** Makes it; it is hidden while nothing is told. */
export function runningView(): RunningView {
  const id = freshId("told");
  const now = h("div", {});
  const charts = h("div", { class: "charts" });
  const element = h(
    "section",
    { class: "told", "aria-labelledby": id, hidden: true },
    h("h3", { id }, "Metrics so far"),
    now,
    charts,
  );
  let drawn: Chart[] = [];
  let shown = "";
  const resize = new ResizeObserver(() => {
    for (const one of drawn) one.fit();
  });
  resize.observe(charts);

  function draw(node: StageNode): void {
    now.replaceChildren(facts(
      Object.entries(node.told ?? {})
        .map(([name, value]) => [name, brief(value)] as const),
      "facts across",
    ));
    drawn = seenOf(node).filter(({ points }) => points.length > 1)
      .map(({ name, points }) =>
        chart({ name, unit: "", points }, {
          steps: [points[0]![0], points.at(-1)![0]],
          warnings: [],
          point: () => {},
        })
      );
    charts.replaceChildren(...drawn.map(({ element }) => element));
    for (const one of drawn) one.fit();
  }

  return {
    element,
    show(node) {
      const told = node?.status === "running" ? node.told ?? {} : {};
      element.hidden = Object.keys(told).length === 0;
      // Another run that tells the same has no curve yet.
      const text = JSON.stringify([node?.startedAt, told]);
      if (node === null || element.hidden || text === shown) return;
      shown = text;
      draw(node);
    },
    close: () => resize.disconnect(),
  };
}
