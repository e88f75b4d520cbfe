/**
 * The explorer's page: one file that asks nothing of any other host.
 *
 * Style and script stand in the page, and its content security policy allows
 * those two by their hashes and nothing else. Trusted types are required and
 * none is allowed, so that no text can be made into markup by mistake.
 *
 * @module
 */

import { documentOf } from "../document.ts";
import { markup, trusted } from "../html.ts";
import script from "./app.js" with { type: "text" };
import { style } from "./style/mod.ts";

/**
 * The page's HTML. The same data give the same bytes.
 *
 * @param embedded JSON of `Packed`, gzipped, in base 64; null for a page that
 *   asks its server.
 * @throws TypeError if the data are not base 64.
 */
export function explorerPage(embedded: { data: string } | null): string {
  if (embedded !== null && /[^A-Za-z0-9+/=]/.test(embedded.data)) {
    throw new TypeError("The data of a page that stands alone must be base 64");
  }

  return documentOf({
    title: "Explorer",
    style,
    script: { text: script, module: true },
    policy: [
      ...embedded === null ? ["connect-src 'self'"] : [],
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ],
    body:
      markup`<noscript>The explorer needs JavaScript. It runs none but its own.</noscript>${
        embedded &&
        markup`
<script type="application/gzip" id="data">${trusted(embedded.data)}</script>`
      }`,
  });
}
