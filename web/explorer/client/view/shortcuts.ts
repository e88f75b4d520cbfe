/// <reference lib="dom" />
/**
 * Keys that do the same wherever the focus is, but where somebody writes and
 * while a dialog is open.
 *
 * @module
 */

/** What a key does, by its name. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Listens. What the keys do is asked when one is pressed. */
export function shortcuts(now: () => Shortcuts): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented) return;
    if (target.closest("input, textarea, select") !== null) return;
    // The focus can be outside of an open dialog: in what is around the page.
    if (document.querySelector("dialog[open]") !== null) return;
    const act = now()[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
