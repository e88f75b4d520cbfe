/**
 * The parts that the page's sections are made of.
 *
 * @module
 */

import { arms } from "./arms.ts";
import { evidence } from "./evidence.ts";
import { resultsLink } from "./explorer.ts";
import { figure } from "./figures.ts";
import { type Html, markup } from "../html.ts";
import { command, facts, section, table } from "./parts.ts";
import { samples } from "./samples.ts";
import type { GuideStep, Part, SectionView, SummaryView } from "./view.ts";

/** A section with its parts. */
export function sectionOf({ id, title, parts }: SectionView): Html {
  return section(id, title, parts.map(part));
}

function part(view: Part): Html {
  switch (view.kind) {
    case "text":
      return markup`<p>${view.text}</p>`;
    case "list":
      return list(view.items, "prose");
    case "notes":
      return list(view.items, "notes");
    case "figure":
      return figure(view.figure);
    case "arms":
      return arms(view.arms);
    case "table":
      return markup`
<div class="plain"><h3>${view.title}</h3>
${table(view.table, view.title)}</div>`;
    case "samples":
      return samples(view.samples);
    case "summary":
      return summary(view.summary);
    case "step":
      return step(view.step);
    case "evidence":
      return evidence(view.evidence);
    case "explorer":
      return resultsLink(view.text);
    case "folded":
      return markup`
<details class="folded">
<summary>${view.title}</summary>
${view.parts.map(part)}
</details>`;
  }
}

function list(items: readonly string[], kind: string): Html {
  return markup`
<ul class="${kind}">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
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
