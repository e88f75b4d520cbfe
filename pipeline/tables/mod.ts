/**
 * Tables: Parquet files by the page, and SQL over tables in memory.
 *
 * @module
 */

export type * from "./column.ts";
export { TableError } from "./error.ts";
export { Database, type NewColumn, type QueryResult } from "./duckdb.ts";
export {
  openParquet,
  parquetCell,
  type ParquetFile,
  readRows,
} from "./parquet.ts";
export { type PageRequest, type TablePage, tablePage, Tables } from "./page.ts";
export { TableThread, type ThreadLimits } from "./thread.ts";
