/// <reference lib="dom" />
/**
 * The legend: every state that some stage is in, with its sign, its word and
 * how many there are. Each is a button that searches for them.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { h, replaceChanged } from "../dom.ts";
import { searchOf } from "../model/search.ts";
import { meanings, type StageState, tally } from "../model/state.ts";
import { sign } from "./sign.ts";

/** The legend. */
export interface Legend {
  readonly element: HTMLElement;
  draw(stages: readonly StageNode[], search: string): void;
}

/** Makes the legend. `search` searches, or stops doing so. */
export function legend(search: (text: string) => void): Legend {
  const element = h("div", {
    class: "states",
    role: "group",
    "aria-label": "States of the stages",
  });
  // Kept while a run goes on: a button that is replaced between the press and
  // the release of a pointer is not clicked.
  const buttons = new Map<StageState, HTMLElement>();
  const buttonOf = (state: StageState): HTMLElement => {
    const there = buttons.get(state);
    if (there !== undefined) return there;
    const text = searchOf(state);
    const button = h("button", {
      type: "button",
      "data-state": state,
      title: meanings[state],
      onclick: () =>
        search(button.getAttribute("aria-pressed") === "true" ? "" : text),
    });
    buttons.set(state, button);
    return button;
  };
  return {
    element,
    draw(stages, current) {
      const shown = tally(stages).toReversed().map(({ state, count }) => {
        const button = buttonOf(state);
        button.setAttribute("aria-pressed", `${current === searchOf(state)}`);
        button.replaceChildren(
          sign(state),
          h("span", { class: "states-count" }, `${count}`),
          ` ${state}`,
        );
        return button;
      });
      replaceChanged(element, shown);
    },
  };
}
