/**
 * Where the links of the page's head lead: to the views, and to the report.
 *
 * @module
 */

import type { Graph, Place } from "../../api.ts";
import { formatPlace, type Location, type View } from "../place.ts";

/** What leads to a view. */
export interface ViewLink {
  readonly label: string;
  readonly place: Place;
  readonly current: boolean;
}

/**
 * The links from a place to the views: beside a stage, each view keeps it.
 *
 * @param drawn The drawing that is to be seen.
 * @param origin The stage of which the lineage is shown where none is chosen;
 *   null where there is no stage at all.
 */
export function viewLinks(
  place: Location,
  drawn: View,
  origin: string | null,
): ViewLink[] {
  const ofStage = place.at === "stage" || place.at === "artifact";
  const isGraph = ofStage || place.at === "graph";
  const at = (view: View): Location => {
    if (ofStage) return { ...place, view };
    return view === "lineage"
      ? { at: "stage", stage: origin ?? "", view, down: false }
      : { at: "graph", view, down: false };
  };
  const link = (label: string, view: View): ViewLink => ({
    label,
    place: formatPlace(at(view)),
    current: isGraph && drawn === view,
  });
  return [
    link("Overview", "overview"),
    ...origin === null ? [] : [link("Lineage", "lineage")],
    link("Everything", "everything"),
    {
      label: "Results",
      place: formatPlace({ at: "results", view: "overview", down: false }),
      current: place.at === "results",
    },
  ];
}

/**
 * Where the report is: at the server, or beside the page. Null where it is not
 * known to be anywhere.
 *
 * @param path The page's own.
 */
export function reportLink(
  { report }: Pick<Graph, "report">,
  source: "served" | "embedded",
  path: string,
): string | null {
  if (report === null) return null;
  if (source === "served") return "report/index.html";
  if (report.at !== undefined) return report.at;
  return path.endsWith("/report/explorer.html") ? "index.html" : null;
}
