/**
 * The metrics that a program has left in a file.
 *
 * @module
 */

import type { Failure } from "./event.ts";

/** Metrics by name, or why they cannot be taken. */
type ReadMetrics =
  | { readonly values: Readonly<Record<string, number>> }
  | Pick<Failure, "reason" | "message">;

/** More than any table of numbers takes. */
const mostBytes = 2 ** 20;

/** Reads the metrics of a stage; without a file there are none. */
export function readMetrics(stage: string, path: string): ReadMetrics {
  let value: unknown = null;
  try {
    // It is the program that has made it: a link would lead anywhere, and to
    // open a pipe would wait for ever.
    const { isFile, size } = Deno.lstatSync(path);
    if (isFile && size <= mostBytes) {
      value = JSON.parse(Deno.readTextFileSync(path));
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { values: {} };
    // It cannot be read, or is no JSON.
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
