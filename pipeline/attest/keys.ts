/**
 * Ed25519 keys (RFC 8032) as files that other tools make and read: PKCS#8 for
 * the private and SPKI for the public one, both in PEM (RFC 7468, RFC 8410), as
 * `openssl genpkey -algorithm ed25519` writes them.
 *
 * @module
 */

import { sha256 } from "../identity/hash.ts";
import { JuiceError } from "../errors.ts";
import { removeIfThere, storeError } from "../store/files.ts";

const algorithm = "Ed25519";

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

type Label = "PRIVATE KEY" | "PUBLIC KEY";

function pem(label: Label, der: Uint8Array): string {
  const base64 = der.toBase64().replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

/** What a file holds that is not the key that was asked for. */
function otherKey(text: string, wanted: Label): string {
  const [, found] = /^-----BEGIN ([A-Z0-9 ]+)-----/m.exec(text) ?? [];
  switch (found) {
    case undefined:
      return "it is not a key in PEM";
    case wanted:
      return "it is damaged: a part of its PEM is missing";
    case "PUBLIC KEY":
      return "it is the public key; the private one is needed to sign";
    case "PRIVATE KEY":
      return "it is the private key, which nobody else should have; its " +
        "public one is needed to verify";
    case "ENCRYPTED PRIVATE KEY":
      return "it is encrypted; write it as it is with: openssl pkey -in FILE";
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
    // Editors on Windows begin a file with a mark, which is no part of it.
    return Deno.readTextFileSync(path).replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new JuiceError(`There is no key at "${path}"`, {
        code: "unknown-file",
      });
    }
    throw storeError(`read the key "${path}"`, error);
  }
}

function readDer(path: string, label: Label): Uint8Array<ArrayBuffer> {
  const text = readText(path);
  const found = new RegExp(
    `^-----BEGIN ${label}-----\\s([A-Za-z0-9+/=\\s]+)-----END ${label}-----`,
    "m",
  ).exec(text);
  if (found === null) refuse(path, otherKey(text, label));
  try {
    return Uint8Array.fromBase64(found[1]!);
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

/**
 * Reads a key to sign with.
 *
 * @throws JuiceError where the file is no private Ed25519 key.
 */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const der = readDer(path, "PRIVATE KEY");
  const key = await importKey("pkcs8", der, path);
  return { id: sha256(await publicOf(key)), key };
}

/**
 * Reads a key to verify with.
 *
 * @throws JuiceError where the file is no public Ed25519 key.
 */
export async function readPublicKey(path: string): Promise<PublicKey> {
  const der = readDer(path, "PUBLIC KEY");
  const key = await importKey("spki", der, path);
  const spki = await crypto.subtle.exportKey("spki", key);
  return { id: sha256(new Uint8Array(spki)), key };
}

/** Whether others than its owner may read a private key. */
export function isOpenToOthers(path: string): boolean {
  const { mode } = Deno.statSync(path);
  return mode !== null && (mode & 0o077) !== 0 && Deno.build.os !== "windows";
}

function writeNew(path: string, text: string, mode: number): void {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { write: true, createNew: true, mode });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      throw new JuiceError(
        `Cannot write the new key "${path}": a file is there already, and a ` +
          "key that is overwritten is lost; name another file",
        { code: "taken" },
      );
    }
    throw storeError(`write the new key "${path}"`, error);
  }
  try {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
    file.syncSync();
  } catch (error) {
    removeIfThere(path);
    throw storeError(`write the new key "${path}"`, error);
  } finally {
    file.close();
  }
}

/**
 * Makes a key: FILE, which only its owner can read, and `FILE.pub`.
 *
 * @returns The key's id.
 * @throws JuiceError where one of the files is there already.
 */
export async function writeNewKey(path: string): Promise<string> {
  const pair = await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]) as CryptoKeyPair;
  const spki = new Uint8Array(
    await crypto.subtle.exportKey("spki", pair.publicKey),
  );
  const secret = new Uint8Array(
    await crypto.subtle.exportKey("pkcs8", pair.privateKey),
  );
  const open = `${path}.pub`;
  writeNew(open, pem("PUBLIC KEY", spki), 0o644);
  try {
    writeNew(path, pem("PRIVATE KEY", secret), 0o600);
  } catch (error) {
    removeIfThere(open);
    throw error;
  }
  return sha256(spki);
}
