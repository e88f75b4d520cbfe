/**
 * What is thrown where a question cannot be answered.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";

/** A question that is no SQL, asks for what there is not, or is none. */
export class SqlError extends JuiceError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, code: "sql" });
  }
}
