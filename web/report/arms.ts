/**
 * The tables of one cell's arms.
 *
 * @module
 */

import { artifactLink } from "./explorer.ts";
import { type Html, markup } from "../html.ts";
import type { ArmRow, ArmsView, CellView } from "./view.ts";

/** The tables, each in a box that scrolls sideways. */
export function arms({ id, title, hint, tables }: ArmsView): Html {
  return markup`
<div class="arms">
<h3 id="${id}" tabindex="-1">${title}</h3>
<p class="hint">${hint}</p>
${
    tables.map(({ name, columns, rows }) =>
      markup`
<div class="scroll" role="region" tabindex="0" aria-label="${name}, ${title}"><table aria-label="${name}, ${title}">
<thead><tr><th scope="col">Arm</th>${
        columns.map((column) =>
          markup`<th scope="col" class="number" title="${column.hint}">${column.name}</th>`
        )
      }</tr></thead>
<tbody>${rows.map(row)}
</tbody>
</table></div>`
    )
  }
</div>`;
}

function row({ arm, swatch, target, cells }: ArmRow): Html {
  return markup`
<tr><th scope="row"><a class="method" href="#${target}">${swatch}<span>${arm}</span></a></th>${
    cells.map(cell)
  }</tr>`;
}

function cell(view: CellView): Html {
  if (view === undefined) {
    return markup`<td class="number absent">\u2013</td>`;
  }
  if ("sources" in view) {
    return markup`<td class="number sources">${
      view.sources.map((
        { digest, text, of },
        i,
      ) => [i > 0 && " ", artifactLink(digest, text, of)])
    }</td>`;
  }
  const { text, below, marked, words } = view;
  return markup`<td class="number${marked === true && " best"}${
    words === true && " words"
  }">${text}${
    below !== undefined && markup`<span class="spread">${below}</span>`
  }</td>`;
}
