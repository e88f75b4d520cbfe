/**
 * Where the data of a profile come from.
 *
 * @module
 */

import { sortedEntries } from "../identity/order.ts";
import type { DataSource } from "../recipe.ts";
import type { ExportTarget } from "./target.ts";

/** The sources of kinds that the profile has stages of, by the kind's name. */
export function usedSources(
  { about, stages }: ExportTarget,
): [string, DataSource][] {
  const used = new Set(stages.map(({ stage }) => stage.kind.name));
  return sortedEntries(about?.sources ?? {}).filter(([kind]) => used.has(kind));
}
