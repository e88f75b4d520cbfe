/**
 * What is wrong with a crate.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";

/** A folder that cannot be imported; nothing of it was. */
export class CrateError extends JuiceError {
  /**
   * @param folder The crate.
   * @param fault What is wrong, as a clause.
   * @param advice What to do about it.
   * @param code `unknown-file` where there is nothing to import.
   */
  constructor(
    folder: string,
    fault: string,
    advice?: string,
    code: "unusable-crate" | "unknown-file" = "unusable-crate",
  ) {
    super(
      `Cannot import "${folder}": ${fault}` +
        (advice === undefined ? "" : `\n${advice}`),
      { code },
    );
  }
}
