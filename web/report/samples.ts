/**
 * What each arm says to a prompt, side by side.
 *
 * @module
 */

import { type Html, markup } from "../html.ts";
import { scrolling } from "./parts.ts";
import type { SamplesView } from "./view.ts";

/** The responses to one prompt, a row an arm. */
export function samples({ prompt, reference, rows }: SamplesView): Html {
  return markup`
<div class="plain"><h3>${prompt}</h3>
${
    scrolling(
      `Responses to ${prompt}`,
      markup`<table class="examples">
<thead><tr><th scope="col">Arm</th><th scope="col">Greedy</th><th scope="col">Sampled at temperature 1</th></tr></thead>
<tbody>
<tr><th scope="row">reference</th><td colspan="2">${reference}</td></tr>${
        rows.map(({ arm, swatch, greedy, sampled }) =>
          markup`
<tr><th scope="row"><span class="method">${swatch}<span>${arm}</span></span></th>${
            [greedy, sampled].map((text) => response(text, reference))
          }</tr>`
        )
      }
</tbody>
</table>`,
    )
  }</div>`;
}

function response(text: string, reference: string): Html {
  const shown = text === "" ? markup`<i>nothing</i>` : text;
  return text === reference
    ? markup`<td class="exact">${shown}<span class="hidden"> (exact)</span></td>`
    : markup`<td>${shown}</td>`;
}
