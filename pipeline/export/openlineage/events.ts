/**
 * OpenLineage run events: a START and a COMPLETE of each execution, with the
 * datasets that it read and wrote (OpenLineage 2-0-2, `RunEvent`).
 *
 * Facets are those that OpenLineage publishes itself: a facet of our own would
 * need a schema at an address of our own. What they have no field for, such as
 * the key, is a tag.
 *
 * @module
 */

import { compareCodePoints, sortedEntries } from "../../identity/order.ts";
import { sha256 } from "../../identity/hash.ts";
import type { Store } from "../../store/store.ts";
import type { OutputEntry } from "../../store/record.ts";
import { isTable, shapeOf } from "../columns.ts";
import { byExecution, usedInputs } from "../executions.ts";
import type { ExportedStage, ExportTarget } from "../target.ts";
import { endOf, producer, uuidOf } from "../terms.ts";

const core = "https://openlineage.io/spec/2-0-2/OpenLineage.json";

/** The published schema of a facet. */
function schemaOf(facet: string, version: string): string {
  return `https://openlineage.io/spec/facets/${version}/${facet}.json` +
    `#/$defs/${facet}`;
}

/** A facet: what it says, who says it, and by which schema. */
function facet(
  name: string,
  version: string,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    _producer: producer,
    _schemaURL: schemaOf(name, version),
    ...fields,
  };
}

/** A dataset as OpenLineage names it. */
export interface Dataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets: Readonly<Record<string, unknown>>;
  readonly outputFacets?: Readonly<Record<string, unknown>>;
}

/** A run event. */
export interface RunEvent {
  readonly eventType: "START" | "COMPLETE";
  readonly eventTime: string;
  readonly run: {
    readonly runId: string;
    readonly facets: Readonly<Record<string, unknown>>;
  };
  readonly job: {
    readonly namespace: string;
    readonly name: string;
    readonly facets: Readonly<Record<string, unknown>>;
  };
  readonly inputs: readonly Dataset[];
  readonly outputs: readonly Dataset[];
  readonly producer: string;
  readonly schemaURL: string;
}

function tags(
  facetName: "TagsRunFacet" | "TagsDatasetFacet",
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return facet(facetName, "1-0-0", {
    tags: Object.entries(values)
      .map(([key, value]) => ({ key, value, source: "JUICE" })),
  });
}

function runFacets(
  { stage, record, n }: ExportedStage,
  others: readonly ExportedStage[],
  { altered }: ExportTarget,
): Record<string, unknown> {
  const { params } = record.preimage;
  const named = typeof params === "object" && params !== null &&
      !Array.isArray(params)
    ? Object.entries(params)
    : [["params", params] as const];
  return {
    processing_engine: facet("ProcessingEngineRunFacet", "1-1-0", {
      version: record.runtime.deno,
      name: "Deno",
    }),
    jobRunParameters: facet("JobRunParametersFacet", "1-0-0", {
      parameters: named.map(([key, value]) => ({ key, value })),
    }),
    tags: tags("TagsRunFacet", {
      key: record.key,
      record: String(n),
      kind: stage.kind.name,
      device: record.preimage.device,
      determinism: record.determinism,
      ...(record.isolation === undefined
        ? {}
        : { isolation: record.isolation }),
      ...(record.observed.unread.length === 0
        ? {}
        : { unread: record.observed.unread.join(" ") }),
      ...(others.length === 0
        ? {}
        : { also: others.map((other) => other.stage.name).join(" ") }),
      ...(altered.length === 0 ? {} : { set: altered.join(", ") }),
    }),
  };
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
function inputsOf(namespace: string, one: ExportedStage): Dataset[] {
  return usedInputs(one).map(({ name, ref, digest, isObserved }) => ({
    namespace,
    name: `${ref.stage}.${ref.output}`,
    facets: {
      version: versionFacet(digest),
      tags: tags("TagsDatasetFacet", {
        input: name,
        ...(isObserved ? {} : { observed: "no" }),
      }),
    },
  }));
}

/** What an execution put out, under the name of a stage that it stands for. */
async function outputsOf(
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

/**
 * The events of executions, in the order in which they happened. Of stages that
 * share an execution the first one is its job, and it writes the datasets of
 * all of them: a run is of one job, and starts once.
 */
export async function eventsOf(target: ExportTarget): Promise<RunEvent[]> {
  const { store } = target.places;
  const namespace = namespaceOf(target);
  const events: RunEvent[] = [];
  for (const shared of byExecution(target.stages)) {
    const [one, ...others] = shared;
    const { stage, record, n } = one;
    const inputs = inputsOf(namespace, one);
    const outputs: Dataset[] = [];
    for (const each of shared) {
      outputs.push(...await outputsOf(store, namespace, each));
    }
    const same = {
      run: {
        runId: uuidOf(`${record.key}/${n}`),
        facets: runFacets(one, others, target),
      },
      job: {
        namespace,
        name: stage.name,
        facets: {
          documentation: facet("DocumentationJobFacet", "1-1-0", {
            description: stage.kind.doc,
          }),
          jobType: facet("JobTypeJobFacet", "2-0-3", {
            processingType: "BATCH",
            integration: "JUICE",
            jobType: "TASK",
          }),
        },
      },
      producer,
      schemaURL: `${core}#/$defs/RunEvent`,
    };
    events.push(
      {
        eventType: "START",
        eventTime: record.startedAt,
        ...same,
        inputs,
        outputs: [],
      },
      {
        eventType: "COMPLETE",
        eventTime: endOf(record),
        ...same,
        inputs,
        outputs,
      },
    );
  }
  // Each start stands before its own end, also where both are at one time.
  return events.map((event, i) => ({ event, i })).sort((a, b) =>
    compareCodePoints(a.event.eventTime, b.event.eventTime) || a.i - b.i
  ).map(({ event }) => event);
}

/**
 * Recipe and profile: names of stages are unique within both together. A profile
 * in which something is set otherwise is another one.
 */
function namespaceOf({ about, profile, altered }: ExportTarget): string {
  const own = `${about?.name ?? "juice"}/${profile}`;
  if (altered.length === 0) return own;
  return `${own}/set-${sha256(altered.join("\n")).slice(0, 8)}`;
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
