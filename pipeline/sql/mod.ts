/**
 * SQL over records.
 *
 * @module
 */

export { checkQuestion, makeTables, Questions } from "./ask.ts";
export type { NumberedRecord, Origins, SqlTable } from "./declare.ts";
export { SqlError } from "./error.ts";
export { csvText, jsonText, parquetBytes } from "./formats.ts";
