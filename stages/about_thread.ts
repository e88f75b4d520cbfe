/**
 * What the thread does in which the entries of a source are read, for
 * `about.ts` to compare them with those that `data/` declares.
 *
 * @module
 */

import { answer } from "../pipeline/tables/thread_side.ts";
import { entriesColumns } from "./data/columns.ts";
import { entriesDigest } from "./data/declared.ts";
import { readRows } from "./data/parquet.ts";

/** What a table of entries holds. */
export interface EntriesFound {
  readonly count: number;
  readonly sha256: string;
}

answer<null, EntriesFound>(async (path) => {
  const rows = await readRows(path, entriesColumns);
  return { count: rows.length, sha256: entriesDigest(rows) };
});
