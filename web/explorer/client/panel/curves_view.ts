/**
 * Series over steps as small charts of one size, read together: one step is
 * pointed at in all of them.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Preview } from "../../api.ts";
import { h } from "../dom.ts";
import { type Chart, chart } from "./chart.ts";
import { brief, count } from "../number.ts";
import { freshId, note, sideways } from "./parts.ts";
import { logPays } from "./scale.ts";

type Curves = Extract<Preview, { type: "curves" }>;

/** Curves, and what ends their watching of the window. */
export function curvesView(
  { series, warnings }: Curves,
): { element: HTMLElement; close(): void } {
  const drawn = series.filter(({ points }) => points.length > 0);
  if (drawn.length === 0) {
    return { element: note("No points"), close() {} };
  }
  const steps = [
    ...new Set(drawn.flatMap(({ points }) => points.map(([step]) => step))),
  ].sort((a, b) => a - b);
  const charts: Chart[] = drawn.map((one) =>
    chart(one, {
      steps: [steps[0]!, steps.at(-1)!],
      warnings: warnings.map(({ step }) => step),
      point: (step) => pointAt(step),
    })
  );
  const grid = h(
    "div",
    { class: "charts" },
    ...charts.map(({ element }) => element),
  );

  const readout = h("output", { class: "step" });
  const id = freshId("step");
  const slider = h("input", {
    type: "range",
    id,
    min: 0,
    max: steps.length - 1,
    value: steps.length - 1,
    oninput: () => pointAt(steps[Number(slider.value)]!),
  });
  const pointAt = (step: number | null) => {
    for (const one of charts) one.point(step);
    readout.textContent = step === null ? "" : String(step);
    slider.setAttribute(
      "aria-valuetext",
      step === null
        ? "No step"
        : `Step ${step}: ${charts.map((one) => one.said(step)).join(", ")}`,
    );
    if (step !== null) slider.value = String(steps.indexOf(step));
  };
  slider.addEventListener("focus", () => pointAt(steps[Number(slider.value)]!));
  slider.addEventListener("blur", () => pointAt(null));

  const paying = charts.filter((_, index) =>
    logPays(drawn[index]!.points.map(([, value]) => value))
  );
  const log = paying.length === 0 ? null : h(
    "label",
    { class: "check" },
    h("input", {
      type: "checkbox",
      onchange: (event: Event) => {
        const on = (event.target as HTMLInputElement).checked;
        for (const one of paying) one.setKind(on ? "log" : "linear");
      },
    }),
    " Log scale",
  );
  const resize = new ResizeObserver(() => {
    for (const one of charts) one.fit();
  });
  resize.observe(grid);
  return {
    element: h(
      "div",
      { class: "curves" },
      grid,
      h(
        "div",
        { class: "controls" },
        h("label", { for: id }, "Step"),
        slider,
        readout,
        log,
      ),
      warnings.length === 0 ? null : h(
        "ul",
        { class: "curve-warnings" },
        ...warnings.map(({ step, message }) =>
          h("li", {}, h("strong", {}, `Step ${step}`), ` ${message}`)
        ),
      ),
      asTable(drawn, steps),
    ),
    close: () => resize.disconnect(),
  };
}

/** The same numbers for who cannot see lines. */
function asTable(
  series: Curves["series"],
  steps: readonly number[],
): HTMLElement {
  const details = h(
    "details",
    { class: "fold" },
    h("summary", {}, `As a table of ${count(steps.length, "step")}`),
  );
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1) return;
    const values = series.map(({ points }) => new Map(points));
    details.append(sideways(
      "Curves as a table",
      h(
        "table",
        { class: "grid" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("th", { scope: "col", class: "number" }, "Step"),
            ...series.map(({ name, unit }) =>
              h(
                "th",
                { scope: "col", class: "number" },
                name,
                h("span", { class: "type" }, unit),
              )
            ),
          ),
        ),
        h(
          "tbody",
          {},
          ...steps.map((step) =>
            h(
              "tr",
              {},
              h("th", { scope: "row", class: "number" }, step),
              ...values.map((points) => {
                const value = points.get(step);
                return h(
                  "td",
                  { class: "number" },
                  value === undefined ? "" : brief(value),
                );
              }),
            )
          ),
        ),
      ),
    ));
  });
  return details;
}
