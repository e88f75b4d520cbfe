/**
 * Hashing every object again.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";
import { storeError } from "../store/files.ts";
import { short } from "../store/mod.ts";
import { type Finding, findingsOf } from "./finding.ts";
import type { Owners } from "./owners.ts";
import type { Survey } from "./survey.ts";

const { damage } = findingsOf("objects");

/** Called after each object that was hashed, with what there was so far. */
export type AuditProgress = (objects: number, bytes: number) => void;

/** What hashing all objects came to. */
export interface HashedObjects {
  /** Bytes of every object that could be read, by its name. */
  readonly sizes: ReadonlyMap<Digest, number>;
  /** Objects whose bytes are others than their names say. */
  readonly bad: ReadonlySet<Digest>;
  readonly objects: number;
  readonly bytes: number;
  readonly findings: readonly Finding[];
}

/** What objects are that no stage takes and nobody is shown as a result. */
type Evidence = "code" | "log";

const evidence: Readonly<Record<Evidence, string>> = {
  code: 'it is code, which only "explain" and an audit read',
  log: "it is a log, from which nothing is computed, and no run makes it anew",
};

/** The objects that are code or logs, and no artifact. */
function evidenceOnly({ store, records }: Survey): Map<Digest, Evidence> {
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
      if (form === "file") continue;
      try {
        for (const entry of store.readTree(digest)) found.delete(entry.digest);
      } catch {
        // What is wrong with it is found elsewhere.
      }
    }
  }
  return found;
}

/**
 * Hashes every object. A damaged one loses its seal, without which no run uses
 * it unhashed.
 */
export function auditObjects(
  survey: Survey,
  owners: Owners,
  progress: AuditProgress,
): HashedObjects {
  const { store } = survey;
  // Only where something is wrong does it matter what it is.
  let kinds: Map<Digest, Evidence> | null = null;
  const findings: Finding[] = [];
  const sizes = new Map<Digest, number>(), bad = new Set<Digest>();
  let objects = 0, bytes = 0;
  const say = (digest: Digest, what: string) => {
    bad.add(digest);
    const subject = `object ${short(digest)}`;
    const owner = owners.ofObject(digest);
    const message = `${owner && `${owner}: `}${what}`;
    kinds ??= evidenceOnly(survey);
    const kind = kinds.get(digest);
    findings.push(
      kind === undefined
        ? damage("object-damaged", subject, message)
        : damage(`${kind}-damaged`, subject, `${message}; ${evidence[kind]}`),
    );
  };
  for (const digest of store.listObjects()) {
    const path = store.pathOf(digest);
    objects++;
    try {
      const found = hashFile(path);
      bytes += found.size;
      sizes.set(digest, found.size);
      if (found.digest !== digest) {
        store.breakSeal(digest);
        say(digest, `its bytes are those of ${short(found.digest)}: "${path}"`);
      }
    } catch (error) {
      const { message } = storeError("be read", error);
      say(digest, message.replace(/^Cannot/, "cannot"));
    }
    progress(objects, bytes);
  }
  return { sizes, bad, objects, bytes, findings };
}
