/**
 * The evaluations that the numbers came from, by cell and arm.
 *
 * @module
 */

import { artifactLink } from "./explorer.ts";
import { type Html, markup } from "../html.ts";
import { numeric, scrolling } from "./parts.ts";
import type { EvidenceRow, EvidenceView } from "./view.ts";

/** The evaluations of one cell, folded: a link to one unfolds them. */
export function evidence({ title, count, columns, arms }: EvidenceView): Html {
  return markup`
<details class="evidence">
<summary><strong>${title}</strong> <span class="count">${count}</span></summary>
${
    scrolling(
      `Evaluations: ${title}`,
      markup`<table>
<thead><tr><th scope="col">Arm, seed</th><th scope="col">Where it came from</th>${
        columns.map((name) => markup`<th scope="col"${numeric}>${name}</th>`)
      }</tr></thead>
${
        arms.map(({ id, arm, rows }) =>
          markup`<tbody id="${id}" tabindex="-1">
<tr class="total"><th scope="rowgroup" colspan="${
            columns.length + 2
          }">${arm}</th></tr>${rows.map(row)}
</tbody>`
        )
      }
</table>`,
    )
  }
</details>`;
}

function row({ id, seed, command, source, cells }: EvidenceRow): Html {
  const { digest, text, of } = source;
  return markup`
<tr id="${id}" tabindex="-1"><th scope="row">seed ${seed}</th><td class="origin"><code>${command}</code> ${
    artifactLink(digest, text, of)
  }</td>${cells.map((cell) => markup`<td${numeric}>${cell}</td>`)}</tr>`;
}
