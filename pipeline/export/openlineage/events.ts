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

import { compareCodePoints } from "../../identity/order.ts";
import { sha256 } from "../../identity/hash.ts";
import { isObject } from "../../is_object.ts";
import { byExecution, makersIn } from "../executions.ts";
import type { ExportedStage, ExportTarget } from "../target.ts";
import { endOf, producer, uuidOf } from "../terms.ts";
import { type Dataset, inputsOf, outputsOf } from "./datasets.ts";
import { facet, tags } from "./facets.ts";

const core = "https://openlineage.io/spec/2-0-2/OpenLineage.json";

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

function runFacets(
  { stage, record, n }: ExportedStage,
  others: readonly ExportedStage[],
  { altered, shared }: ExportTarget,
): Record<string, unknown> {
  const params = shared(record.preimage.params);
  const named = isObject(params)
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
 * The events of executions, in the order in which they happened. Of stages that
 * share an execution the first one is its job, and it writes the datasets of
 * all of them: a run is of one job, and starts once.
 */
export async function eventsOf(target: ExportTarget): Promise<RunEvent[]> {
  const { store } = target.places;
  const namespace = namespaceOf(target);
  const makerOf = makersIn(target.stages);
  const events: RunEvent[] = [];
  for (const shared of byExecution(target.stages)) {
    const [one, ...others] = shared;
    const { stage, record, n } = one;
    const inputs = inputsOf(namespace, one, makerOf);
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
