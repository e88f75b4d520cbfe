/**
 * What a verification finds: each difference by its name, with both values.
 *
 * @module
 */

import type { Json } from "../../identity/preimage.ts";

/** Something that is not as it was signed, or that could not be compared. */
export interface VerifyFinding {
  /** Only a fault makes the verdict other than "as signed". */
  readonly severity: "fault" | "note";
  /** The stage that it is of; null where it is of none, or of many. */
  readonly stage: string | null;
  /** Such as `parameter settings.steps`, `output model` or `line 12`. */
  readonly subject: string;
  readonly message: string;
  /** Both values, where two are compared; absent where one is not there. */
  readonly signed?: Json;
  readonly found?: Json;
}

/** A value in a message; digests by their first digits. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return "none";
  if (typeof value !== "string") return JSON.stringify(value);
  return /^[0-9a-f]{40,}$/.test(value) ? value.slice(0, 8) : `"${value}"`;
}

/** Two values that are not the same. */
export function difference(
  stage: string | null,
  subject: string,
  signed: Json | undefined,
  found: Json | undefined,
  more = "",
): VerifyFinding {
  return {
    severity: "fault",
    stage,
    subject,
    message:
      (signed === undefined
        ? `is ${shown(found)}, of which nothing was signed`
        : found === undefined
        ? `was signed as ${shown(signed)}, and is not there`
        : `was signed as ${shown(signed)}, and is ${shown(found)}`) + more,
    ...signed === undefined ? {} : { signed },
    ...found === undefined ? {} : { found },
  };
}

/** A fault that is no difference of two values. */
export function fault(
  stage: string | null,
  subject: string,
  message: string,
): VerifyFinding {
  return { severity: "fault", stage, subject, message };
}

/** Something to know that is no fault. */
export function note(subject: string, message: string): VerifyFinding {
  return { severity: "note", stage: null, subject, message };
}
