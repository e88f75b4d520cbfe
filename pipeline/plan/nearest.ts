/**
 * The earlier record that a stage is compared with.
 *
 * @module
 */

import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { comparePreimages, type PartialPreimage } from "./compare.ts";

/**
 * How far back in a stage's history a comparison looks. A stage may have
 * thousands of records, and each is a file.
 */
export const historyDepth = 32;

/**
 * The record of a stage that has the most fields equal to a preimage; of
 * several, the newest. Null where the stage has no record.
 */
export function nearestRecord(
  store: Store,
  stage: string,
  preimage: PartialPreimage,
): ExecutionRecord | null {
  let nearest: ExecutionRecord | null = null;
  let fewest = Infinity;
  for (const record of store.recordsOfStage(stage, historyDepth)) {
    if (record.preimage.kind !== preimage.kind) continue;
    const count = comparePreimages(record.preimage, preimage).length;
    if (count <= fewest) [nearest, fewest] = [record, count];
  }
  return nearest;
}
