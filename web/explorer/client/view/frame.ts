/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The page's panes: the list, the graph, and what stands beside it. A narrow
 * page shows one of them at a time.
 *
 * @module
 */

import { h } from "../dom.ts";
import { iconButton } from "./tools.ts";

/** What a narrow page shows one at a time. */
export type Pane = "list" | "graph" | "details";

const panes: readonly (readonly [Pane, string])[] = [
  ["list", "List"],
  ["graph", "Graph"],
  ["details", "Details"],
];

/** The panes. */
export interface Frame {
  readonly element: HTMLElement;
  readonly list: HTMLElement;
  readonly graph: HTMLElement;
  readonly details: HTMLElement;
  /** Shows a drawing, under a title that is for who hears it. */
  draw(drawing: HTMLElement, title: string, hint: string): void;
  /** Shows something beside the graph, or in its place; null for nothing. */
  beside(element: HTMLElement | null, wide: boolean): void;
  /** On a narrow page, shows a pane; null for what is under the details. */
  show(pane: Pane | null): void;
  /** Puts the focus into what is shown, where it is on nothing that is seen. */
  keepFocus(): void;
}

/** Makes the panes. `close` closes what stands beside the graph. */
export function frame(
  head: HTMLElement,
  listParts: readonly HTMLElement[],
  legend: HTMLElement,
  close: () => void,
): Frame {
  const canvas = h("div", { class: "canvas" });
  const title = h("h2", { class: "hidden" });
  const hint = h("p", { class: "graph-hint" });
  const graph = h(
    "main",
    { class: "graph" },
    title,
    canvas,
    h("div", { class: "graph-foot" }, legend, hint),
  );
  const list = h(
    "section",
    { class: "list", "aria-label": "Stages" },
    ...listParts,
  );
  const body = h("div", { class: "beside-body" });
  const details = h(
    "aside",
    { class: "beside", "aria-label": "Details", tabindex: -1, hidden: true },
    h(
      "div",
      { class: "beside-bar" },
      h("button", {
        type: "button",
        class: "text-button",
        onclick: () => show("graph"),
      }, "Graph"),
      iconButton("Close", "M4 4l8 8M12 4l-8 8", close),
    ),
    body,
  );
  const tabs = h(
    "div",
    { class: "pane-tabs", role: "group", "aria-label": "Show" },
    ...panes.map(([pane, label]) =>
      h("button", {
        type: "button",
        "data-pane": pane,
        onclick: () => show(pane),
      }, label)
    ),
  );
  const element = h("div", { class: "app" }, head, tabs, list, graph, details);
  let beneath: Pane = "list";

  function show(pane: Pane | null): void {
    const hadFocus = element.contains(document.activeElement);
    const next = pane ?? beneath;
    if (next !== "details") beneath = next;
    element.dataset["pane"] = next;
    for (const one of tabs.querySelectorAll<HTMLElement>("button")) {
      one.setAttribute("aria-pressed", `${one.dataset["pane"] === next}`);
    }
    if (hadFocus) keepFocus();
  }

  const isSeen = (one: Element) =>
    one.checkVisibility({ visibilityProperty: true });

  function keepFocus(): void {
    const active = document.activeElement;
    if (active !== null && active !== document.body && isSeen(active)) return;
    const part = [details, list, graph].find(isSeen);
    const first = part?.querySelector<HTMLElement>('[tabindex="0"]');
    const next = part === details ? details : first ?? part;
    next?.focus({ preventScroll: true });
  }

  show("list");
  return {
    element,
    list,
    graph,
    details,
    draw(drawing, text, said) {
      if (canvas.firstChild !== drawing) canvas.replaceChildren(drawing);
      title.textContent = text;
      hint.textContent = said;
    },
    beside(content, wide) {
      element.dataset["panel"] = content === null
        ? "none"
        : wide
        ? "wide"
        : "beside";
      details.hidden = content === null;
      body.replaceChildren(...content === null ? [] : [content]);
      body.scrollTop = 0;
    },
    show,
    keepFocus,
  };
}
