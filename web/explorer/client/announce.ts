/// <reference lib="dom" />
/**
 * What is said to who cannot see the page. All of it goes through one region:
 * of two, a screen reader may pass over one.
 *
 * @module
 */

import { h } from "./dom.ts";

/** Between two pieces of news of a run, so that it does not talk without end. */
const pause = 4000;

let region: HTMLElement | null = null;
let news: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

/** The element that says things; the page has one from its beginning on. */
export function liveRegion(): HTMLElement {
  return region ??= h("div", { class: "hidden", role: "status" });
}

/** Says what somebody has just done. */
export function announce(text: string): void {
  liveRegion().textContent = text;
}

/** Says what came of itself: of the news in a pause, the last. */
export function announceNews(text: string): void {
  news = text;
  if (timer === null) say();
}

function say(): void {
  timer = null;
  if (news === null) return;
  announce(news);
  news = null;
  timer = setTimeout(say, pause);
}
