/**
 * What a person does about an error of an export or a signature: the commands,
 * for the target at hand.
 *
 * @module
 */

import { lockDiffers } from "../attest/mod.ts";
import { JuiceError } from "../errors.ts";
import { damagedObject } from "../export/artifacts.ts";
import type { Session } from "./session.ts";

/** Adds to an error the commands that mend it, where there are any. */
export function withRemedy(error: unknown, session: Session): unknown {
  if (!(error instanceof JuiceError)) return error;
  const { code, message } = error;
  const reproduce = session.command("reproduce");
  const remedies: Readonly<Record<string, string>> = {
    [damagedObject]: "To move what is damaged aside, and to make it again:\n" +
      `  ${session.command("audit", "--repair")}\n  ${reproduce}`,
    [lockDiffers]: "To accept what is computed, after a look at it:\n" +
      `  ${session.command("reproduce", "--update-lock")}`,
  };
  const remedy = remedies[code ?? ""];
  if (remedy === undefined) return error;
  return new JuiceError(`${message}\n${remedy}`, { code: code!, cause: error });
}
