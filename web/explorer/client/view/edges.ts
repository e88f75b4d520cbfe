/// <reference lib="dom" />
/**
 * The lines between boxes.
 *
 * @module
 */

import { s } from "../dom.ts";
import {
  type Layout,
  pathData,
  type Point,
  type Route,
} from "../layout/layered.ts";
import type { Related } from "../model/related.ts";

/** Draws a layout's lines. Those that are implied are hidden at first. */
export function edgeLines(
  layout: Layout,
  direction: "down" | "right",
): { element: SVGSVGElement; lines: readonly SVGPathElement[] } {
  const lines = layout.routes.map((route) =>
    s("path", {
      class: `edge${route.implied ? " implied" : ""}${
        route.back ? " back" : ""
      }`,
      d: route.back
        ? backPath(route, direction)
        : pathData(shortened(route.points, direction), direction),
      "marker-end": "url(#arrow)",
    })
  );
  const arrow = (id: string) =>
    s(
      "marker",
      {
        id,
        viewBox: "0 0 6 6",
        refX: 5,
        refY: 3,
        markerWidth: 6,
        markerHeight: 6,
        markerUnits: "userSpaceOnUse",
        orient: "auto",
      },
      s("path", { d: "M0,0L6,3L0,6Z" }),
    );
  const element = s(
    "svg",
    {
      class: "edges",
      width: layout.width,
      height: layout.height,
      "aria-hidden": "true",
    },
    s("defs", {}, arrow("arrow"), arrow("arrow-up"), arrow("arrow-down")),
    ...lines,
  );
  return { element, lines };
}

/** Ends a little before the box, where the arrow's tip is to be. */
function shortened(
  points: readonly Point[],
  direction: "down" | "right",
): readonly Point[] {
  const [x, y] = points.at(-1)!;
  const end: Point = direction === "down" ? [x, y - 1] : [x - 1, y];
  return [...points.slice(0, -1), end];
}

/** A bow that leaves where others come in, and comes in where they leave. */
function backPath({ points }: Route, direction: "down" | "right"): string {
  const [[x, y], [toX, toY]] = [points[0]!, points.at(-1)!];
  return direction === "down"
    ? `M${x - 30},${y}C${x - 60},${y - 26} ${toX - 60},${toY + 26} ${
      toX - 30
    },${toY + 1}`
    : `M${x},${y - 12}C${x - 26},${y - 40} ${toX + 26},${toY - 40} ${toX + 1},${
      toY - 12
    }`;
}

/** Shows the lines by which a box goes back, and those that lead on from it. */
export function pointLines(
  lines: readonly SVGPathElement[],
  routes: readonly Route[],
  own: number | null,
  { up, down }: Related,
): void {
  for (const [at, line] of lines.entries()) {
    const { from, to } = routes[at]!;
    const goesUp = own !== null && up.has(from) && (to === own || up.has(to));
    const goesDown = own !== null && down.has(to) &&
      (from === own || down.has(from));
    line.classList.toggle("up", goesUp);
    line.classList.toggle("down", goesDown);
    line.classList.toggle("near", from === own || to === own);
    line.setAttribute(
      "marker-end",
      `url(#arrow${goesUp ? "-up" : goesDown ? "-down" : ""})`,
    );
  }
}
