/**
 * The answer, first on the page.
 *
 * @module
 */

import { type Content, type Html, markup } from "../html.ts";
import { facts } from "./parts.ts";
import type { AnswerView, Fact } from "./view.ts";

/** The answer with its numbers, its caution and what was done. */
export function answer(view: AnswerView, about: readonly Fact[]): Html {
  return markup`
<section id="answer" class="answer" aria-labelledby="answer-title">
<h2 id="answer-title" class="label">Answer</h2>
${
    view.notices.map((notice) =>
      markup`<p class="caution">${notice}</p>
`
    )
  }<p class="headline">${view.headline}</p>
${folded("What these words mean", view.words)}
${
    view.sentences.map((sentence) =>
      markup`<p>${sentence}</p>
`
    )
  }<p class="caution">${view.caution}</p>
${folded("Controls and other methods", view.controls)}
${numbers(view)}
${facts(about, "about")}
</section>`;
}

/** What not every reader needs before the numbers. */
function folded(title: string, text: string): Content {
  if (text === "") return undefined;
  return markup`<details class="aside"><summary>${title}</summary>
<p class="hint">${text}</p>
</details>`;
}

function numbers({ about, numbers }: AnswerView): Content {
  if (numbers.length === 0) return undefined;
  return markup`<p class="hint">${about}</p>
<ul class="numbers">${
    numbers.map(({ label, value, detail, target }) =>
      markup`
<li><span class="name">${label}</span> ${
        target === undefined
          ? markup`<span class="value">${value}</span>`
          : markup`<a class="value" href="#${target}">${value}</a>`
      } <span class="detail">${detail}</span></li>`
    )
  }</ul>`;
}
