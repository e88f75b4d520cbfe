/**
 * What is thrown where a table cannot be read or asked.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";

/** A file that is no table, a damaged one, or a column that it does not have. */
export class TableError extends JuiceError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, code: "table" });
  }
}
