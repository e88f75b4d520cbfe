/// <reference lib="dom" />
/**
 * The legend: every state that some stage is in, with its sign, its word and
 * how many there are. Each is a button that searches for them.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { h } from "../dom.ts";
import { searchOf } from "../model/search.ts";
import { meanings, tally } from "../model/state.ts";
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
  return {
    element,
    draw(stages, current) {
      const focused = document.activeElement?.closest(".states button")
        ?.getAttribute("data-state");
      element.replaceChildren(
        ...tally(stages).toReversed().map(
          ({ state, count }) => {
            const text = searchOf(state);
            const pressed = current === text;
            return h(
              "button",
              {
                type: "button",
                "aria-pressed": `${pressed}`,
                "data-state": state,
                title: meanings[state],
                onclick: () => search(pressed ? "" : text),
              },
              sign(state),
              h("span", { class: "states-count" }, `${count}`),
              ` ${state}`,
            );
          },
        ),
      );
      if (focused !== undefined) {
        [...element.querySelectorAll<HTMLElement>("button")]
          .find((one) => one.dataset["state"] === focused)?.focus();
      }
    },
  };
}
