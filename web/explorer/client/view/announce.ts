/// <reference lib="dom" />
/**
 * What is said to who cannot see the page: at most every few seconds, so that
 * a run does not talk without end.
 *
 * @module
 */

import { h } from "../dom.ts";

const pause = 4000;

/** Says things, the last of those that came in a pause. */
export function announcer(): {
  readonly element: HTMLElement;
  readonly announce: (text: string) => void;
} {
  const element = h("div", { class: "hidden", role: "status" });
  let waiting: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const say = () => {
    timer = null;
    if (waiting === null) return;
    element.textContent = waiting;
    waiting = null;
    timer = setTimeout(say, pause);
  };
  return {
    element,
    announce(text) {
      waiting = text;
      if (timer === null) say();
    },
  };
}
