/**
 * The frame of our pages: each one file that asks nothing of the network.
 *
 * Style and script stand in the page, and its content security policy allows
 * those two by their hashes and nothing else: even if text from an artifact
 * were not escaped, a browser would not run it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type Html, markup, trusted } from "./html.ts";

/** What a page consists of. */
export interface Page {
  readonly title: string;
  /** Its whole style sheet. */
  readonly style: string;
  readonly body: Html;
  /** Its one script, which is put at the end. */
  readonly script?: { readonly text: string; readonly module: boolean };
  /** What its policy says besides, directive by directive. */
  readonly policy?: readonly string[];
  /** What its head has besides. */
  readonly head?: Html;
}

/** The page's HTML. The same page gives the same bytes. */
export function documentOf(page: Page): string {
  const { title, style, body, script, head } = page;
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src '${hashSource(style)}'`,
    ...script === undefined ? [] : [`script-src '${hashSource(script.text)}'`],
    "base-uri 'none'",
    "form-action 'none'",
    ...page.policy ?? [],
  ].join("; ");
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${head && markup`${head}\n`}<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
${body}
${script && scriptOf(script)}</body>
</html>
`.text;
}

function scriptOf({ text, module }: NonNullable<Page["script"]>): Html {
  return trusted(
    `<script${module ? ' type="module"' : ""}>${text}</script>\n`,
  );
}

/**
 * The source expression that allows one style sheet or script by its bytes
 * (Content Security Policy Level 3, section 2.3.1), without its quotes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   hashSource(""),
 *   "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
 * );
 * ```
 */
export function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
