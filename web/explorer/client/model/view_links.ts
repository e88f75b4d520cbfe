/**
 * Where the views' links lead.
 *
 * @module
 */

import type { Place } from "../../api.ts";
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
