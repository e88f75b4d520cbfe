/**
 * The format `openlineage`: run events, one a line.
 *
 * @module
 */

import { ExportFolder } from "../files.ts";
import type { Exporter } from "../target.ts";
import { eventsOf } from "./events.ts";

const main = "events.ndjson";

/** Writes the events in the order in which they happened. */
export const openlineage: Exporter = async (target, folder) => {
  const out = new ExportFolder(folder);
  const events = await eventsOf(target);
  out.write(main, events.map((event) => JSON.stringify(event) + "\n").join(""));
  return out.exported(main, [
    "the run that a run is part of: no record says which command started it",
  ]);
};
