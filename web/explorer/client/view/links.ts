/// <reference lib="dom" />
/**
 * Links that lead to a place of this page.
 *
 * @module
 */

import type { Place } from "../../api.ts";

/**
 * Goes where a link leads as soon as it is clicked. Left to the browser, the
 * page would be told of it later.
 */
export function followLinks(
  body: HTMLElement,
  go: (place: Place) => void,
): void {
  body.addEventListener("click", (event) => {
    const place = placeToGo(event);
    if (place === null) return;
    event.preventDefault();
    go(place);
  });
}

/** Where a click on a link leads in this page; null where it is not for us. */
function placeToGo(event: MouseEvent): Place | null {
  const other = event.ctrlKey || event.metaKey || event.shiftKey ||
    event.altKey || event.button !== 0;
  if (other || event.defaultPrevented) return null;
  const href = (event.target as Element).closest("a")?.getAttribute("href");
  return href?.startsWith("#/") ? href as Place : null;
}
