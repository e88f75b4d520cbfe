/**
 * `audit --sign` and `audit --new-key`: attestations of what an audit found to
 * be well.
 *
 * @module
 */

import { join } from "node:path";
import {
  attestationsFolder,
  bundleName,
  type SigningKey,
  signTarget,
  writeBundle,
  writeNewKey,
} from "../../attest/mod.ts";
import { gatherTarget } from "../../export/gather.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { bytes, count } from "../format.ts";
import { withRemedy } from "../remedy.ts";
import { newPassphrase, type PassphraseOptions } from "../passphrase.ts";
import type { Session } from "../session.ts";
import { checkInputs } from "../signing_key.ts";
import { UsageError } from "../usage.ts";
import type { VerifyCommandOptions } from "./audit_verify.ts";

/** The options of `audit` that have to do with attestations. */
export interface AttestOptions extends VerifyCommandOptions, PassphraseOptions {
  readonly newKey?: string | undefined;
  readonly encrypt?: boolean | undefined;
  readonly sign?: string | undefined;
  readonly out?: string | undefined;
  readonly repair?: boolean | undefined;
  readonly repeat?: number | undefined;
  readonly report?: string | undefined;
  readonly forget?: readonly string[] | undefined;
}

function checkPassphrase(options: AttestOptions): void {
  const { newKey, sign, encrypt, passphraseFile } = options;
  if (encrypt === true && newKey === undefined) {
    throw new UsageError(
      "Cannot encrypt without --new-key FILE: a key that there is can be " +
        "encrypted by openssl pkcs8 -topk8",
    );
  }
  if (passphraseFile !== undefined && (newKey ?? sign) === undefined) {
    throw new UsageError(
      "Cannot use --passphrase-file without --new-key FILE or --sign KEY",
    );
  }
  checkInputs(sign, options);
}

/** Refuses options that ask for two things at once, or for half of one. */
export function checkAttestOptions(
  names: readonly string[],
  options: AttestOptions,
): void {
  const { newKey, sign, verify, out, attestations } = options;
  const asked = [
    newKey === undefined ? "" : "--new-key",
    sign === undefined ? "" : "--sign",
    verify === undefined ? "" : "--verify",
    options.repair === true ? "--repair" : "",
  ].filter((one) => one !== "");
  if (asked.length > 1) {
    throw new UsageError(
      `Cannot do ${asked.join(" and ")} at once: one after the other`,
    );
  }
  checkPassphrase(options);
  if (out !== undefined && sign === undefined) {
    throw new UsageError("Cannot write to --out without --sign KEY");
  }
  if (attestations !== undefined && verify === undefined) {
    throw new UsageError("Cannot use --attestations without --verify PUBKEY");
  }
  if ((newKey ?? verify) === undefined) return;
  const { repeat, report, forget } = options;
  if (names.length > 0 || (repeat ?? report ?? forget) !== undefined) {
    throw new UsageError(
      `Cannot audit with ${asked[0]}: it takes no names of stages, and no ` +
        "--repeat, --report or --forget",
    );
  }
  if ((options.set ?? options.data) !== undefined) {
    throw new UsageError(
      `Cannot set anything with ${
        asked[0]
      }: attestations say themselves what ` +
        "was set",
    );
  }
}

/** Runs `audit --new-key`. */
export async function newKeyCommand(
  options: AttestOptions & { readonly newKey: string },
  json: boolean,
  { terminal }: CommandContext,
): Promise<number> {
  const path = options.newKey;
  const passphrase = newPassphrase(path, options, terminal);
  const id = await writeNewKey(path, passphrase);
  const publicKey = `${path}.pub`;
  const encrypted = passphrase !== null;
  if (json) {
    printJson(terminal, { version: 1, key: id, path, publicKey, encrypted });
  } else {
    terminal.out([
      `A new key, ${id.slice(0, 8)}`,
      encrypted
        ? "The private one, to sign with; encrypted, keep it to yourself:"
        : "The private one, to sign with; not encrypted, keep it to yourself:",
      `  ${path}`,
      "The public one, to verify with; give it to everybody:",
      `  ${publicKey}`,
    ].join("\n"));
  }
  return exitCodes.ok;
}

/** What was signed. */
export interface Signed {
  readonly key: string;
  readonly profile: string;
  readonly path: string;
  readonly statements: number;
  readonly bytes: number;
}

/**
 * Signs a profile after a clean audit.
 *
 * @param out The file, or the folder, to write; the usual one without it.
 */
export async function signProfile(
  session: Session,
  key: SigningKey,
  out: string | undefined,
): Promise<Signed> {
  const { project, built, device } = session;
  const { profile } = built;
  const target = await gatherTarget(project, built, device, {
    action: "sign",
    reproduce: session.command("reproduce"),
  });
  const usual = attestationsFolder(
    project.lockPath,
    target.altered.length > 0,
  );
  const path = out?.endsWith(".jsonl")
    ? out
    : join(out ?? usual, bundleName(profile));
  try {
    const { text, statements, bytes } = await signTarget(target, key);
    writeBundle(path, text);
    return { key: key.id, profile, path, statements, bytes };
  } catch (error) {
    throw withRemedy(error, session);
  }
}

/** What `audit --sign` prints below the audit. */
export function renderSigned(
  { key, profile, path, statements, bytes: size }: Signed,
): string[] {
  return [
    `Signed the profile "${profile}" with the key ${key.slice(0, 8)}: ` +
    `${count(statements, "statement")}, ${bytes(size)}`,
    `  ${path}`,
  ];
}
