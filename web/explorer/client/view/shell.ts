/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The page: head, list, drawing and panel, and what leads from one to another.
 *
 * @module
 */

import type { Graph, GraphUpdate, Place } from "../../api.ts";
import { h } from "../dom.ts";
import {
  ancestors,
  type Dag,
  dagOf,
  descendants,
  withStages,
} from "../model/dag.ts";
import { parseSearch } from "../model/search.ts";
import { viewLinks } from "../model/view_links.ts";
import { changesText, foundText } from "../model/words.ts";
import {
  comparisonView,
  resultsView,
  stageView,
  type View as PanelView,
} from "../panel/mod.ts";
import { formatPlace, type Location, parsePlace, type View } from "../place.ts";
import type { Source } from "../source.ts";
import { announcer } from "./announce.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { frame } from "./frame.ts";
import { header } from "./header.ts";
import { keysDialog } from "./keys.ts";
import { legend } from "./legend.ts";
import { mapDrawing } from "./map.ts";
import { searchField } from "./search_field.ts";
import { type Shortcuts, shortcuts } from "./shortcuts.ts";
import { sheetDrawing } from "./sheet.ts";
import { tip } from "./tip.ts";
import { tree } from "./tree.ts";

const views: readonly View[] = ["overview", "lineage", "everything"];

/** Fills the page, and keeps it up to date. */
export function shell(body: HTMLElement, source: Source, first: Graph): void {
  let graph = first;
  let dag: Dag = dagOf(graph);
  let place: Location = parsePlace(location.hash);
  let found: ReadonlySet<number> | null = null;
  let view: PanelView | null = null;
  /** What had the focus before the panel was opened by keyboard. */
  let back: (() => void) | null = null;
  /** The stage that the lineage was last of. */
  let last: number | null = null;

  const { element: live, announce } = announcer();
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
  const context: DrawingContext = { dag: () => dag, open, tip: pointed };
  const downToggle = h("button", {
    type: "button",
    class: "text-button",
    "aria-pressed": "false",
    onclick: () => go({ ...place, down: !place.down }),
  }, "What was made from it");
  const drawings: Readonly<Record<View, Drawing>> = {
    overview: mapDrawing(context, {
      label: "Overview of the stages",
      stages: () => dag.stages.keys(),
      most: 1,
      alone: false,
    }),
    lineage: mapDrawing(context, {
      label: "Lineage",
      stages: ({ selected, down }) =>
        selected === null ? [] : [
          ...ancestors(dag, selected),
          selected,
          ...down ? descendants(dag, selected) : [],
        ],
      most: 3,
      alone: true,
      tools: [downToggle],
    }),
    everything: sheetDrawing(context),
  };
  const panes = frame(
    head.element,
    [field.element, list.element],
    states.element,
    close,
  );
  body.replaceChildren(panes.element, pointed.element, dialog, live);

  function go(to: Location | Place): void {
    location.hash = typeof to === "string" ? to : formatPlace(to);
  }

  /** Goes to a stage: in the drawing that is there, or to its lineage. */
  function open(id: number): void {
    const active = document.activeElement;
    const inList = panes.list.contains(active);
    const byKey = active?.matches(":focus-visible") === true;
    back = () => inList ? list.focus(id) : drawings[drawn].focus(id);
    const stays = panes.graph.contains(active) && place.view !== "lineage";
    go({
      at: "stage",
      stage: dag.stages[id]!.name,
      view: stays ? place.view : "lineage",
      down: place.down,
    });
    if (byKey) enterPanel = true;
  }
  let enterPanel = false;
  let drawn: View = "overview";
  let shown = "";
  /** Whether somebody asks for a drawing, and not for what is beside it. */
  let toDrawing = false;

  function close(): void {
    const view = place.view === "everything" ? place.view : "overview";
    go({ at: "graph", view, down: false });
  }

  function search(text: string): void {
    const test = parseSearch(text);
    found = test === null
      ? null
      : new Set(dag.stages.flatMap((stage, id) => test(stage) ? [id] : []));
    list.mark(found);
    drawings[drawn].mark(found);
    states.draw(graph.stages, field.text());
    field.count(foundText(found, dag.stages.length));
  }

  function selectedOf(at: Location): number | null {
    if (at.at === "stage") return dag.byName.get(at.stage) ?? null;
    if (at.at !== "artifact") return null;
    const { digest } = at;
    const whole = dag.byDigest.get(digest);
    if (whole !== undefined || digest.length < 6) return whole ?? null;
    const fit = [...dag.byDigest].filter(([one]) => one.startsWith(digest));
    return fit.length === 1 ? fit[0]![1] : null;
  }

  /** Shows the place of the address. */
  function arrive(): void {
    const before = place;
    const hadFocus = panes.details.contains(document.activeElement);
    place = parsePlace(location.hash);
    const selected = selectedOf(place);
    if (selected !== null) last = selected;
    view?.close();
    view = panelOf(selected);
    const wide = place.at === "results" || place.at === "compare";
    panes.beside(view?.element ?? null, wide);
    const sameView = place.at === before.at && titleOf(selected) === shown;
    shown = titleOf(selected);
    if (toDrawing) panes.show("graph");
    else if (view === null) panes.show(null);
    else if (!sameView) panes.show("details");
    toDrawing = false;
    drawn = place.view === "lineage" && selected === null
      ? "overview"
      : place.view;
    downToggle.setAttribute("aria-pressed", `${place.down}`);
    list.select(selected);
    show(selected);
    document.title = [titleOf(selected), graph.profile, graph.project].join(
      " · ",
    );
    if (enterPanel && view !== null) panes.details.focus();
    else if (view === null && hadFocus) {
      (back ?? (() => drawings[drawn].focus(null)))();
    }
    enterPanel = false;
    if (view === null) back = null;
  }

  function show(selected: number | null): void {
    const drawing = drawings[drawn];
    const title = drawn === "overview"
      ? "Overview"
      : drawn === "everything"
      ? "Everything"
      : `Lineage of ${dag.stages[selected!]!.name}`;
    panes.draw(drawing.element, title);
    drawing.show({ selected, down: place.down, found });
    drawHead();
    states.draw(graph.stages, field.text());
  }

  function drawHead(): void {
    const origin = last ?? dag.byName.get(graph.report?.stage ?? "") ??
      dag.stages.length - 1;
    const links = viewLinks(place, drawn, dag.stages[origin]?.name ?? null);
    head.draw(graph, links, reportAddress());
  }

  /** Where the report is: at the server, or beside the page. */
  function reportAddress(): string | null {
    if (graph.report === null) return null;
    if (source.type === "served") return "report/index.html";
    return location.pathname.endsWith("/report/explorer.html")
      ? "index.html"
      : null;
  }

  function panelOf(selected: number | null): PanelView | null {
    const host = { source, graph: () => graph };
    if (place.at === "results") return resultsView(host);
    if (place.at === "compare") return comparisonView(host, place.a, place.b);
    if (place.at === "graph") return null;
    if (selected === null) return missing();
    const digest = place.at === "artifact" ? place.digest : null;
    return stageView(host, dag.stages[selected]!.name, digest);
  }

  function missing(): PanelView {
    const what = place.at === "artifact"
      ? `No stage of this profile put out "${place.digest}"`
      : `No stage "${place.at === "stage" ? place.stage : ""}" in this profile`;
    return {
      element: h("article", { class: "missing" }, h("h2", {}, what)),
      update() {},
      close() {},
    };
  }

  function titleOf(selected: number | null): string {
    if (selected !== null) return dag.stages[selected]!.name;
    if (place.at === "results") return "Results";
    if (place.at === "compare") return "Comparison";
    return drawn === "everything" ? "Everything" : "Overview";
  }

  function update({ stages, reload }: GraphUpdate): void {
    const before = graph.stages;
    graph = withStages(graph, stages);
    const news = changesText(before, stages);
    if (news !== null) announce(news);
    if (reload) return reread();
    dag = { ...dag, stages: graph.stages };
    const ids = new Set(
      stages.flatMap(({ name }) => dag.byName.get(name) ?? []),
    );
    list.refresh(ids);
    drawings[drawn].refresh(ids);
    states.draw(graph.stages, field.text());
    view?.update();
  }

  function reread(): void {
    source.graph().then(replace, ({ message }) => announce(message));
  }

  /** Takes a graph with other stages; what is looked at stays. */
  function replace(next: Graph): void {
    const before = graph.stages.map(({ name }) => name).join("\n");
    graph = next;
    dag = dagOf(graph);
    const after = graph.stages.map(({ name }) => name).join("\n");
    if (before === after) {
      const all = new Set(dag.stages.keys());
      list.refresh(all);
      drawings[drawn].refresh(all);
    } else {
      list.draw();
      search(field.text());
      list.select(selectedOf(place));
      show(selectedOf(place));
    }
    drawHead();
    states.draw(graph.stages, field.text());
    view?.update();
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
      list.focus(selectedOf(place));
    },
    "g": () => {
      panes.show("graph");
      drawings[drawn].focus(selectedOf(place));
    },
    "p": () => panes.details.focus(),
    ...place.at === "graph" ? {} : { "Escape": close },
  }));
  addEventListener("hashchange", arrive);
  list.draw();
  field.count(foundText(null, dag.stages.length));
  arrive();
  let isLive = true;
  source.updates(update, (is) => {
    if (is === isLive) return;
    isLive = is;
    head.live(is);
    announce(is ? "Live again" : "The explorer's server does not answer");
    if (is) reread();
  });
}
