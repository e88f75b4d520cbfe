/**
 * The explorer's page: one file that asks nothing of any other host.
 *
 * Style and script stand in the page, and its content security policy allows
 * those two by their hashes and nothing else. Trusted types are required and
 * none is allowed, so that no text can be made into markup by mistake.
 *
 * @module
 */

import { hashSource } from "../policy.ts";
import script from "./app.js" with { type: "text" };
import { style } from "./style/mod.ts";

/**
 * The page's HTML. The same data give the same bytes.
 *
 * @param embedded JSON of `Embedded`, gzipped, in base 64; null for a page that
 *   asks its server.
 * @throws TypeError if the data are not base 64.
 */
export function explorerPage(embedded: { data: string } | null): string {
  if (embedded !== null && /[^A-Za-z0-9+/=]/.test(embedded.data)) {
    throw new TypeError("The data of a page that stands alone must be base 64");
  }

  const policy = [
    "default-src 'none'",
    "img-src data:",
    ...embedded === null ? ["connect-src 'self'"] : [],
    `style-src '${hashSource(style)}'`,
    `script-src '${hashSource(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const data = embedded === null
    ? ""
    : `<script type="application/gzip" id="data">${embedded.data}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Explorer</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>The explorer needs JavaScript. It runs none but its own.</noscript>
${data}<script type="module">${script}</script>
</body>
</html>
`;
}
