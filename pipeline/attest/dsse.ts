/**
 * Dead Simple Signing Envelopes, protocol v1.0.0 and JSON envelope: what is
 * signed is the type of a payload and its bytes, so that nothing needs a
 * canonical form to be verified.
 *
 * @module
 */

import { z } from "zod";
import type { PublicKey, SigningKey } from "./keys.ts";

/** A payload with signatures over it and its type. */
export interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly {
    readonly keyid?: string | undefined;
    readonly sig: string;
  }[];
}

const encoder = new TextEncoder();

/**
 * DSSE's pre-authentication encoding: both lengths are written before what they
 * are of, so that two different pairs never give the same bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const body = new TextEncoder().encode("hello world");
 * assert.equal(
 *   new TextDecoder().decode(pae("http://example.com/HelloWorld", body)),
 *   "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
 * );
 * ```
 */
export function pae(
  type: string,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const typeBytes = encoder.encode(type);
  const head = encoder.encode(
    `DSSEv1 ${typeBytes.length} ${type} ${body.length} `,
  );
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

/** Signs a text. Ed25519 gives the same signature each time. */
export async function signEnvelope(
  text: string,
  payloadType: string,
  { id, key }: SigningKey,
): Promise<Envelope> {
  const body = encoder.encode(text);
  const signature = await crypto.subtle.sign(
    "Ed25519",
    key,
    pae(payloadType, body),
  );
  return {
    payload: body.toBase64(),
    payloadType,
    signatures: [{ keyid: id, sig: new Uint8Array(signature).toBase64() }],
  };
}

const shape = z.looseObject({
  payload: z.string(),
  payloadType: z.string(),
  signatures: z.array(z.looseObject({
    keyid: z.string().nullish(),
    sig: z.string(),
  })),
});

/** The envelope in a text; null where it is none. */
export function readEnvelope(text: string): Envelope | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = shape.safeParse(value);
  return read.success ? read.data as Envelope : null;
}

/**
 * The bytes of a base64 text, of either alphabet; null where it is not exactly
 * how some bytes are written, so that no character can be another unseen.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  // One alphabet or the other, and not both.
  if (/[+/]/.test(text) && /[-_]/.test(text)) return null;
  try {
    const bytes = Uint8Array.fromBase64(plain);
    const whole = bytes.toBase64();
    return plain === whole || plain === whole.replace(/=+$/, "") ? bytes : null;
  } catch {
    return null;
  }
}

/**
 * The payload of an envelope, if the key's owner has signed it as that type;
 * null otherwise. Which key a signature says it is of is not asked.
 */
export async function verifyEnvelope(
  { payload, payloadType, signatures }: Envelope,
  { key }: PublicKey,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const body = decodeBase64(payload);
  if (body === null) return null;
  const signed = pae(payloadType, body);
  for (const { sig } of signatures) {
    const signature = decodeBase64(sig);
    if (signature === null) continue;
    if (await crypto.subtle.verify("Ed25519", key, signature, signed)) {
      return body;
    }
  }
  return null;
}
