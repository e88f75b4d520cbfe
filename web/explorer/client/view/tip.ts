/// <reference lib="dom" />
/**
 * The tip beside what is pointed at: a stage's name, its state and its time.
 * It repeats what the element's label says, so that nobody needs it who cannot
 * see it.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { h } from "../dom.ts";
import { stateOf } from "../model/state.ts";
import { stateText } from "../model/words.ts";
import { duration } from "../number.ts";
import { sign } from "./sign.ts";

/** Shows and hides the tip. */
export interface Tip {
  readonly element: HTMLElement;
  show(stage: StageNode, beside: Element): void;
  hide(): void;
}

/** Makes the tip; the page has one. */
export function tip(): Tip {
  const element = h("div", {
    class: "tip",
    "aria-hidden": "true",
    hidden: true,
  });
  return {
    element,
    show(stage, beside) {
      element.replaceChildren(
        h("div", { class: "tip-name" }, stage.name),
        h(
          "div",
          { class: "tip-state" },
          sign(stateOf(stage)),
          stateText(stage),
          stage.seconds === null
            ? null
            : h("span", { class: "muted" }, duration(stage.seconds)),
        ),
      );
      element.hidden = false;
      const at = beside.getBoundingClientRect();
      const own = element.getBoundingClientRect();
      const room = document.documentElement;
      const left = Math.min(
        Math.max(8, at.left + at.width / 2 - own.width / 2),
        room.clientWidth - own.width - 8,
      );
      const above = at.top - own.height - 8;
      const top = above > 8 ? above : at.bottom + 8;
      element.style.transform = `translate(${Math.round(left)}px,${
        Math.round(top)
      }px)`;
    },
    hide() {
      element.hidden = true;
    },
  };
}
