/**
 * Base64 of many bytes.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** Bytes in base64, as RFC 4648, section 4, has it. */
export function encodeBase64(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
