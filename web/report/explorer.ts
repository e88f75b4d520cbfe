/**
 * Links into the explorer, which stands beside the page: `reproduce` writes it
 * there. They are plain links, so that they need no script here.
 *
 * @module
 */

import { type Html, markup } from "../html.ts";

/** The explorer's page, from this one. */
const page = "explorer.html";

/** A link to the artifact of a digest: what made it, and from what. */
export function artifactLink(
  digest: string,
  text: string,
  of: string,
): Html {
  return markup`<a class="explore" href="${page}#/artifact/${
    encodeURIComponent(digest)
  }">${text}<span class="hidden"> ${of}</span></a>`;
}

/** A sentence and a link to all results. */
export function resultsLink(text: string): Html {
  return markup`
<p class="hint">${text} <a class="explore" href="${page}#/results">Open the results in the explorer</a></p>`;
}
