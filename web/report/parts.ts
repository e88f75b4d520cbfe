/**
 * Small pieces that several sections of the page use.
 *
 * @module
 */

import { type Content, type Html, markup } from "../html.ts";
import type { DataTable, Fact } from "./view.ts";

/** A section with a heading that can be linked to. */
export function section(id: string, title: string, content: Content): Html {
  return markup`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>`;
}

/** Names with values. */
export function facts(entries: readonly Fact[], kind = "facts"): Content {
  if (entries.length === 0) return undefined;
  return markup`<dl class="${kind}">${
    entries.map(({ name, value, code }) =>
      markup`<div><dt>${name}</dt><dd>${
        code === true ? markup`<code>${value}</code>` : value
      }</dd></div>`
    )
  }</dl>`;
}

/** A command that can be copied. The button shows where there is script. */
export function command(text: string): Html {
  return markup`<div class="command"><code>${text}</code>
<button type="button" data-copy hidden>Copy<span class="hidden"> the command ${text}</span></button></div>`;
}

/**
 * A box that scrolls sideways where the window is too narrow for its table.
 *
 * @param label What the table shows, for a screen reader.
 */
export function scrolling(label: string, table: Content): Html {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

const number = /^[\u2212+]?[\d\u202f.,]+\s?%?$|^\u2013$/;

/** A table of text. A column of numbers is aligned to the right. */
export function table(data: DataTable, label: string): Html {
  const kinds = data.columns.map((_, column) =>
    data.rows.every((row) => number.test(row[column] ?? "")) && numeric
  );
  return scrolling(
    label,
    markup`<table>
<thead><tr>${
      data.columns.map((name, column) =>
        markup`<th scope="col"${kinds[column]}>${name}</th>`
      )
    }</tr></thead>
<tbody>${
      data.rows.map((row) =>
        markup`
<tr>${
          row.map((cell, column) =>
            column === 0
              ? markup`<th scope="row"${kinds[column]}>${cell}</th>`
              : markup`<td${kinds[column]}>${cell}</td>`
          )
        }</tr>`
      )
    }
</tbody>
</table>`,
  );
}

/** The attribute of a cell that holds a number. */
export const numeric: Html = markup` class="number"`;
