/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
/**
 * The client's beginning.
 *
 * @module
 */

import { h } from "./dom.ts";
import {
  comparisonView,
  resultsView,
  stageView,
  type View,
} from "./panel/mod.ts";
import { parsePlace } from "./place.ts";
import { embedded, served } from "./source.ts";

const data = document.getElementById("data")?.textContent ?? null;
const source = data === null ? served() : embedded(data);
const graph = await source.graph();
const host = { source, graph: () => graph };
const side = h("aside", { "aria-label": "Details" });
document.body.append(side);
let view: View | null = null;
const go = () => {
  view?.close();
  const place = parsePlace(location.hash);
  if (place.at === "stage") view = stageView(host, place.stage);
  else if (place.at === "compare") {
    view = comparisonView(host, place.a, place.b);
  } else if (place.at === "results") view = resultsView(host);
  else view = null;
  side.replaceChildren(...view === null ? [] : [view.element]);
};
addEventListener("hashchange", go);
go();
