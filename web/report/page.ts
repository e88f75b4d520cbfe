/**
 * The page of a report.
 *
 * @module
 */

import { answer } from "./answer.ts";
import look from "../look.css" with { type: "text" };
import { documentOf } from "../document.ts";
import { type Html, markup } from "../html.ts";
import script from "./script.js" with { type: "text" };
import style from "./style.css" with { type: "text" };
import { sectionOf } from "./sections.ts";
import type { PageView } from "./view.ts";

/** The page's HTML. The same view gives the same bytes. */
export function page(view: PageView): string {
  return documentOf({
    title: view.title,
    style: look + style + view.figureStyle,
    script: { text: script, module: false },
    body: markup`<a class="skip" href="#answer">Skip to the answer</a>
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
<p class="hidden" role="status" id="status"></p>`,
  });
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
