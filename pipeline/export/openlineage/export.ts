/**
 * The format `openlineage`: run events, one a line.
 *
 * @module
 */

import { ExportFolder } from "../files.ts";
import type { Exported, ExportTarget } from "../target.ts";
import { eventsOf } from "./events.ts";

const main = "events.ndjson";

/** Writes the events in the order in which they happened. */
export async function openlineage(
  target: ExportTarget,
  folder: string,
): Promise<Exported> {
  const out = new ExportFolder(folder);
  const events = await eventsOf(target);
  out.write(main, events.map((event) => JSON.stringify(event) + "\n").join(""));
  return out.exported(main, [
    "the run that a run is part of: no record says which command started it",
  ]);
}
