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

/** What objects are that no stage takes and no person is shown as a result. */
type Evidence = "code" | "log";

const evidence: Readonly<Record<Evidence, string>> = {
  code: 'it is code, which only "explain" reads',
  log: "it is a log, from which nothing is computed, and no run makes it anew",
};

/** The objects that are code or logs, and no artifact. */
function evidenceOnly(
  store: Store,
  records: readonly ExecutionRecord[],
): Map<Digest, Evidence> {
  const found = new Map<Digest, Evidence>();
  for (const { log } of records) if (log) found.set(log.digest, "log");
  for (const { preimage } of records) {
    for (const digest of Object.values(preimage.code.files)) {
      found.set(digest, "code");
    }
  }
  for (const { outputs } of records) {
    for (const { digest, form } of Object.values(outputs)) {
      found.delete(digest);
      if (form === "folder") {
        for (const one of filesOf(store, digest)) found.delete(one);
      }
    }
  }
  return found;
}

function filesOf(store: Store, folder: Digest): Digest[] {
  try {
    return store.readTree(folder).map(({ digest }) => digest);
  } catch {
    // What is wrong with it is found elsewhere.
    return [];
  }
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
  let kinds: Map<Digest, Evidence> | null = null;
  const findings: Finding[] = [];
  let objects = 0, bytes = 0;
  const say = (digest: Digest, what: string) => {
    const subject = `object ${short(digest)}`;
    const owner = owners.ofObject(digest);
    const message = `${owner && `${owner}: `}${what}`;
    kinds ??= evidenceOnly(store, records);
    const kind = kinds.get(digest);
    if (kind === undefined) findings.push(damage(subject, message));
    else {
      const whole = `${message}; ${evidence[kind]}`;
      findings.push({
        ...damage(subject, whole),
        severity: kind === "code" ? "note" : "damage",
      });
    }
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
