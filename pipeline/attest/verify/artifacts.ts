/**
 * Whether the artifacts in a store have the bytes that were signed.
 *
 * @module
 */

import type { Digest } from "../../identity/digest.ts";
import { messageOf } from "../../errors.ts";
import { digestIfThere, isDigest } from "../../identity/hash.ts";
import type { Store } from "../../store/mod.ts";
import type { ComparedExecutions } from "./executions.ts";
import { ownDigest } from "./facts.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";

/** What hashing the artifacts came to. */
export interface ComparedArtifacts {
  readonly objects: number;
  readonly bytes: number;
  readonly findings: readonly VerifyFinding[];
}

/**
 * Hashes all that some executions put out, each object once. Of executions
 * without a record it is what the statements name and the store still has:
 * whoever takes a record away must not hide by it what else he changed.
 *
 * @param hashed Told how many objects and bytes are done.
 */
export function compareArtifacts(
  store: Store,
  { executions, absent }: Pick<ComparedExecutions, "executions" | "absent">,
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
      const found = digestIfThere(store.pathOf(digest)) ?? undefined;
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
  const named = absent.flatMap(({ stage, signed }) =>
    signed.flatMap(({ statement: { subject } }) =>
      subject.map(({ name, digest }) => ({ stage, name, digest }))
    )
  );
  for (const { stage, name, digest } of named) {
    const own = ownDigest(digest);
    if (typeof own !== "string" || !isDigest(own)) continue;
    if (known.has(own) || !store.has(own)) continue;
    check(own, stage, `output ${name}`);
  }
  return { objects: known.size, bytes, findings };
}
