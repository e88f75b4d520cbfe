/**
 * Comparing two executions by the records and the code that a store has.
 *
 * @module
 */

import {
  compareExecutions,
  type ExecutionComparison,
} from "../../web/explorer/compare/mod.ts";
import { type Connections, Producers } from "../lineage/mod.ts";
import { keptText } from "../plan/code_diff.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { originsBy } from "./causes.ts";

/** How two executions compare. */
export type RecordComparison = ExecutionComparison<ExecutionRecord>;

/**
 * Compares two executions. Times are not compared: they are never the same.
 *
 * @param producers Which executions made which bytes, where it is known
 * already; otherwise all records of the store are read.
 * @param connections Which stage the recipe connects to an input.
 */
export function compareRecords(
  store: Store,
  a: ExecutionRecord,
  b: ExecutionRecord,
  producers: Producers = new Producers(store.allRecords()),
  connections?: Connections,
): RecordComparison {
  return compareExecutions(a, b, {
    originOf: originsBy(producers, connections),
    textOf: (digest) => keptText(store, digest),
  });
}
