/**
 * Putting a table into DuckDB.
 *
 * @module
 */

import { Table, tableToIPC, type Vector } from "apache-arrow";
import type { Connected } from "./connect.ts";

/** Makes a table of columns of equal length. */
export function insertTable(
  { connection }: Connected,
  name: string,
  columns: readonly (readonly [name: string, values: Vector])[],
): void {
  // The bindings carry their own copy of Arrow, and its tables are not ours:
  // bytes are what both understand.
  connection.insertArrowFromIPCStream(
    tableToIPC(new Table(Object.fromEntries(columns)), "stream"),
    { name, create: true },
  );
}
