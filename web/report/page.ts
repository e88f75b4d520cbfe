/**
 * The page of a report: one file that asks nothing of the network.
 *
 * Style and script stand in the page, and its content security policy allows
 * those two by their hashes and nothing else: even if text from an artifact
 * were not escaped, a browser would not run it.
 *
 * @module
 */

import { answer } from "./answer.ts";
import look from "../look.css" with { type: "text" };
import { hashSource } from "../policy.ts";
import { type Html, markup, trusted } from "./html.ts";
import script from "./script.js" with { type: "text" };
import style from "./style.css" with { type: "text" };
import { sectionOf } from "./sections.ts";
import type { PageView } from "./view.ts";

/** The page's HTML. The same view gives the same bytes. */
export function page(view: PageView): string {
  const css = look + style + view.figureStyle;
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src '${hashSource(css)}'`,
    `script-src '${hashSource(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${view.title}</title>
<link rel="icon" href="data:,">
<style>${trusted(css)}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
<div class="layout">
${contents(view)}
<main>
<header>
<p class="label">Juice report</p>
<h1>${view.title}</h1>
<p class="question">${view.question}</p>
</header>
${answer(view.answer, view.facts)}${view.sections.map(sectionOf)}
</main>
</div>
<p class="hidden" role="status" id="status"></p>
<script>${trusted(script)}</script>
</body>
</html>
`.text;
}

function contents({ sections }: PageView): Html {
  const links: (readonly [string, string])[] = [
    ["answer", "Answer"],
    ...sections.map(({ id, short }) => [id, short] as const),
  ];
  return markup`<nav aria-label="Contents"><ul>${
    links.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)
  }</ul></nav>`;
}
