/**
 * Hashing every object again.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";
import { storeError } from "../store/files.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { damage, type Finding } from "./audit.ts";
import type { Owners } from "./owners.ts";

/** Called after each object that was hashed, with what there was so far. */
export type AuditProgress = (objects: number, bytes: number) => void;

/** What hashing all objects came to. */
interface HashedObjects {
  readonly objects: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
}

/** The objects that are the text of a stage's code, and no artifact. */
function codeOnly(
  store: Store,
  records: readonly ExecutionRecord[],
): Set<Digest> {
  const code = new Set(
    records.flatMap(({ preimage }) => Object.values(preimage.code.files)),
  );
  for (const { outputs } of records) {
    for (const { digest, form } of Object.values(outputs)) {
      code.delete(digest);
      if (form === "folder") {
        for (const one of filesOf(store, digest)) code.delete(one);
      }
    }
  }
  return code;
}

function filesOf(store: Store, folder: Digest): Digest[] {
  try {
    return store.readTree(folder).map(({ digest }) => digest);
  } catch {
    // What is wrong with it is found elsewhere.
    return [];
  }
}

function codeNote(subject: string, message: string): Finding {
  return {
    severity: "note",
    subject,
    message: `${message}; it is code, which only "explain" reads`,
  };
}

/**
 * Hashes every object. A damaged one loses its seal, without which no run uses
 * it unhashed.
 */
export function auditObjects(
  store: Store,
  records: readonly ExecutionRecord[],
  owners: Owners,
  progress: AuditProgress,
): HashedObjects {
  // Only where something is wrong does it matter what it is.
  let code: Set<Digest> | null = null;
  const findings: Finding[] = [];
  let objects = 0, bytes = 0;
  const say = (digest: Digest, what: string) => {
    const subject = `object ${short(digest)}`;
    const owner = owners.ofObject(digest);
    const message = `${owner && `${owner}: `}${what}`;
    code ??= codeOnly(store, records);
    findings.push(
      code.has(digest) ? codeNote(subject, message) : damage(subject, message),
    );
  };
  for (const digest of store.listObjects()) {
    const path = store.pathOf(digest);
    objects++;
    try {
      const found = hashFile(path);
      bytes += found.size;
      if (found.digest !== digest) {
        store.breakSeal(digest);
        say(digest, `its bytes are those of ${short(found.digest)}: "${path}"`);
      }
    } catch (error) {
      say(digest, storeError("be read", error).message);
    }
    progress(objects, bytes);
  }
  return { objects, bytes, findings };
}
