/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The page: head, list, drawing and panel, and what leads from one to another.
 *
 * @module
 */

import type { Graph, Place } from "../../api.ts";
import { announce, announceNews, liveRegion } from "../announce.ts";
import { type Dag, dagOf, sameShape, withStages } from "../model/dag.ts";
import { parseSearch } from "../model/search.ts";
import { noteSeen } from "../model/seen.ts";
import { viewLinks } from "../model/view_links.ts";
import { changesText, foundText } from "../model/words.ts";
import { formatPlace, type Location, parsePlace, type View } from "../place.ts";
import type { Source } from "../source.ts";
import { besideGraph, selectedAt } from "./beside.ts";
import { makeDrawings } from "./drawings.ts";
import { follow } from "./follow.ts";
import { frame } from "./frame.ts";
import { header } from "./header.ts";
import { keepFocus } from "./keep_focus.ts";
import { keysDialog } from "./keys.ts";
import { legend } from "./legend.ts";
import { followLinks } from "./links.ts";
import { problemView } from "./problem.ts";
import { searchField } from "./search_field.ts";
import { type Shortcuts, shortcuts } from "./shortcuts.ts";
import { tip } from "./tip.ts";
import { tree } from "./tree.ts";

const views: readonly View[] = ["overview", "lineage", "everything"];

/** What can be done with each drawing, for who sees it first. */
const hints: Readonly<Record<View, string>> = {
  overview: "Choose a family to unfold it, a stage to see where it came from",
  lineage: "",
  everything: "Point at a stage to see what it has to do with",
};

/** Fills the page, and keeps it up to date. */
export function shell(body: HTMLElement, source: Source, first: Graph): void {
  let graph = first;
  let dag: Dag = dagOf(graph);
  let place: Location = parsePlace(location.hash);
  let found: ReadonlySet<number> | null = null;
  /** What had the focus before the panel was opened by keyboard. */
  let back: (() => void) | null = null;
  /** The stage that the lineage was last of. */
  let last: number | null = null;

  const dialog = keysDialog();
  const pointed = tip();
  const head = header(() => dialog.showModal());
  const field = searchField({
    search,
    down: () => list.focus(),
    enter() {
      const id = list.first();
      if (id !== null) open(id);
    },
  });
  const list = tree(() => dag, open);
  const states = legend((text) => field.set(text));
  const { of: drawings, setDown } = makeDrawings(
    { dag: () => dag, open, tip: pointed },
    () => go({ ...place, down: !place.down }),
  );
  const panes = frame(
    head.element,
    [field.element, list.element],
    states.element,
    close,
  );
  const beside = besideGraph(
    { source, graph: () => graph },
    () => dag,
    panes.beside,
  );
  keepFocus(panes.element);
  const problem = problemView();
  body.replaceChildren(
    panes.element,
    problem.element,
    pointed.element,
    dialog,
    liveRegion(),
  );

  /**
   * Goes to a place, at once: the browser tells of a new address later, and a
   * key pressed until then would be lost on what is about to be replaced.
   */
  function go(to: Location | Place): void {
    location.hash = typeof to === "string" ? to : formatPlace(to);
    if (location.hash !== arrived || enterPanel) arrive();
  }

  /** Goes to a stage: in the drawing that is there, or to its lineage. */
  function open(id: number): void {
    const active = document.activeElement;
    const inList = panes.list.contains(active);
    const byKey = active?.matches(":focus-visible") === true;
    back = () => inList ? list.focus(id) : drawings[drawn].focus(id);
    const stays = panes.graph.contains(active) && place.view !== "lineage";
    enterPanel = byKey;
    go({
      at: "stage",
      stage: dag.stages[id]!.name,
      view: stays ? place.view : "lineage",
      down: place.down,
    });
  }
  let enterPanel = false;
  /** The address whose place is shown. */
  let arrived = "";
  let drawn: View = "overview";
  let shown = "";
  /** Whether somebody asks for a drawing, and not for what is beside it. */
  let toDrawing = false;

  function close(): void {
    const view = place.view === "everything" ? place.view : "overview";
    go({ at: "graph", view, down: false });
  }

  function search(text: string): void {
    find(text);
    drawings[drawn].mark(found);
    states.draw(graph.stages, text);
  }

  function find(text: string): void {
    const test = parseSearch(text);
    found = test === null
      ? null
      : new Set(dag.stages.flatMap((stage, id) => test(stage) ? [id] : []));
    list.mark(found);
    field.count(foundText(found, dag.stages.length));
  }

  /** Shows the place of the address. */
  function arrive(): void {
    const before = place;
    const { activeElement } = document;
    const inPage = panes.element.contains(activeElement);
    const inGraph = panes.graph.contains(activeElement);
    const hadFocus = panes.details.contains(activeElement);
    arrived = location.hash;
    place = parsePlace(arrived);
    const selected = selectedAt(place, dag);
    if (selected !== null) last = selected;
    beside.show(place, selected);
    const sameView = place.at === before.at && titleOf(selected) === shown;
    shown = titleOf(selected);
    if (toDrawing) panes.show("graph");
    else if (!beside.isOpen) panes.show(null);
    else if (!sameView) panes.show("details");
    toDrawing = false;
    drawn = place.view === "lineage" && selected === null
      ? "overview"
      : place.view;
    setDown(place.down);
    list.select(selected);
    show(selected);
    document.title = [titleOf(selected), graph.profile, graph.project].join(
      " · ",
    );
    const lost = hadFocus && !panes.details.contains(document.activeElement);
    if (beside.isOpen) {
      if (enterPanel || lost) panes.details.focus({ preventScroll: true });
    } else {
      if (hadFocus) (back ?? (() => drawings[drawn].focus(null)))();
      back = null;
    }
    if (inGraph && !panes.element.contains(document.activeElement)) {
      drawings[drawn].focus(selected);
    }
    if (inPage) panes.keepFocus();
    enterPanel = false;
  }

  function show(selected: number | null): void {
    const drawing = drawings[drawn];
    const title = drawn === "overview"
      ? "Overview"
      : drawn === "everything"
      ? "Everything"
      : `Lineage of ${dag.stages[selected!]!.name}`;
    panes.draw(drawing.element, title, hints[drawn]);
    drawing.show({ selected, down: place.down, found });
    drawHead();
    states.draw(graph.stages, field.text());
  }

  function drawHead(): void {
    const origin = last ?? dag.byName.get(graph.report?.stage ?? "") ??
      dag.stages.length - 1;
    const links = viewLinks(place, drawn, dag.stages[origin]?.name ?? null);
    head.draw(graph, links, reportAddress());
    problem.show(graph.problem ?? null);
  }

  /** Where the report is: at the server, or beside the page. */
  function reportAddress(): string | null {
    if (graph.report === null) return null;
    if (source.type === "served") return "report/index.html";
    if (graph.report.at !== undefined) return graph.report.at;
    return location.pathname.endsWith("/report/explorer.html")
      ? "index.html"
      : null;
  }

  function titleOf(selected: number | null): string {
    if (selected !== null) return dag.stages[selected]!.name;
    if (place.at === "results") return "Results";
    if (place.at === "compare") return "Comparison";
    return drawn === "everything" ? "Everything" : "Overview";
  }

  function change(stages: Graph["stages"]): void {
    const news = changesText(graph.stages, stages);
    if (news !== null) announceNews(news);
    noteSeen(stages);
    graph = withStages(graph, stages);
    dag = { ...dag, stages: graph.stages };
    const ids = new Set(
      stages.flatMap(({ name }) => dag.byName.get(name) ?? []),
    );
    list.refresh(ids);
    drawings[drawn].refresh(ids);
    states.draw(graph.stages, field.text());
    beside.update();
  }

  /** Takes a graph with other stages; what is looked at stays. */
  function replace(next: Graph): void {
    const same = sameShape(graph, next);
    graph = next;
    dag = dagOf(graph);
    if (same) {
      change(graph.stages);
      return drawHead();
    }
    // Stages are known by their numbers, which are others now.
    last = null;
    list.draw();
    find(field.text());
    arrive();
  }

  function turn(by: number): void {
    const next = (views.indexOf(drawn) + by + views.length) % views.length;
    head.element.querySelectorAll<HTMLAnchorElement>(".views a")[next]?.click();
  }

  head.element.addEventListener("click", (event) => {
    const link = (event.target as Element).closest(".views a");
    const to = link?.getAttribute("href") ?? "";
    if (!to.startsWith("#/") || to.startsWith("#/results")) return;
    panes.show("graph");
    toDrawing = to !== location.hash;
  });
  shortcuts((): Shortcuts => ({
    "/": () => {
      panes.show("list");
      field.focus();
    },
    "?": () => dialog.showModal(),
    "[": () => turn(-1),
    "]": () => turn(1),
    "l": () => {
      panes.show("list");
      list.focus(selectedAt(place, dag));
    },
    "g": () => {
      panes.show("graph");
      drawings[drawn].focus(selectedAt(place, dag));
    },
    "p": () => {
      if (beside.isOpen) panes.show("details");
      panes.details.focus();
    },
    ...place.at === "graph" ? {} : { "Escape": close },
  }));
  followLinks(body, go);
  addEventListener("hashchange", () => {
    if (location.hash !== arrived) arrive();
  });
  noteSeen(graph.stages);
  list.draw();
  field.count(foundText(null, dag.stages.length));
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
