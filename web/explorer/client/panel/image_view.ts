/**
 * A figure. Only an `img` shows it, in which no script runs.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Preview } from "../../api.ts";
import { h } from "../dom.ts";
import { failure, note } from "./parts.ts";

type Image = Extract<Preview, { type: "image" }>;

/** A figure, as wide as there is room, or in its own size to be moved about. */
export function imageView(
  { url, mediaType }: Image,
  label: string,
): HTMLElement {
  // Data that anybody may have written must not become another address.
  if (!url.startsWith(`data:${mediaType}`) || !mediaType.startsWith("image/")) {
    return note("This figure is in no form that can be shown.");
  }
  const place = h("div", { class: "figure" });
  const image = h("img", {
    src: url,
    alt: `Figure ${label}`,
    onerror: () =>
      place.replaceChildren(failure(`The figure "${label}" is damaged`)),
  });
  const zoom = h("button", {
    type: "button",
    class: "zoom",
    "aria-pressed": "false",
    "aria-label": `Show ${label} in its own size`,
    onclick: () => {
      const on = place.classList.toggle("zoomed");
      zoom.setAttribute("aria-pressed", String(on));
    },
  }, image);
  place.append(zoom);
  return place;
}
