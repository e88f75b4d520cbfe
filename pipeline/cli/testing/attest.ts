/**
 * A project with attestations, and changing what they are of.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type KeyFiles, writeTestKey } from "../../attest/testing/keys.ts";
import { sha256 } from "../../identity/hash.ts";
import {
  type ExecutionRecord,
  openStore,
  type Store,
} from "../../store/mod.ts";
import {
  type CommandProject,
  type CommandResult,
  makeProject,
} from "./project.ts";

/** A project that has run, with a key, and attestations of it. */
export interface SignedProject extends AsyncDisposable {
  readonly project: CommandProject;
  readonly key: KeyFiles;
  /** What signing printed. */
  readonly signed: CommandResult;
}

/** Makes one. */
export async function signedProject(): Promise<SignedProject> {
  const project = makeProject();
  const key = writeTestKey(project.root);
  await project.run("reproduce", "--update-lock");
  const signed = await project.run("audit", "--sign", key.secret);
  return {
    project,
    key,
    signed,
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}

/** A difference as `--json` has it, in one line. */
export interface Found {
  readonly severity: string;
  readonly stage: string | null;
  readonly subject: string;
  readonly message: string;
}

/** The same in one line, without digits that differ. */
export function line({ stage, subject, message }: Found): string {
  const of = stage === null ? "" : `${stage}: `;
  return `${of}${subject} ${message}`.replace(/\b[0-9a-f]{8}\b/g, "########");
}

/** A project's store. */
export function storeOf({ root }: CommandProject): Store {
  return openStore(join(root, ".juice"));
}

/** The current record of a stage, and where it is. */
export function recordOf(
  project: CommandProject,
  stage: string,
): { readonly record: ExecutionRecord; readonly path: string } {
  const store = storeOf(project);
  const record = store.recordsOfStage(stage, 1)[0]!;
  return { record, path: store.recordPath(record.key, 1) };
}

/** Changes a file, runs something, and puts the file back. */
export async function withChanged<T>(
  path: string,
  change: (text: string) => string | null,
  run: () => Promise<T>,
): Promise<T> {
  const before = Deno.readFileSync(path);
  const { mode, mtime } = Deno.statSync(path);
  const after = change(new TextDecoder().decode(before));
  Deno.chmodSync(path, 0o644);
  if (after === null) Deno.removeSync(path);
  else Deno.writeTextFileSync(path, after);
  try {
    return await run();
  } finally {
    Deno.writeFileSync(path, before);
    Deno.chmodSync(path, mode! & 0o777);
    Deno.utimeSync(path, mtime!, mtime!);
  }
}

/** A record's file with another record, as if it had been written so. */
export function rewritten(from: string, to: string): (text: string) => string {
  return (text) => {
    assert.ok(text.includes(from), `${from} is not in ${text}`);
    const changed = text.replace(from, to);
    const body = /"record":(.*)\}\n$/s.exec(changed)![1]!;
    return changed.replace(
      /^\{"sha256":"[0-9a-f]{64}"/,
      () => `{"sha256":"${sha256(body)}"`,
    );
  };
}
