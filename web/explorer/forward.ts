/**
 * A page that stands where the explorer is looked for, and leads to where it
 * is. What is to be shown stands behind the `#` of an address, which nothing
 * but a script can carry over.
 *
 * @module
 */

import { documentOf } from "../document.ts";
import { markup } from "../html.ts";

const script =
  `location.replace(document.querySelector("a").href + location.hash);`;

/**
 * The page's HTML.
 *
 * @param to Where the explorer is, as a relative reference from this page.
 */
export function forwardPage(to: string): string {
  return documentOf({
    title: "Explorer",
    style: "",
    script: { text: script, module: false },
    body: markup`<p><a href="${to}">Open the explorer</a></p>`,
  });
}
