/**
 * Who may ask. The explorer shows a person's own data to that person's own
 * browser, and to nothing else that runs in it: no page of another site, no
 * artifact, and no name that somebody has pointed at this machine.
 *
 * @module
 */

import { randomBytes, timingSafeEqual } from "node:crypto";
import { sha256 } from "../identity/hash.ts";

/** A new token: 192 random bits, as they can stand in an address. */
export function makeToken(): string {
  return randomBytes(24).toString("base64url");
}

/** Compares in a time that tells nothing of where two texts differ. */
export function isSameToken(given: string, token: string): boolean {
  const bytes = (text: string) => new TextEncoder().encode(sha256(text));
  return timingSafeEqual(bytes(given), bytes(token));
}

/**
 * An address that leads to the page once, and only its own user. Other users of
 * the machine can see with what a browser is started, and one who looks all the
 * time can be there before the browser.
 */
export class OneTimePass {
  #token: string | null = null;

  /** Makes a new pass. */
  make(): string {
    return this.#token = makeToken();
  }

  /**
   * Whether a request's address begins with the pass, which is used up then.
   *
   * @param isOurs Whether the request is of the user whose pass it is. Whoever
   * else comes does not use it up.
   */
  use(request: Request, isOurs: () => boolean): boolean {
    const [, first = "", rest] = new URL(request.url).pathname.split("/");
    if (this.#token === null || rest !== "") return false;
    if (!isSameToken(first, this.#token) || !isOurs()) return false;
    this.#token = null;
    return true;
  }
}

/** Whether a request names this server as its host. */
export function isForUs({ headers }: Request, port: number): boolean {
  // A name that an attacker points at 127.0.0.1 is sent as the host.
  const host = headers.get("host");
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** What is asked for below the token; null for a request without it. */
export function pathBelow(request: Request, token: string): string | null {
  const [, first = "", ...rest] = new URL(request.url).pathname.split("/");
  if (!isSameToken(first, token) || rest.length === 0) return null;
  return rest.join("/");
}

/**
 * Whether another site, or a page without an origin such as an artifact's,
 * asks for data. To follow a link to the explorer itself anybody may.
 */
export function isForeign({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  return (site !== null && site !== "same-origin" && site !== "none") ||
    headers.get("origin") === "null";
}

/** What every answer says, whatever it holds. */
const always: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY",
};

/** An answer with the headers that all have. */
export function answer(
  body: BodyInit | null,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  return new Response(body, { status, headers: { ...always, ...headers } });
}

/** Nothing is there, or nothing for who asks: the two look alike. */
export function notFound(): Response {
  return answer("Not found\n", 404, {
    "content-type": "text/plain; charset=utf-8",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "no-store",
  });
}
