/// <reference lib="dom" />
/**
 * A drawing's buttons.
 *
 * @module
 */

import { h, s } from "../dom.ts";
import type { Camera } from "./camera.ts";

/** An icon of lines, 16 by 16. */
export function icon(path: string): SVGSVGElement {
  return s(
    "svg",
    { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    s("path", { d: path }),
  );
}

/** A button that shows an icon, and says what it does. */
export function iconButton(
  label: string,
  path: string,
  act: () => void,
): HTMLButtonElement {
  return h(
    "button",
    {
      class: "icon-button",
      type: "button",
      "aria-label": label,
      title: label,
      onclick: act,
    },
    icon(path),
  );
}

/** Buttons that zoom, and show all. */
export function zoomButtons(look: Camera): HTMLElement[] {
  return [
    iconButton("Zoom out", "M3.5 8h9", () => look.zoom(1 / 1.3)),
    iconButton("Zoom in", "M3.5 8h9M8 3.5v9", () => look.zoom(1.3)),
    iconButton(
      "Show all",
      "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
      () => look.fit(),
    ),
  ];
}

/** A button that turns a drawing: down, or to the right. */
export function directionButton(
  turn: (direction: "down" | "right") => void,
): HTMLElement {
  let direction: "down" | "right" = "down";
  const right = "M3 8h10M9.5 4.5L13 8l-3.5 3.5";
  const down = "M8 3v10M4.5 9.5L8 13l3.5-3.5";
  const button = iconButton("Draw from left to right", right, () => {
    direction = direction === "down" ? "right" : "down";
    const label = direction === "down"
      ? "Draw from left to right"
      : "Draw from top to bottom";
    button.setAttribute("aria-label", label);
    button.title = label;
    button.replaceChildren(icon(direction === "down" ? right : down));
    turn(direction);
  });
  return button;
}
