/**
 * What the profiles recommend and nobody has said: it is left out of a crate,
 * and named to who makes one.
 *
 * @module
 */

import { usedSources } from "../sources.ts";
import type { ExportTarget } from "../target.ts";

/** Names it. */
export function leftOut(
  target: ExportTarget,
  missingCode: ReadonlySet<string>,
): string[] {
  const { about } = target;
  const sources = usedSources(target).map(([, source]) => source);
  const unnamed = (about?.authors ?? []).filter(({ url }) => url === undefined);
  return [
    "agent: who started the executions; no record says it",
    "identifier and publisher of the crate: an archive gives them",
    "datePublished of the crate: RO-Crate requires one, so it is the end of " +
    "the last execution",
    ...(about?.authors ?? []).length === 0 ? ["author: who made it"] : [],
    ...unnamed.map(({ name }) => `url of "${name}", such as an ORCID`),
    ...about?.url === undefined ? ["url: where the work is published"] : [],
    ...sources.filter(({ published }) => published === undefined)
      .map(({ name }) => `datePublished of the source "${name}"`),
    "softwareVersion of the engine: it has none",
    ...missingCode.size === 0 ? [] : [
      `the text of ${missingCode.size} files of code, which the store does ` +
      `not hold: ${[...missingCode].sort().slice(0, 3).join(", ")}`,
    ],
  ];
}
