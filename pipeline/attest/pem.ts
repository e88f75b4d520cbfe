/**
 * PEM (RFC 7468), the text around a key.
 *
 * @module
 */

/** The signature scheme of all keys, as WebCrypto calls it. */
export const algorithm = "Ed25519";

/** What a text can hold. */
export type Label = "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "PUBLIC KEY";

/** Writes a key as PEM. */
export function pem(label: Label, der: Uint8Array): string {
  const base64 = der.toBase64().replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

/** The label of the first key in a text, whatever it is; null without one. */
export function labelOf(text: string): string | null {
  return /^-----BEGIN ([A-Z0-9 ]+)-----/m.exec(text)?.[1] ?? null;
}

/** The base64 of the first key of a label; null where it is not whole. */
export function bodyOf(text: string, label: Label): string | null {
  const found = new RegExp(
    `^-----BEGIN ${label}-----\\s([A-Za-z0-9+/=\\s]+)-----END ${label}-----`,
    "m",
  ).exec(text);
  return found?.[1] ?? null;
}
