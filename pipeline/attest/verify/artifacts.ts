/**
 * Whether the artifacts in a store have the bytes that were signed.
 *
 * @module
 */

import type { Digest } from "../../identity/digest.ts";
import { messageOf } from "../../errors.ts";
import { hashFile, isDigest } from "../../identity/hash.ts";
import type { Store } from "../../store/mod.ts";
import type { Execution } from "../artifacts.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";

/** What hashing the artifacts came to. */
export interface ComparedArtifacts {
  readonly objects: number;
  readonly bytes: number;
  readonly findings: readonly VerifyFinding[];
}

/** What an object is now: its digest, or nothing where it is not there. */
function foundOf(store: Store, digest: Digest): string | undefined {
  try {
    return hashFile(store.pathOf(digest)).digest;
  } catch {
    return undefined;
  }
}

/**
 * Hashes all that some executions put out, each object once.
 *
 * @param hashed Told how many objects and bytes are done.
 */
export function compareArtifacts(
  store: Store,
  executions: readonly (Execution & { readonly stage: string })[],
  hashed: (objects: number, bytes: number) => void = () => {},
): ComparedArtifacts {
  const findings: VerifyFinding[] = [];
  const known = new Map<Digest, string | undefined>();
  let bytes = 0;
  /** Hashes an object; false where it is not what its name says. */
  const check = (digest: Digest, stage: string, subject: string): boolean => {
    if (!isDigest(digest)) {
      findings.push(fault(stage, subject, "has no digest in its record"));
      return false;
    }
    if (!known.has(digest)) {
      const found = foundOf(store, digest);
      known.set(digest, found);
      if (found === digest) {
        bytes += Deno.statSync(store.pathOf(digest)).size;
      } else {
        store.breakSeal(digest);
      }
      hashed(known.size, bytes);
    }
    const found = known.get(digest);
    if (found === digest) return true;
    findings.push(difference(stage, subject, digest, found));
    return false;
  };
  const treeOf = (digest: Digest, stage: string, subject: string) => {
    try {
      return store.readTree(digest);
    } catch (error) {
      findings.push(fault(stage, subject, messageOf(error)));
      return [];
    }
  };
  for (const { record, stage } of executions) {
    for (const [output, { digest, form }] of Object.entries(record.outputs)) {
      const subject = `output ${output}`;
      if (!check(digest, stage, subject) || form === "file") continue;
      for (const file of treeOf(digest, stage, subject)) {
        check(file.digest, stage, `${subject}/${file.path}`);
      }
    }
    if (record.log !== undefined) check(record.log.digest, stage, "log");
    for (const [path, digest] of Object.entries(record.preimage.code.files)) {
      // Not every store keeps code, and none computes from what it keeps.
      if (known.has(digest) || !isDigest(digest)) continue;
      if (!store.has(digest)) continue;
      check(digest, stage, `code ${path} in the store`);
    }
  }
  return { objects: known.size, bytes, findings };
}
