/**
 * The page of a report: one file that asks nothing of the network.
 *
 * Style and script stand in the page, and its content security policy allows
 * those two by their hashes and nothing else: even if text from an artifact
 * were not escaped, a browser would not run it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { method } from "./evidence.ts";
import { figure } from "./figures.ts";
import { type Content, type Html, markup, trusted } from "./html.ts";
import { command, facts, section, table } from "./parts.ts";
import { answer, results } from "./results.ts";
import script from "./script.js" with { type: "text" };
import style from "./style.css" with { type: "text" };
import type { GuideStep, PageView, SummaryView } from "./view.ts";

/** The page's HTML. The same view gives the same bytes. */
export function page(view: PageView): string {
  const css = style + view.figureStyle;
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src '${hash(css)}'`,
    `script-src '${hash(script)}'`,
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
${body(view)}
</main>
</div>
<p class="hidden" role="status" id="status"></p>
<script>${trusted(script)}</script>
</body>
</html>
`.text;
}

function body(view: PageView): Content {
  const { data } = view;
  return [
    answer(view.answer, view.facts),
    section("results", "Results", results(view.results)),
    section("figures", "Figures", view.figures.map(figure)),
    data.length > 0 && section("data", "Data", data.map(summary)),
    section(
      "limits",
      "What this does not show",
      markup`<ul class="prose">${
        view.limits.map((limit) => markup`<li>${limit}</li>`)
      }</ul>`,
    ),
    section("guide", "Check it, change it", view.guide.map(step)),
    section("evidence", "Where each number came from", [
      markup`<p>Every number of the tables is read from one of these artifacts.
An artifact is known by the SHA-256 of its content.</p>`,
      view.evidence.map(method),
    ]),
  ];
}

function contents({ data }: PageView): Html {
  const links: (readonly [string, string])[] = [
    ["answer", "Answer"],
    ["results", "Results"],
    ["figures", "Figures"],
    ...(data.length > 0 ? [["data", "Data"] as const] : []),
    ["limits", "Limits"],
    ["guide", "Check it, change it"],
    ["evidence", "Evidence"],
  ];
  return markup`<nav aria-label="Contents"><ul>${
    links.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>`)
  }</ul></nav>`;
}

function summary(view: SummaryView): Html {
  return markup`
<div class="summary">
<h3>${view.title}</h3>
${facts(view.facts)}
${
    view.tables.map((one) => {
      const rows = table(one, `${view.title}: ${one.title}`);
      return one.folded === true
        ? markup`<details><summary>${one.title}</summary>
${rows}
</details>`
        : [one.title !== "" && markup`<p class="label">${one.title}</p>`, rows];
    })
  }
</div>`;
}

function step({ title, text, commands }: GuideStep): Html {
  return markup`
<div class="step">
<h3>${title}</h3>
<p>${text}</p>
${commands.map(command)}
</div>`;
}

/** A source expression of a content security policy. */
function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
