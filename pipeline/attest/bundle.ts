/**
 * Bundles: files of attestations, one a line (in-toto Attestation Bundle, JSON
 * Lines). They are written in one step and read line by line, because a file
 * that was cut off still has to tell what is missing.
 *
 * @module
 */

import { portableName } from "../portable.ts";
import { dirname } from "node:path";
import { JuiceError } from "../errors.ts";
import { exists, replaceFile, storeError, withDisk } from "../store/files.ts";
import { readEnvelope, signEnvelope, verifyEnvelope } from "./dsse.ts";
import type { PublicKey, SigningKey } from "./keys.ts";
import { readStatement, type Statement } from "./statement.ts";
import { payloadType } from "./terms.ts";

/** The usual name of the bundle of a profile. */
export function bundleName(profile: string): string {
  // A profile's name may be any text; a file's may not.
  return portableName(`${encodeURIComponent(profile)}.intoto.jsonl`);
}

/** A bundle's text: each statement in an envelope of its own. */
export async function signBundle(
  statements: readonly string[],
  key: SigningKey,
): Promise<string> {
  const lines: string[] = [];
  for (const text of statements) {
    const envelope = await signEnvelope(text, payloadType, key);
    lines.push(JSON.stringify(envelope));
  }
  return lines.join("\n") + "\n";
}

/**
 * Writes a bundle, over an earlier one if there is one, but over nothing else.
 *
 * @throws JuiceError where the file holds something else.
 */
export function writeBundle(path: string, text: string): void {
  if (exists(path)) {
    const [first = ""] = readText(path).split("\n", 1);
    if (readEnvelope(first) === null) {
      throw new JuiceError(
        `Cannot write attestations into "${path}": it holds something else, ` +
          "which would be lost; name another file with --out",
        { code: "taken" },
      );
    }
  }
  withDisk(`write attestations into "${path}"`, () => {
    Deno.mkdirSync(dirname(path), { recursive: true });
  });
  replaceFile(path, text);
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw storeError(`read the attestations "${path}"`, error);
  }
}

/** A statement as a bundle holds it. */
export interface SignedStatement {
  /** In the bundle, from 1 on. */
  readonly line: number;
  /** As it was signed. */
  readonly text: string;
  readonly statement: Statement;
}

/** A line of a bundle that says nothing that could be believed. */
export interface BadLine {
  readonly line: number;
  readonly what: string;
}

/** What a bundle holds. */
export interface Bundle {
  readonly statements: readonly SignedStatement[];
  readonly bad: readonly BadLine[];
}

/** What a line without a valid signature says that it is, for messages. */
function claimOf(signatures: readonly { readonly keyid?: unknown }[]): string {
  const ids = signatures.map(({ keyid }) => keyid)
    .filter((id) => typeof id === "string" && /^[0-9a-f]{64}$/.test(id))
    .map((id) => String(id).slice(0, 8));
  return ids.length === 0 ? "" : `, and says that it is of ${ids.join(", ")}`;
}

async function readLine(
  text: string,
  line: number,
  key: PublicKey,
): Promise<SignedStatement | BadLine> {
  const bad = (what: string): BadLine => ({ line, what });
  const envelope = readEnvelope(text);
  if (envelope === null) return bad("is no envelope, or only a part of one");
  const body = await verifyEnvelope(envelope, key);
  if (body === null) {
    const { signatures } = envelope;
    if (signatures.length === 0) return bad("is not signed");
    return bad(
      `has no valid signature of the key ${key.id.slice(0, 8)}` +
        claimOf(signatures.filter(({ keyid }) => keyid !== key.id)),
    );
  }
  if (envelope.payloadType !== payloadType) {
    return bad("is signed as something else than a statement");
  }
  const said = new TextDecoder().decode(body);
  const statement = readStatement(said);
  if (statement === null) return bad("is signed, but is no statement");
  return { line, text: said, statement };
}

/**
 * Reads a bundle, and verifies the signature of every line.
 *
 * @throws JuiceError where there is no such file.
 */
export async function readBundle(
  path: string,
  key: PublicKey,
): Promise<Bundle> {
  const lines = readText(path).split("\n");
  const statements: SignedStatement[] = [], bad: BadLine[] = [];
  for (const [i, text] of lines.entries()) {
    if (text.trim() === "") continue;
    const read = await readLine(text, i + 1, key);
    if ("what" in read) bad.push(read);
    else statements.push(read);
  }
  return { statements, bad };
}
