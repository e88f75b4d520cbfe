/// <reference lib="dom" />
/**
 * What stands beside the graph at a place.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Dag } from "../model/dag.ts";
import type { Page } from "../model/page.ts";
import {
  comparisonView,
  resultsView,
  stageView,
  type View as PanelView,
} from "../panel/mod.ts";
import type { Host } from "../panel/view.ts";
import type { Location } from "../place.ts";

/** What stands beside the graph, as the place changes. */
export interface Beside {
  /**
   * Puts beside the graph what stands at a place. What stands there already
   * stays as it was left, with what is new about it.
   */
  show(place: Location, selected: number | null): void;
  /** Shows what has changed in the graph. */
  update(): void;
  /** Whether anything stands there. */
  readonly isOpen: boolean;
}

/** @param put Puts an element there, or nothing; some ask for more room. */
export function besideGraph(
  host: Host,
  page: Page,
  put: (element: HTMLElement | null, wide: boolean) => void,
): Beside {
  let view: PanelView | null = null;
  let shown = "";
  return {
    show(place, selected) {
      // The drawing can change, and what stands beside it be the same.
      const { view: _, down: __, ...what } = place;
      const name = selected === null ? null : page.dag.stages[selected]!.name;
      const next = JSON.stringify([what, name]);
      if (next === shown) return view?.update();
      shown = next;
      view?.close();
      view = panelAt(place, host, page.dag, selected);
      const wide = place.at === "results" || place.at === "compare";
      put(view?.element ?? null, wide);
    },
    update: () => view?.update(),
    get isOpen() {
      return view !== null;
    },
  };
}

/** What stands beside the graph; null where nothing does. */
function panelAt(
  place: Location,
  host: Host,
  dag: Dag,
  selected: number | null,
): PanelView | null {
  if (place.at === "results") return resultsView(host);
  if (place.at === "compare") return comparisonView(host, place.a, place.b);
  if (place.at === "graph") return null;
  if (selected !== null) {
    const digest = place.at === "artifact" ? place.digest : null;
    return stageView(host, dag.stages[selected]!.name, digest);
  }
  const what = place.at === "artifact"
    ? `No stage of this profile put out "${place.digest}"`
    : `No stage "${place.stage}" in this profile`;
  return {
    element: h("article", { class: "missing" }, h("h2", {}, what)),
    update() {},
    close() {},
  };
}
