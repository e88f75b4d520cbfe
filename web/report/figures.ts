/**
 * The figures, each with its legend, its file and the numbers behind it.
 *
 * @module
 */

import { type Content, type Html, markup } from "../html.ts";
import { table } from "./parts.ts";
import type { FigureView } from "./view.ts";

/** One figure. Its panels stand in a grid that follows the window. */
export function figure(view: FigureView): Html {
  const { id, title, caption, size, panels, file } = view;
  return markup`
<figure id="${id}" class="figure" aria-labelledby="${id}-title">
<h3 id="${id}-title">${title}</h3>
<figcaption>${caption}</figcaption>
${legend(view)}
<div class="panels ${size}">${
    panels.map((panel) =>
      markup`
<div>${panel}</div>`
    )
  }
</div>
<div class="behind"><details>
<summary>The numbers<span class="hidden"> of the figure ${title}</span></summary>
${table(view.table, `The numbers of the figure ${title}`)}
</details><a href="${file}">SVG<span class="hidden"> file of the figure ${title}</span></a></div>
</figure>`;
}

function legend({ legend }: FigureView): Content {
  if (legend.length === 0) return undefined;
  return markup`<ul class="legend">${
    legend.map(({ label, swatch }) =>
      markup`<li>${swatch}<span>${label}</span></li>`
    )
  }</ul>`;
}
