/**
 * The panel of a stage.
 *
 * @module
 */

/// <reference lib="dom" />

import type { Host, View } from "./view.ts";

/**
 * A stage, all of it.
 *
 * @param output The digest of an output to have in view; null for none.
 */
export function stageView(
  host: Host,
  name: string,
  output: string | null = null,
): View {
  const element = document.createElement("article");
  element.className = "stage-view";
  element.textContent = [name, output].filter((one) => one).join(" ");
  void host;
  return { element, update() {}, close() {} };
}
