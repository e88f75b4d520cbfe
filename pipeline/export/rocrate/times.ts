/**
 * Moments as a crate has them.
 *
 * @module
 */

import { endOf } from "../terms.ts";
import type { ExecutionRecord } from "../../store/record.ts";

/**
 * A moment in UTC: ISO 8601 with the offset in digits, which every reader of
 * the profiles takes.
 */
function moment(time: string): string {
  return new Date(time).toISOString().replace("Z", "+00:00");
}

/** When executions began and ended, from the first to the last. */
export function spanOf(records: readonly ExecutionRecord[]): {
  readonly startTime: string;
  readonly endTime: string;
} {
  const starts = records.map(({ startedAt }) => moment(startedAt)).sort();
  const ends = records.map((record) => moment(endOf(record))).sort();
  return { startTime: starts[0]!, endTime: ends.at(-1)! };
}
