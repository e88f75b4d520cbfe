/**
 * The metrics that a program has left in a file.
 *
 * @module
 */

import type { Failure } from "./event.ts";

/** Metrics by name, or why they cannot be taken. */
export type ReadMetrics =
  | { readonly values: Readonly<Record<string, number>> }
  | Pick<Failure, "reason" | "message">;

/** Reads the metrics of a stage; without a file there are none. */
export function readMetrics(stage: string, path: string): ReadMetrics {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { values: {} };
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const usable = typeof value === "object" && value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => Number.isFinite(one));
  return usable ? { values: value as Record<string, number> } : {
    reason: "threw",
    message: `Stage "${stage}" wrote metrics that cannot be read\nWrite one ` +
      'JSON object of numbers to $JUICE_METRICS, such as { "lines": 3 }',
  };
}
