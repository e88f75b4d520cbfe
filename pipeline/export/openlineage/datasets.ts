/**
 * Artifacts as OpenLineage's datasets: what an execution used and put out.
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { OutputEntry } from "../../store/record.ts";
import type { Store } from "../../store/store.ts";
import { isTable, shapeOf } from "../columns.ts";
import { type MakerOf, usedInputs } from "../executions.ts";
import type { ExportedStage } from "../target.ts";
import { facet, tags } from "./facets.ts";

/** A dataset as OpenLineage names it. */
export interface Dataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets: Readonly<Record<string, unknown>>;
  readonly outputFacets?: Readonly<Record<string, unknown>>;
}

/**
 * The digest of bytes in the form of a version. OpenLineage has no other place
 * for it, and it is what tells one state of a dataset from another.
 */
function versionFacet(digest: string): Record<string, unknown> {
  return facet("DatasetVersionDatasetFacet", "1-0-1", {
    datasetVersion: `sha256:${digest}`,
  });
}

/** What an execution used, as far as it is known. */
export function inputsOf(
  namespace: string,
  one: ExportedStage,
  makerOf: MakerOf,
): Dataset[] {
  return usedInputs(one).map((input) => {
    const { name, ref, digest, isObserved } = input;
    // A version is what a run wrote before. Of bytes that were there earlier
    // than the run that stands for their stage, only the digest is known.
    const isKnown = makerOf(one, input) !== null;
    return {
      namespace,
      name: `${ref.stage}.${ref.output}`,
      facets: {
        ...(isKnown ? { version: versionFacet(digest) } : {}),
        tags: tags("TagsDatasetFacet", {
          input: name,
          ...(isKnown ? {} : { sha256: digest }),
          ...(isObserved ? {} : { observed: "no" }),
        }),
      },
    };
  });
}

/** What an execution put out, under the name of a stage that it stands for. */
export async function outputsOf(
  store: Store,
  namespace: string,
  one: ExportedStage,
): Promise<Dataset[]> {
  const { stage, record } = one;
  const outputs: Dataset[] = [];
  for (const [output, entry] of sortedEntries(record.outputs)) {
    const name = `${stage.name}.${output}`;
    const facets = await describe(store, one, output, entry);
    outputs.push({ namespace, name, ...facets });
  }
  return outputs;
}

async function describe(
  store: Store,
  one: ExportedStage,
  output: string,
  entry: OutputEntry,
): Promise<Pick<Dataset, "facets" | "outputFacets">> {
  const { digest, size, form, type } = entry;
  const facets: Record<string, unknown> = {
    version: versionFacet(digest),
    tags: tags("TagsDatasetFacet", { type, form }),
  };
  if (!isTable(one, output, entry)) return { facets };
  const label = `${one.stage.name}.${output}`;
  const { columns, rows } = await shapeOf(store, entry, label);
  return {
    facets: {
      ...facets,
      schema: facet("SchemaDatasetFacet", "1-1-1", { fields: columns }),
    },
    outputFacets: {
      // It requires the number of rows, which only a table has.
      outputStatistics: facet("OutputStatisticsOutputDatasetFacet", "1-0-2", {
        rowCount: rows,
        size,
      }),
    },
  };
}
