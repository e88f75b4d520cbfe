/// <reference lib="dom" />
/**
 * The head of the page: what project and profile it is of, and its views.
 *
 * @module
 */

import type { Graph } from "../../api.ts";
import { h, replaceChanged } from "../dom.ts";
import type { ViewLink } from "../model/view_links.ts";
import { iconButton } from "./tools.ts";

/** The head. */
export interface Header {
  readonly element: HTMLElement;
  /** Shows whether changes are still told. */
  live(is: boolean): void;
  draw(graph: Graph, views: readonly ViewLink[], report: string | null): void;
}

/** Makes the head. `help` shows the keys. */
export function header(help: () => void): Header {
  const title = h("h1", {});
  const about = h("p", { class: "about" });
  const lost = h(
    "p",
    { class: "lost", hidden: true },
    "Server does not answer",
  );
  const views = h("nav", { class: "views", "aria-label": "Views" });
  const element = h(
    "header",
    { class: "head" },
    h("div", { class: "head-title" }, title, about),
    views,
    lost,
    iconButton(
      "Keys",
      "M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.1M8 11.6v.1",
      help,
    ),
  );
  const anchors = new Map<string, HTMLElement>();
  /** A view's link: the same as before, which may have the focus. */
  function linkOf({ label, place, current }: ViewLink): HTMLElement {
    const link = anchors.get(label) ?? h("a", {}, label);
    anchors.set(label, link);
    link.setAttribute("href", place);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    return link;
  }
  return {
    element,
    live: (is) => lost.hidden = is,
    draw(graph, links, report) {
      title.textContent = graph.project;
      about.replaceChildren(
        h("span", {}, graph.profile),
        h("span", {}, graph.device),
        ...graph.altered.length === 0 ? [] : [
          h(
            "span",
            { class: "altered", title: graph.altered.join("\n") },
            "altered",
          ),
        ],
      );
      replaceChanged(
        views,
        report === null
          ? links.map(linkOf)
          : [...links.map(linkOf), h("a", { href: report }, "Report")],
      );
    },
  };
}
