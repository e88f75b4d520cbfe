/**
 * What the thread does in which tables are compared.
 *
 * @module
 */

import { answer } from "../tables/thread_side.ts";
import { diffTables, type TableDiff } from "./tables.ts";

answer<string, TableDiff>((path, other, reading) =>
  diffTables(path, other, { reading })
);
