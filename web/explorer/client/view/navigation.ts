/// <reference lib="dom" />
/**
 * Going from place to place, and where the focus goes on the way: into the
 * panel with who opens it by keyboard, and back when it is closed.
 *
 * @module
 */

import type { Place } from "../../api.ts";
import { type Page, selectedOf, takePlace } from "../model/page.ts";
import { formatPlace, type Location } from "../place.ts";
import type { Parts } from "./parts.ts";

/** What leads to other places. */
export interface Navigation {
  go(to: Location | Place): void;
  /** Goes to a stage: in the drawing that is there, or to its lineage. */
  open(id: number): void;
  /** Leaves what stands beside the graph. */
  close(): void;
  /** Shows the place of the address. */
  arrive(): void;
}

/** @param show Shows the page's place in all parts but the panel. */
export function navigation(
  page: Page,
  { panes, list, drawings, head, beside }: Parts,
  show: (selected: number | null) => void,
): Navigation {
  /** The address whose place is shown. */
  let arrived: string | null = null;
  /** What is shown there; a stage in another drawing is the same. */
  let looked: string | null = null;
  /** Whether somebody asks for a drawing, and not for what is beside it. */
  let toDrawing = false;
  /** Whether the focus is to go into the panel. */
  let enterPanel = false;
  /** What had the focus before the panel was opened. */
  let back: (() => void) | null = null;

  const hasFocus = (part: HTMLElement) => part.contains(document.activeElement);

  /**
   * Goes to a place, at once: the browser tells of a new address later, and a
   * key pressed until then would be lost on what is about to be replaced.
   */
  function go(to: Location | Place): void {
    location.hash = typeof to === "string" ? to : formatPlace(to);
    if (location.hash !== arrived || enterPanel) arrive();
  }

  function open(id: number): void {
    const inList = hasFocus(panes.list);
    back = () => inList ? list.focus(id) : drawings[page.drawn].focus(id);
    enterPanel = document.activeElement?.matches(":focus-visible") === true;
    const { view, down } = page.place;
    const stays = hasFocus(panes.graph) && view !== "lineage";
    go({
      at: "stage",
      stage: page.dag.stages[id]!.name,
      view: stays ? view : "lineage",
      down,
    });
  }

  function close(): void {
    const { view } = page.place;
    go({
      at: "graph",
      view: view === "everything" ? view : "overview",
      down: false,
    });
  }

  function arrive(): void {
    const wasInPage = hasFocus(panes.element);
    const wasInGraph = hasFocus(panes.graph);
    const wasInPanel = hasFocus(panes.details);
    arrived = location.hash;
    takePlace(page, arrived);
    const selected = selectedOf(page);
    beside.show(page.place, selected);
    showPane(selected);
    show(selected);
    if (beside.isOpen) {
      const lost = wasInPanel && !hasFocus(panes.details);
      if (enterPanel || lost) panes.details.focus({ preventScroll: true });
    } else {
      if (wasInPanel) (back ?? (() => drawings[page.drawn].focus(null)))();
      back = null;
    }
    if (wasInGraph && !hasFocus(panes.element)) {
      drawings[page.drawn].focus(selected);
    }
    if (wasInPage) panes.keepFocus();
    enterPanel = false;
  }

  /** On a narrow page, shows what somebody came for. */
  function showPane(selected: number | null): void {
    const name = selected === null ? "" : page.dag.stages[selected]!.name;
    const now = `${page.place.at} ${name}`;
    if (toDrawing) panes.show("graph");
    else if (!beside.isOpen) panes.show(null);
    else if (now !== looked) panes.show("details");
    looked = now;
    toDrawing = false;
  }

  head.element.addEventListener("click", (event) => {
    const link = (event.target as Element).closest(".views a");
    const to = link?.getAttribute("href") ?? "";
    if (!to.startsWith("#/") || to.startsWith("#/results")) return;
    panes.show("graph");
    toDrawing = to !== location.hash;
  });
  addEventListener("hashchange", () => {
    if (location.hash !== arrived) arrive();
  });
  return { go, open, close, arrive };
}
