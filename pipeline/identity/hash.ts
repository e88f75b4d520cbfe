/**
 * SHA-256 of bytes and of files.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Digest } from "./digest.ts";

/**
 * Blocking reads of this size hash more than twice as fast as any of the
 * streaming interfaces, with the same memory for a file of any length.
 */
const chunk = 256 * 1024;

/** SHA-256 of bytes or of a text's UTF-8 bytes. */
export function sha256(data: Uint8Array | string): Digest {
  return createHash("sha256").update(data).digest("hex") as Digest;
}

/** Shared, because a new one costs more than to hash a small file. */
const buffer = new Uint8Array(chunk);

/** SHA-256 and length of a file's bytes, read through to the end. */
export function hashFile(path: string): { digest: Digest; size: number } {
  const file = Deno.openSync(path, { read: true });
  try {
    const hash = createHash("sha256");
    let size = 0;
    for (;;) {
      const read = file.readSync(buffer);
      if (read === null) break;
      hash.update(buffer.subarray(0, read));
      size += read;
    }
    return { digest: hash.digest("hex") as Digest, size };
  } finally {
    file.close();
  }
}

/** Whether a text is a whole digest: 64 lower-case hexadecimal digits. */
export function isDigest(text: string): text is Digest {
  return /^[0-9a-f]{64}$/.test(text);
}

/** SHA-256 of a file's bytes; null where there is none that can be read. */
export function digestIfThere(path: string): Digest | null {
  try {
    return hashFile(path).digest;
  } catch {
    return null;
  }
}
