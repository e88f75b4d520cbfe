/// <reference lib="dom" />
/**
 * What the keys do, and how to search: a dialog.
 *
 * @module
 */

import { h } from "../dom.ts";
import { iconButton } from "./tools.ts";

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["/"], "Search"],
  [
    ["↑", "↓"],
    "In the list: from row to row. In the drawing: to what a " +
    "stage was made from, and to what was made from it",
  ],
  [
    ["←", "→"],
    "In the list: close and open. In the drawing: to what stands " +
    "beside it",
  ],
  [["Enter"], "Open a stage; fold or unfold a group"],
  [["Esc"], "Close, or go back"],
  [["[", "]"], "The view before, the view after"],
  [["l", "g", "p"], "To the list, the graph, the panel"],
  [["?"], "This page"],
];

const searches: readonly (readonly [search: string, what: string])[] = [
  ["policy 0.35", "both words, in any order"],
  ["seed=1", "a whole part of the name"],
  ["kind:sft", "a kind of stage"],
  ["state:changed", "a state of the legend"],
  ["3f9a01c2", "the beginning of a key or a digest"],
  ["-spin", "without a word"],
];

/** Makes the dialog. */
export function keysDialog(): HTMLDialogElement {
  const title = h("h2", { id: "keys-title" }, "Keys");
  const dialog = h(
    "dialog",
    { class: "keys", "aria-labelledby": "keys-title" },
    title,
    iconButton("Close", "M4 4l8 8M12 4l-8 8", () => dialog.close()),
    h(
      "dl",
      {},
      ...keys.flatMap(([names, what]) => [
        h("dt", {}, ...names.map((name) => h("kbd", {}, name))),
        h("dd", {}, what),
      ]),
    ),
    h("h2", {}, "Search"),
    h(
      "dl",
      {},
      ...searches.flatMap(([search, what]) => [
        h("dt", {}, h("code", {}, search)),
        h("dd", {}, what),
      ]),
    ),
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
