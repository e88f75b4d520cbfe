/**
 * One series as a line over steps.
 *
 * @module
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { h, s } from "../dom.ts";
import { brief } from "../number.ts";
import {
  extent,
  nearest,
  pathOf,
  type Scale,
  scaleOf,
  ticksOf,
} from "./scale.ts";

/** A series: a name, a unit, and pairs of step and value. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly (readonly [number, number])[];
}

/** A chart in the page. */
export interface Chart {
  readonly element: HTMLElement;
  /** Draws it anew if its room has changed. */
  fit(): void;
  /** Shows the value at the step; the last one where it is null. */
  point(step: number | null): void;
  /** The value at the step in words. */
  said(step: number): string;
  setKind(kind: "linear" | "log"): void;
}

const height = 104;
const margin = { left: 44, right: 8, top: 6, bottom: 18 };

/**
 * @param among What it shares with the charts beside it: first and last step,
 *   steps with a warning, and what is told of the step under the pointer.
 */
export function chart(
  { name, unit, points }: Series,
  among: {
    readonly steps: readonly [number, number];
    readonly warnings: readonly number[];
    point(step: number | null): void;
  },
): Chart {
  const values = points.map(([, value]) => value);
  const last = points.at(-1)!;
  const readout = h("span", { class: "readout" });
  const svg = s("svg", {
    role: "img",
    "aria-label": summary(name, unit, points),
    height,
    onpointermove: (event: PointerEvent) => {
      if (x === null) return;
      const place = event.clientX - svg.getBoundingClientRect().left;
      const [from, to] = x.range;
      const [first, end] = x.domain;
      const step = first + (end - first) * (place - from) / (to - from);
      among.point(points[nearest(points, step)]![0]);
    },
    onpointerleave: () => among.point(null),
  });
  const element = h(
    "figure",
    { class: "chart" },
    h(
      "figcaption",
      {},
      h("span", { class: "chart-name" }, name),
      h("span", { class: "unit" }, unit),
      readout,
    ),
    svg,
  );
  let kind: "linear" | "log" = "linear";
  let width = 0;
  let x: Scale | null = null;
  let y: Scale | null = null;
  const rule = s("line", { class: "rule", visibility: "hidden" });
  const dot = s("circle", { class: "dot", r: 3, visibility: "hidden" });

  const draw = () => {
    const drawn = kind === "log" ? values.filter((value) => value > 0) : values;
    const range = extent(drawn) ?? [0, 1];
    x = scaleOf("linear", among.steps, [margin.left, width - margin.right]);
    y = scaleOf(kind, range, [height - margin.bottom, margin.top]);
    const [bottom] = y.range;
    const marks = [
      ...ticksOf(y, 4).map((tick) => {
        const place = Math.round(y!.place(tick)) + 0.5;
        return s(
          "g",
          {},
          s("line", {
            class: "tick",
            x1: margin.left,
            x2: width - margin.right,
            y1: place,
            y2: place,
          }),
          s("text", {
            x: margin.left - 6,
            y: place,
            dy: "0.32em",
            "text-anchor": "end",
          }, brief(tick)),
        );
      }),
      ...ticksOf(x, width > 300 ? 5 : 3).map((tick) =>
        s("text", {
          x: x!.place(tick),
          y: height - 4,
          "text-anchor": x!.place(tick) > width - 20
            ? "end"
            : x!.place(tick) < margin.left + 8
            ? "start"
            : "middle",
        }, brief(tick))
      ),
      ...among.warnings.map((step) =>
        s("path", {
          class: "warned",
          d: `M${x!.place(step).toFixed(1)} ${margin.top}V${bottom}`,
        })
      ),
    ];
    const line = points.length === 1
      ? s("circle", {
        class: "dot",
        r: 3,
        cx: x.place(points[0]![0]),
        cy: y.place(points[0]![1]),
      })
      : s("path", { class: "curve", d: pathOf(points, x, y) });
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.replaceChildren(...marks, line, rule, dot);
  };

  const tell = (step: number | null) => {
    const index = step === null ? -1 : nearest(points, step);
    const [at, value] = points[index] ?? last;
    readout.textContent = brief(value);
    const shown = index >= 0 && x !== null && y !== null &&
      Number.isFinite(value) && (kind === "linear" || value > 0);
    for (const mark of [rule, dot]) {
      mark.setAttribute("visibility", shown ? "visible" : "hidden");
    }
    if (!shown) return;
    const place = x!.place(at).toFixed(1);
    rule.setAttribute("x1", place);
    rule.setAttribute("x2", place);
    rule.setAttribute("y1", String(margin.top));
    rule.setAttribute("y2", String(height - margin.bottom));
    dot.setAttribute("cx", place);
    dot.setAttribute("cy", y!.place(value).toFixed(1));
  };
  tell(null);

  return {
    element,
    fit() {
      const room = Math.floor(element.clientWidth);
      if (room === width || room < 80) return;
      width = room;
      draw();
    },
    point: tell,
    said: (step) => {
      const [, value] = points[nearest(points, step)]!;
      return `${name} ${brief(value)}`;
    },
    setKind(other) {
      kind = other;
      draw();
      tell(null);
    },
  };
}

/** What the line shows, in a sentence. */
function summary(
  name: string,
  unit: string,
  points: Series["points"],
): string {
  const [least, greatest] = extent(points.map(([, value]) => value)) ?? [0, 0];
  const [first, from] = points[0]!;
  const [last, to] = points.at(-1)!;
  return `${name}, ${unit}: ${brief(from)} at step ${first}, ${
    brief(to)
  } at step ${last}, between ${brief(least)} and ${brief(greatest)}`;
}
