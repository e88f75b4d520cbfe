/**
 * The evaluations that the numbers came from, by method and ratio.
 *
 * @module
 */

import { type Content, type Html, markup } from "./html.ts";
import { command, facts, numeric, scrolling } from "./parts.ts";
import type { EvaluationView, GroupView, MethodView } from "./view.ts";

/** The evaluations of one method, folded: a link to one unfolds them. */
export function method({ method, swatch, count, groups }: MethodView): Html {
  return markup`
<details class="by-method">
<summary><span class="method">${swatch}<strong>${method}</strong></span> <span class="count">${count}</span></summary>
${groups.map(group)}
</details>`;
}

/** The evaluations of one method at one ratio. */
function group(view: GroupView): Html {
  return markup`
<div class="group">
<h3 id="${view.id}" tabindex="-1">${view.title}</h3>
${seeds(view)}${view.evaluations.map(evaluation)}
</div>`;
}

function seeds({ title, seeds }: GroupView): Content {
  if (seeds === undefined) return undefined;
  const head = seeds.columns.map((name, index) =>
    markup`<th scope="col"${index > 0 && numeric}>${name}</th>`
  );
  const rows = seeds.rows.map(({ name, target, cells }) =>
    markup`
<tr${target === undefined && markup` class="total"`}><th scope="row">${
      target === undefined ? name : markup`<a href="#${target}">${name}</a>`
    }</th>${cells.map((cell) => markup`<td${numeric}>${cell}</td>`)}</tr>`
  );
  return scrolling(
    `Seeds: ${title}`,
    markup`<table>
<thead><tr>${head}</tr></thead>
<tbody>${rows}
</tbody>
</table>`,
  );
}

/** One artifact, folded. Its anchor is inside, so that a link unfolds it. */
function evaluation(view: EvaluationView): Html {
  const { id, title, digest } = view;
  return markup`
<details class="evaluation">
<summary><span>${title}</span> <code>${digest.slice(0, 12)}</code></summary>
<article id="${id}" tabindex="-1" aria-label="Evaluation: ${title}">
${facts(view.facts)}
<p class="label">Where it came from</p>
${command(view.command)}
<p class="label">Metrics</p>
<dl class="metrics">${
    view.metrics.map(({ name, value, note }) =>
      markup`<div><dt>${name}</dt><dd>${value} <span class="unit">${note}</span></dd></div>`
    )
  }</dl>
${examples(view)}
</article>
</details>`;
}

function examples({ title, examples }: EvaluationView): Content {
  if (examples.length === 0) return undefined;
  const rows = examples.map(({ prompt, reference, greedy, sampled }) =>
    markup`
<tr><th scope="row">${prompt}</th><td>${reference}</td>${
      [greedy, sampled].map((text) => response(text, reference))
    }</tr>`
  );
  return markup`<p class="label">What the policy says</p>
${
    scrolling(
      `Examples: ${title}`,
      markup`<table class="examples">
<thead><tr><th scope="col">Prompt</th><th scope="col">Reference</th><th scope="col">Greedy</th><th scope="col">Sampled</th></tr></thead>
<tbody>${rows}
</tbody>
</table>`,
    )
  }`;
}

function response(text: string, reference: string): Html {
  const shown = text === "" ? markup`<i>nothing</i>` : text;
  return text === reference
    ? markup`<td class="exact">${shown}<span class="hidden"> (exact)</span></td>`
    : markup`<td>${shown}</td>`;
}
