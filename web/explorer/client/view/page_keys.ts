/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The keys that lead through the page; `keys.ts` tells what they do.
 *
 * @module
 */

import { type Page, selectedOf } from "../model/page.ts";
import { views } from "../place.ts";
import type { Parts } from "./parts.ts";
import { shortcuts } from "./shortcuts.ts";

/** Listens to the keys. `close` leaves what stands beside the graph. */
export function pageKeys(
  page: Page,
  { head, field, list, drawings, panes, beside, help }: Parts,
  close: () => void,
): void {
  /** Goes to the view before this one, or after it. */
  function turn(by: number): void {
    const next = (views.indexOf(page.drawn) + by + views.length) % views.length;
    head.element.querySelectorAll<HTMLAnchorElement>(".views a")[next]?.click();
  }

  shortcuts(() => ({
    "/": () => {
      panes.show("list");
      field.focus();
    },
    "?": () => help.showModal(),
    "[": () => turn(-1),
    "]": () => turn(1),
    "l": () => {
      panes.show("list");
      list.focus(selectedOf(page));
    },
    "g": () => {
      panes.show("graph");
      drawings[page.drawn].focus(selectedOf(page));
    },
    "p": () => {
      if (beside.isOpen) panes.show("details");
      panes.details.focus();
    },
    ...page.place.at === "graph" ? {} : { "Escape": close },
  }));
}
