/**
 * Making a key: two files that go over no other one.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import { sha256 } from "../identity/hash.ts";
import { removeIfThere, storeError } from "../store/files.ts";
import { encryptKey } from "./encrypted_key.ts";
import { algorithm, pem } from "./pem.ts";

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
 * @param passphrase What encrypts the private one; null leaves it as it is.
 * @returns The key's id.
 * @throws JuiceError where one of the files is there already.
 */
export async function writeNewKey(
  path: string,
  passphrase: string | null = null,
): Promise<string> {
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
  const text = passphrase === null
    ? pem("PRIVATE KEY", secret)
    : pem("ENCRYPTED PRIVATE KEY", await encryptKey(secret, passphrase));
  const open = `${path}.pub`;
  writeNew(open, pem("PUBLIC KEY", spki), 0o644);
  try {
    writeNew(path, text, 0o600);
  } catch (error) {
    removeIfThere(open);
    throw error;
  }
  return sha256(spki);
}
