/**
 * What the page shows now: the graph, the place and what is searched for. All
 * that its parts share is held here, and changed by the functions below.
 *
 * @module
 */

import type { Graph, StageNode } from "../../api.ts";
import { type Location, parsePlace, type View } from "../place.ts";
import { type Dag, dagOf, sameShape, withStages } from "./dag.ts";
import { parseSearch } from "./search.ts";

/** The state of the page. */
export interface Page {
  graph: Graph;
  /** The graph by numbers. */
  dag: Dag;
  place: Location;
  /** The drawing of the graph that is to be seen. */
  drawn: View;
  /** The stage that the lineage was last of. */
  last: number | null;
  /** What a search found; null where nothing is searched for. */
  found: ReadonlySet<number> | null;
}

/** The page before it arrives anywhere. */
export function pageOf(graph: Graph): Page {
  return {
    graph,
    dag: dagOf(graph),
    place: parsePlace(""),
    drawn: "overview",
    last: null,
    found: null,
  };
}

/** Takes the place of an address. */
export function takePlace(page: Page, address: string): void {
  page.place = parsePlace(address);
  const { view } = page.place;
  const selected = selectedOf(page);
  if (selected !== null) page.last = selected;
  page.drawn = view === "lineage" && selected === null ? "overview" : view;
}

/** Takes what is searched for. */
export function takeSearch(page: Page, text: string): void {
  const test = parseSearch(text);
  const { stages } = page.dag;
  page.found = test === null
    ? null
    : new Set(stages.flatMap((stage, id) => test(stage) ? [id] : []));
}

/** Takes stages that are otherwise than before, and gives their numbers. */
export function takeStages(
  page: Page,
  stages: readonly StageNode[],
): ReadonlySet<number> {
  page.graph = withStages(page.graph, stages);
  page.dag = { ...page.dag, stages: page.graph.stages };
  return new Set(
    stages.flatMap(({ name }) => page.dag.byName.get(name) ?? []),
  );
}

/** Takes another graph. Whether its stages are those that there were. */
export function takeGraph(page: Page, graph: Graph): boolean {
  const same = sameShape(page.graph, graph);
  page.graph = graph;
  page.dag = dagOf(graph);
  // Stages are known by their numbers, which are others then.
  if (!same) page.last = null;
  return same;
}

/** The stage that the place is of; null where it is of none that there is. */
export function selectedOf({ place, dag }: Page): number | null {
  if (place.at === "stage") return dag.byName.get(place.stage) ?? null;
  if (place.at !== "artifact") return null;
  const { digest } = place;
  const whole = dag.byDigest.get(digest);
  if (whole !== undefined || digest.length < 6) return whole ?? null;
  const fit = [...dag.byDigest].filter(([one]) => one.startsWith(digest));
  return fit.length === 1 ? fit[0]![1] : null;
}

/** The name of the stage of which the lineage is shown where none is chosen. */
export function originOf({ graph, dag, last }: Page): string | null {
  const origin = last ?? dag.byName.get(graph.report?.stage ?? "") ??
    dag.stages.length - 1;
  return dag.stages[origin]?.name ?? null;
}

/** What the place is called. */
export function titleOf(page: Page): string {
  const selected = selectedOf(page);
  if (selected !== null) return page.dag.stages[selected]!.name;
  if (page.place.at === "results") return "Results";
  if (page.place.at === "compare") return "Comparison";
  return page.drawn === "everything" ? "Everything" : "Overview";
}

/** What the drawing is called. */
export function drawingTitle(page: Page): string {
  switch (page.drawn) {
    case "overview":
      return "Overview";
    case "everything":
      return "Everything";
    case "lineage":
      return `Lineage of ${titleOf(page)}`;
  }
}
