/**
 * A page that stands where the explorer is looked for, and leads to where it
 * is. What is to be shown stands behind the `#` of an address, which nothing
 * but a script can carry over.
 *
 * @module
 */

import { hashSource } from "../policy.ts";

const script =
  `location.replace(document.querySelector("a").href + location.hash);`;

/**
 * The page's HTML.
 *
 * @param to Where the explorer is, as a relative reference from this page.
 */
export function forwardPage(to: string): string {
  const href = to.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const policy = `default-src 'none'; script-src '${hashSource(script)}'; ` +
    "base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Explorer</title>
</head>
<body>
<p><a href="${href}">Open the explorer</a></p>
<script>${script}</script>
</body>
</html>
`;
}
