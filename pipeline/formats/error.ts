/**
 * What is thrown where a file is not what its name or its type says.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";

/** A file that is no file of its format, or a damaged one. */
export class FormatError extends JuiceError {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, code: "format" });
  }
}
