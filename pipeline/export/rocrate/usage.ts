/**
 * What an execution used and measured, as numbers (Provenance Run Crate 0.5,
 * section "Representing resource usage").
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { type Graph, to } from "./graph.ts";
import { localId } from "./ids.ts";

/** A quantity, which the crate explains itself. */
interface Quantity {
  readonly name: string;
  readonly description: string;
  /** By QUDT; absent for a plain number. */
  readonly unit?: string;
  of(record: ExecutionRecord): number | undefined;
}

const quantities: readonly Quantity[] = [
  {
    name: "duration",
    description: "The time that the execution took, from its start to its end",
    unit: "https://qudt.org/vocab/unit/SEC",
    of: ({ seconds }) => seconds,
  },
  {
    name: "threads",
    description: "The number of threads that the execution might use",
    of: ({ threads }) => threads,
  },
  {
    name: "peakMemory",
    description: "The most memory in use that was seen, of all processes of " +
      "the execution together",
    unit: "https://qudt.org/vocab/unit/MebiBYTE",
    of: ({ peakMemory }) => peakMemory,
  },
];

/** Adds what an execution used; executions that used the same share it. */
export function addUsage(graph: Graph, record: ExecutionRecord): string[] {
  return quantities.flatMap(({ name, description, unit, of }) => {
    const value = of(record);
    if (value === undefined) return [];
    const quantity = graph.add({
      "@id": localId("quantity", name),
      "@type": "DefinedTerm",
      name,
      description,
    });
    return [graph.add({
      "@id": localId("usage", name, String(value)),
      "@type": "PropertyValue",
      name,
      propertyID: to(quantity),
      unitCode: unit,
      value,
    })];
  });
}

/** Adds the metrics of an execution: results that are numbers and no files. */
export function addMetrics(graph: Graph, record: ExecutionRecord): string[] {
  return sortedEntries(record.metrics).map(([name, value]) =>
    graph.add({
      "@id": localId("metric", name, String(value)),
      "@type": "PropertyValue",
      name,
      value,
    })
  );
}
