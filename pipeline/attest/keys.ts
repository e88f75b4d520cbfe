/**
 * Ed25519 keys (RFC 8032) as files that other tools make and read: PKCS#8 for
 * the private and SPKI for the public one, both in PEM (RFC 7468, RFC 8410), as
 * `openssl genpkey -algorithm ed25519` writes them, with a passphrase or
 * without.
 *
 * @module
 */

import { sha256 } from "../identity/hash.ts";
import { JuiceError } from "../errors.ts";
import { storeError } from "../store/files.ts";
import { decryptKey } from "./encrypted_key.ts";
import { algorithm, bodyOf, type Label, labelOf, pem } from "./pem.ts";

/** A key to sign with. */
export interface SigningKey {
  readonly id: string;
  readonly key: CryptoKey;
}

/** A key to verify with. */
export interface PublicKey {
  /** SHA-256 of the key as SPKI, in hexadecimal. A hint, and no proof. */
  readonly id: string;
  readonly key: CryptoKey;
}

/** Finds the passphrase of a key that is encrypted. */
export type FindPassphrase = () => string;

/** What a file holds that is not the key that was asked for. */
function otherKey(text: string, wanted: Label): string {
  const found = labelOf(text);
  switch (found) {
    case null:
      return "it is not a key in PEM";
    case wanted:
      return "it is damaged: a part of its PEM is missing";
    case "PUBLIC KEY":
      return "it is the public key; the private one is needed to sign";
    case "PRIVATE KEY":
    case "ENCRYPTED PRIVATE KEY":
      return "it is the private key, which nobody else should have; its " +
        "public one is needed to verify";
    default:
      return `it is a "${found}" and not a "${wanted}"`;
  }
}

function refuse(path: string, what: string): never {
  throw new JuiceError(
    `Cannot use the key "${path}": ${what}\nKeys are Ed25519 in PEM; ` +
      "audit --new-key FILE makes one, and its FILE.pub",
    { code: "bad-key" },
  );
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new JuiceError(`There is no key at "${path}"`, {
        code: "unknown-file",
      });
    }
    throw storeError(`read the key "${path}"`, error);
  }
}

function derOf(
  text: string,
  path: string,
  label: Label,
): Uint8Array<ArrayBuffer> {
  const body = bodyOf(text, label);
  if (body === null) refuse(path, otherKey(text, label));
  try {
    return Uint8Array.fromBase64(body);
  } catch {
    return refuse(path, "its base64 is damaged");
  }
}

async function importKey(
  format: "pkcs8" | "spki",
  der: Uint8Array<ArrayBuffer>,
  path: string,
): Promise<CryptoKey> {
  const use: KeyUsage = format === "pkcs8" ? "sign" : "verify";
  try {
    return await crypto.subtle.importKey(format, der, algorithm, true, [use]);
  } catch {
    return refuse(path, "it is damaged, or of another algorithm");
  }
}

/** The public key of a private one, as SPKI. */
async function publicOf(key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  const { d: _secret, key_ops: _ops, ...open } = await crypto.subtle.exportKey(
    "jwk",
    key,
  );
  const half = await crypto.subtle.importKey("jwk", open, algorithm, true, [
    "verify",
  ]);
  return new Uint8Array(await crypto.subtle.exportKey("spki", half));
}

// Editors on Windows begin a file with a mark, which is no part of it.
const withoutMark = (text: string) => text.replace(/^\ufeff/, "");

/** A private key as PKCS#8, whether it is encrypted or not. */
function secretOf(
  text: string,
  name: string,
  passphrase: FindPassphrase,
): Uint8Array<ArrayBuffer> {
  const encrypted = "ENCRYPTED PRIVATE KEY";
  if (labelOf(text) !== encrypted) return derOf(text, name, "PRIVATE KEY");
  // What is not whole is told before anybody is asked for a passphrase.
  const whole = pem(encrypted, derOf(text, name, encrypted));
  const der = decryptKey(whole, passphrase());
  if (der !== null) return der;
  throw new JuiceError(
    `Cannot decrypt the key "${name}": the passphrase is not its own, or the ` +
      "key is damaged, or encrypted in a way that is not known here\n" +
      "openssl pkcs8 -topk8 encrypts a key in one that is",
    { code: "bad-key" },
  );
}

/**
 * Takes a key to sign with from a text.
 *
 * @param name What it is called in errors, such as its path.
 * @param passphrase Is asked where the key is encrypted.
 * @throws JuiceError where the text is no private Ed25519 key, or another
 * passphrase than this encrypts it.
 */
export async function parseSigningKey(
  text: string,
  name: string,
  passphrase: FindPassphrase,
): Promise<SigningKey> {
  const der = secretOf(withoutMark(text), name, passphrase);
  const key = await importKey("pkcs8", der, name);
  return { id: sha256(await publicOf(key)), key };
}

/**
 * Reads a key to sign with; see {@linkcode parseSigningKey}.
 *
 * @throws JuiceError where the file is no private Ed25519 key.
 */
export async function readSigningKey(
  path: string,
  passphrase: FindPassphrase = () =>
    refuse(path, "it is encrypted, and no passphrase is given"),
): Promise<SigningKey> {
  return await parseSigningKey(readText(path), path, passphrase);
}

/**
 * Reads a key to verify with.
 *
 * @throws JuiceError where the file is no public Ed25519 key.
 */
export async function readPublicKey(path: string): Promise<PublicKey> {
  const der = derOf(withoutMark(readText(path)), path, "PUBLIC KEY");
  const key = await importKey("spki", der, path);
  const spki = await crypto.subtle.exportKey("spki", key);
  return { id: sha256(new Uint8Array(spki)), key };
}

/** Whether others than its owner may read or write a file. */
export function isOpenToOthers(path: string): boolean {
  const { mode, isFile } = Deno.statSync(path);
  // What stands behind a pipe has no mode of its own.
  return isFile && mode !== null && (mode & 0o077) !== 0 &&
    Deno.build.os !== "windows";
}
