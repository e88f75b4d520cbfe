/**
 * What people look for first in a crate, the report and the results: for its
 * README and its page.
 *
 * @module
 */

import type { OutputEntry } from "../../store/record.ts";
import type { ExportTarget } from "../target.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Graph } from "./graph.ts";

/** An artifact as a person finds it. */
export interface ShownArtifact {
  readonly label: string;
  /** Where it lies; undefined where the crate does not hold it. */
  readonly at: string | undefined;
}

/** Where an artifact lies: of a folder with a page, that page. */
export function placeOf(
  { digest, form }: OutputEntry,
  graph: Graph,
  artifacts: Artifacts,
): string | undefined {
  const id = artifacts.idOf(digest, form);
  if (id === undefined || id.startsWith("ni:")) return undefined;
  const page = `${id}index.html`;
  return graph.has(page) ? page : id;
}

/** What the recipe shows when all of it is there; undefined where it is not. */
export function shownArtifact(
  target: ExportTarget,
  which: "report" | "results",
  graph: Graph,
  artifacts: Artifacts,
): ShownArtifact | undefined {
  const ref = target[which];
  if (ref === undefined) return undefined;
  const found = target.stages.find(({ stage }) => stage.name === ref.stage)
    ?.record.outputs[ref.output];
  if (found === undefined) return undefined;
  const label = `${ref.stage}.${ref.output}`;
  return { label, at: placeOf(found, graph, artifacts) };
}
