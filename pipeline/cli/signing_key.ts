/**
 * The key that a command signs with: of a file, or of standard input.
 *
 * @module
 */

import {
  isOpenToOthers,
  parseSigningKey,
  readSigningKey,
  type SigningKey,
} from "../attest/keys.ts";
import { quote } from "./invocation.ts";
import { findPassphrase, type PassphraseOptions } from "./passphrase.ts";
import { readStandardInput, standardInput } from "./standard_input.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage.ts";

/** Refuses to read two things from standard input. */
export function checkInputs(
  sign: string | undefined,
  { passphraseFile }: PassphraseOptions,
): void {
  if (sign === standardInput && passphraseFile === standardInput) {
    throw new UsageError(
      "Cannot read the key and its passphrase from standard input: name a " +
        "file for one of them",
    );
  }
}

/** Reads the key, before any work, which may take minutes. */
export async function signingKey(
  path: string,
  options: PassphraseOptions,
  terminal: Terminal,
): Promise<SigningKey> {
  const passphrase = () => findPassphrase(path, options, terminal);
  if (path === standardInput) {
    const text = readStandardInput("a private key");
    return await parseSigningKey(text, path, passphrase);
  }
  const key = await readSigningKey(path, passphrase);
  if (isOpenToOthers(path)) {
    terminal.err(
      `Others on this machine can read the private key "${path}"; to keep ` +
        `it to yourself: chmod 600 ${quote(path)}`,
    );
  }
  return key;
}
