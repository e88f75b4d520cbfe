/// <reference lib="dom" />
/**
 * The page: what its parts show, as the place changes, as somebody searches and
 * as a run goes on.
 *
 * @module
 */

import type { Graph, StageNode } from "../../api.ts";
import { announce, announceNews } from "../announce.ts";
import {
  drawingTitle,
  originOf,
  pageOf,
  takeGraph,
  takeSearch,
  takeStages,
  titleOf,
} from "../model/page.ts";
import { noteSeen } from "../model/seen.ts";
import { reportLink, viewLinks } from "../model/view_links.ts";
import { changesText, foundText } from "../model/words.ts";
import type { View } from "../place.ts";
import type { Source } from "../source.ts";
import { follow } from "./follow.ts";
import { followLinks } from "./links.ts";
import { navigation } from "./navigation.ts";
import { pageKeys } from "./page_keys.ts";
import { makeParts } from "./parts.ts";

/** What can be done with each drawing, for who sees it first. */
const hints: Readonly<Record<View, string>> = {
  overview: "Choose a family to unfold it, a stage to see where it came from",
  lineage: "",
  everything: "Point at a stage to see what it has to do with",
};

/** Fills the page, and keeps it up to date. */
export function shell(body: HTMLElement, source: Source, first: Graph): void {
  const page = pageOf(first);
  const parts = makeParts(body, page, source, {
    go: (to) => go(to),
    open: (id) => open(id),
    close: () => close(),
    search,
  });
  const { head, field, list, drawings, states, panes, beside, problem } = parts;
  const { go, open, close, arrive } = navigation(page, parts, show);

  /** Shows the page's place, but for what stands beside the graph. */
  function show(selected: number | null): void {
    const { graph, place, drawn, found } = page;
    parts.setDown(place.down);
    list.select(selected);
    panes.draw(drawings[drawn].element, drawingTitle(page), hints[drawn]);
    drawings[drawn].show({ selected, down: place.down, found });
    drawHead();
    drawStates();
    document.title = [titleOf(page), graph.profile, graph.project].join(" · ");
  }

  function drawHead(): void {
    const { graph, place, drawn } = page;
    head.draw(
      graph,
      viewLinks(place, drawn, originOf(page)),
      reportLink(graph, source.type, location.pathname),
    );
    problem.show(graph.problem ?? null);
  }

  function drawStates(): void {
    states.draw(page.graph.stages, field.text());
  }

  function search(text: string): void {
    find(text);
    drawings[page.drawn].mark(page.found);
    drawStates();
  }

  /** Searches, and shows in the list what was found. */
  function find(text: string): void {
    takeSearch(page, text);
    list.mark(page.found);
    field.count(foundText(page.found, page.dag.stages.length));
  }

  /** Shows stages that are otherwise than before. */
  function change(stages: readonly StageNode[]): void {
    const news = changesText(page.graph.stages, stages);
    if (news !== null) announceNews(news);
    noteSeen(stages);
    const ids = takeStages(page, stages);
    list.refresh(ids);
    drawings[page.drawn].refresh(ids);
    drawStates();
    beside.update();
  }

  /** Shows another graph; what is looked at stays. */
  function replace(next: Graph): void {
    if (takeGraph(page, next)) {
      change(next.stages);
      drawHead();
    } else {
      list.draw();
      find(field.text());
      arrive();
    }
  }

  followLinks(body, go);
  pageKeys(page, parts, close);
  noteSeen(first.stages);
  list.draw();
  find("");
  arrive();
  follow(source, {
    changed: change,
    replaced: replace,
    connected(is) {
      head.live(is);
      announce(is ? "Live again" : "The explorer's server does not answer");
    },
    failed: announce,
  });
}
