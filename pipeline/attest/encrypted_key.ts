/**
 * Private keys that a passphrase encrypts, as PKCS#8 has them
 * (EncryptedPrivateKeyInfo, RFC 5958, with PBES2, RFC 8018), so that other
 * tools read and write them, too.
 *
 * What is written takes 600,000 rounds of PBKDF2, as OWASP recommends of
 * SHA-256: `openssl genpkey` takes 2,048, which makes guessing cheap. What is
 * read may have any scheme that node:crypto knows.
 *
 * @module
 */

import { createPrivateKey } from "node:crypto";

const rounds = 600_000;

/** Object identifiers, as DER. */
const ids = {
  pbes2: "06092a864886f70d01050d",
  pbkdf2: "06092a864886f70d01050c",
  hmacWithSha256: "06082a864886f70d0209",
  aes256Cbc: "060960864801650304012a",
};

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  // Nothing here is longer than 255 bytes.
  const head = length < 128 ? [tag, length] : [tag, 0x81, length];
  const made = new Uint8Array(head.length + length);
  made.set(head);
  let at = head.length;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const octets = (bytes: Uint8Array) => der(0x04, bytes);

/**
 * Encrypts a private key.
 *
 * @param key As PKCS#8, DER.
 * @returns EncryptedPrivateKeyInfo, DER.
 */
export async function encryptKey(
  key: Uint8Array<ArrayBuffer>,
  passphrase: string,
): Promise<Uint8Array> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const secret = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(passphrase),
    "PBKDF2",
    false,
    ["deriveKey"],
  );
  const cipher = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    secret,
    { name: "AES-CBC", length: 256 },
    false,
    ["encrypt"],
  );
  const encrypted = await crypto.subtle.encrypt(
    { name: "AES-CBC", iv },
    cipher,
    key,
  );
  const id = (hex: string) => Uint8Array.fromHex(hex);
  // A whole number of three bytes, the first of which is below 128.
  const count = der(
    0x02,
    new Uint8Array([rounds >> 16, rounds >> 8 & 255, rounds & 255]),
  );
  const hash = sequence(id(ids.hmacWithSha256), der(0x05));
  return sequence(
    sequence(
      id(ids.pbes2),
      sequence(
        sequence(id(ids.pbkdf2), sequence(octets(salt), count, hash)),
        sequence(id(ids.aes256Cbc), octets(iv)),
      ),
    ),
    octets(new Uint8Array(encrypted)),
  );
}

/**
 * Decrypts a private key.
 *
 * @param pem With the label `ENCRYPTED PRIVATE KEY`.
 * @returns PKCS#8, DER; null where the passphrase is another one, the key is
 * damaged, or its scheme is not known, which cannot be told apart.
 */
export function decryptKey(
  pem: string,
  passphrase: string,
): Uint8Array<ArrayBuffer> | null {
  try {
    const key = createPrivateKey({ key: pem, format: "pem", passphrase });
    return new Uint8Array(key.export({ type: "pkcs8", format: "der" }));
  } catch {
    return null;
  }
}
