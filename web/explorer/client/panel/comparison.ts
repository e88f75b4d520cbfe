/**
 * Two records beside each other: what differs, the cause first.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Host, View } from "./view.ts";

/** Two records, each as `KEY/N`. */
export function comparisonView(host: Host, a: string, b: string): View {
  const element = document.createElement("article");
  element.className = "comparison-view";
  element.textContent = `${a} ${b}`;
  void host;
  return { element, update() {}, close() {} };
}
