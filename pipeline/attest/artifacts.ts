/**
 * What statements say of artifacts: of a folder also which files it holds.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import type { ExecutionRecord, Form, Store } from "../store/mod.ts";
import type { TreeEntry } from "../store/tree.ts";
import { digestSetOf } from "./dir_hash.ts";
import type { DigestSet } from "./statement.ts";

/** One execution: a record, and which of its key's it is, from 1 on. */
export interface Execution {
  readonly record: ExecutionRecord;
  readonly n: number;
}

/** What is known of artifacts beside their digests. */
export interface Artifacts {
  /** Whether an artifact is a file or a folder. */
  formOf(digest: Digest): Form;
  /** The files of a folder; null where they cannot be read. */
  filesOf(digest: Digest): readonly TreeEntry[] | null;
}

/**
 * What the records of some executions and a store tell of artifacts.
 *
 * @param known Forms that are known without a record.
 */
export function artifactsOf(
  store: Store,
  executions: Iterable<Execution>,
  known: ReadonlyMap<string, Form> = new Map(),
): Artifacts {
  const forms = new Map<string, Form>(known);
  for (const { record } of executions) {
    for (const { digest, form } of Object.values(record.outputs)) {
      forms.set(digest, form);
    }
  }
  const trees = new Map<Digest, readonly TreeEntry[] | null>();
  const read = (digest: Digest) => {
    if (!isDigest(digest)) return null;
    if (store.verify(digest, "file", { deep: true }) !== null) return null;
    try {
      return store.readTree(digest);
    } catch {
      // A record that was tampered with may call anything a folder.
      return null;
    }
  };
  return {
    formOf: (digest) => forms.get(digest) ?? "file",
    filesOf: (digest) => {
      const kept = trees.get(digest);
      if (kept !== undefined) return kept;
      const files = read(digest);
      trees.set(digest, files);
      return files;
    },
  };
}

/** The digests of an artifact. */
export function digestOf(
  digest: Digest,
  form: Form,
  artifacts: Artifacts,
): DigestSet {
  const files = form === "folder" ? artifacts.filesOf(digest) : null;
  return digestSetOf(digest, form, files);
}
