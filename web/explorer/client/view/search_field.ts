/// <reference lib="dom" />
/**
 * The search: a field, and how much it found.
 *
 * @module
 */

import { h } from "../dom.ts";
import { icon } from "./tools.ts";

/** The field. */
export interface SearchField {
  readonly element: HTMLElement;
  text(): string;
  /** Searches for something else. */
  set(text: string): void;
  /** Says how much was found. */
  count(text: string): void;
  focus(): void;
}

/** What happens in the field. */
export interface SearchActions {
  search(text: string): void;
  /** Goes to the list. */
  down(): void;
  /** Opens what was found first. */
  enter(): void;
}

/** Makes the field. */
export function searchField(actions: SearchActions): SearchField {
  const count = h("span", { class: "search-count", role: "status" });
  const input = h("input", {
    type: "search",
    placeholder: "Search stages",
    "aria-label": "Search stages",
    "aria-keyshortcuts": "/",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => actions.search(input.value),
    onkeydown(event: KeyboardEvent) {
      if (event.key === "ArrowDown") actions.down();
      else if (event.key === "Enter" && input.value !== "") actions.enter();
      else if (event.key === "Escape") {
        if (input.value === "") leave();
        else set("");
      } else return;
      event.preventDefault();
    },
  });
  /** What had the focus before it was asked for here. */
  let before: Element | null = null;
  /** Goes back to where somebody came from; to the list where that is gone. */
  function leave(): void {
    const there = before instanceof HTMLElement && before !== document.body &&
      before.checkVisibility();
    if (there) (before as HTMLElement).focus();
    else actions.down();
  }
  function set(text: string): void {
    input.value = text;
    actions.search(text);
  }
  return {
    element: h(
      "div",
      { class: "search", role: "search" },
      icon(
        "M11.5 11.5L14 14M12.5 7.2a5.3 5.3 0 1 1-10.6 0a5.3 5.3 0 0 1 10.6 0z",
      ),
      input,
      h("kbd", { class: "search-key", "aria-hidden": "true" }, "/"),
      count,
    ),
    text: () => input.value,
    set,
    count: (text) => count.textContent = text,
    focus() {
      if (document.activeElement !== input) before = document.activeElement;
      input.focus();
      input.select();
    },
  };
}
