/**
 * Where executions part, by the records of a store: who made which bytes, and
 * what the recipe connects.
 *
 * @module
 */

import * as compare from "../../web/explorer/compare/mod.ts";
import type { OriginOf } from "../../web/explorer/compare/mod.ts";
import type { Connections, Producers } from "../lineage/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";

export { explainFirst, stagesOf } from "../../web/explorer/compare/mod.ts";

/** Two executions that stand in the same place, and part there. */
export type Cause = compare.Cause<ExecutionRecord>;

/**
 * Which execution made an input of another one.
 *
 * @param connections Which stage the recipe connects to an input: where several
 * stages made the same bytes, that one is meant.
 */
export function originsBy(
  producers: Producers,
  connections: Connections = () => undefined,
): OriginOf<ExecutionRecord> {
  return (record, input, digest) =>
    producers.origin(digest, record.startedAt, {
      stage: connections(record.stage, input),
      // One that puts out what it takes in is not where that comes from.
      except: record.key,
    });
}

/** The places in which executions and what they are made from part. */
export function findCauses(
  producers: Producers,
  compared: readonly (readonly [ExecutionRecord, ExecutionRecord])[],
  connections?: Connections,
): Cause[] {
  return compare.findCauses(originsBy(producers, connections), compared);
}
