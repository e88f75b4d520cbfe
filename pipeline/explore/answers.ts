/**
 * Answers that several addresses give.
 *
 * @module
 */

import { answer } from "./guard.ts";

/** A page may load nothing and be shown in no other. */
export const nothing = "default-src 'none'; frame-ancestors 'none'";

/** An answer in JSON. */
export function json(value: unknown, status = 200): Response {
  return answer(JSON.stringify(value), status, {
    "content-type": "application/json; charset=utf-8",
    "content-security-policy": `${nothing}; sandbox`,
    "cache-control": "no-store",
  });
}

/** Why there is no other answer. */
export function fault(error: string, status: number): Response {
  return json({ error }, status);
}

/** The place to go on to; a browser keeps what stands behind the #. */
export function redirect(location: string): Response {
  return answer(null, 302, { location, "cache-control": "no-store" });
}
