/**
 * What the profiles recommend and nobody has said: it is left out of a crate,
 * and named to who makes one.
 *
 * @module
 */

import type { ExportTarget } from "../target.ts";

/** Names it. */
export function leftOut(
  { about, stages }: ExportTarget,
  missingCode: ReadonlySet<string>,
): string[] {
  const used = new Set(stages.map(({ stage }) => stage.kind.name));
  const sources = Object.entries(about?.sources ?? {})
    .filter(([kind]) => used.has(kind)).map(([, source]) => source);
  const unnamed = (about?.authors ?? []).filter(({ url }) => url === undefined);
  return [
    "agent: who started the executions; no record says it",
    "identifier and publisher of the crate: an archive gives them",
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
