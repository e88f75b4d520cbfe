/**
 * The results: the table, and below it every number with its source.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Host, View } from "./view.ts";

/** The result table and every result. */
export function resultsView(host: Host): View {
  const element = document.createElement("article");
  element.className = "results-view";
  element.textContent = host.graph().table?.title ?? "Results";
  return { element, update() {}, close() {} };
}
