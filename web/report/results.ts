/**
 * The answer and the tables of methods and ratios.
 *
 * @module
 */

import { type Content, type Html, markup } from "./html.ts";
import { facts, numeric } from "./parts.ts";
import type {
  AnswerView,
  CellView,
  Fact,
  MatrixView,
  ResultsView,
} from "./view.ts";

/** The answer, first on the page. */
export function answer(view: AnswerView, about: readonly Fact[]): Html {
  return markup`
<section id="answer" class="answer" aria-labelledby="answer-title">
<h2 id="answer-title" class="label">Answer</h2>
${
    view.notices.map((notice) =>
      markup`<p class="caution">${notice}</p>
`
    )
  }
<p class="headline">${view.headline}</p>
${numbers(view)}
${
    view.sentences.map((sentence) =>
      markup`<p>${sentence}</p>
`
    )
  }<p class="caution">${view.caution}</p>
${facts(about, "about")}
</section>`;
}

function numbers({ numbers }: AnswerView): Content {
  if (numbers.length === 0) return undefined;
  return markup`<ul class="numbers">${
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

/** The tables: the gold metrics in sight, the others folded away. */
export function results(view: ResultsView): Html {
  const more = view.more.length > 0 && markup`
<details class="more">
<summary>${view.more.length} more metrics</summary>
<div class="matrices">${view.more.map(matrix)}</div>
</details>`;
  return markup`
<div class="matrices">${view.main.map(matrix)}</div>${more}
<ul class="notes">${view.notes.map((note) => markup`<li>${note}</li>`)}</ul>`;
}

function matrix({ id, title, hint, ratios, rows }: MatrixView): Html {
  // A region that cannot scroll should not be a stop of the Tab key.
  const region = ratios.length > 4 &&
    markup` role="region" tabindex="0" aria-labelledby="${id}"`;
  return markup`
<div class="matrix">
<h3 id="${id}">${title}</h3>
<p class="hint">${hint}</p>
<div class="scroll"${region}><table aria-labelledby="${id}">
<thead>
<tr><th scope="col">Method</th>${
    ratios.map((ratio, index) =>
      markup`<th scope="col"${numeric}>${index === 0 && "ratio "}${ratio}</th>`
    )
  }</tr>
</thead>
<tbody>${
    rows.map(({ method, swatch, cells }) =>
      markup`
<tr><th scope="row"><span class="method">${swatch}<span>${method}</span></span></th>${
        cells.map((one) => cell(one, cells.length === 1 ? ratios.length : 1))
      }</tr>`
    )
  }
</tbody>
</table></div>
</div>`;
}

function cell(view: CellView, columns: number): Html {
  if (view === undefined) {
    return markup`<td class="number absent"><span aria-hidden="true">\u2013</span><span class="hidden">not measured</span></td>`;
  }
  const { target, text, spread, best } = view;
  const level = columns > 1;
  return markup`<td class="number${best && " best"}${level && " level"}"${
    level && markup` colspan="${columns}"`
  }><a href="#${target}">${text}</a>${
    best && markup`<span class="hidden"> (best here)</span>`
  }${
    spread !== undefined && markup`<span class="spread">\u00b1${spread}</span>`
  }${level && markup`<span class="spread">at every ratio</span>`}</td>`;
}
