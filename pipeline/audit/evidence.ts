/**
 * What is kept so that an execution can be shown: the code that ran, and what
 * it printed. Their bytes are checked with those of all objects.
 *
 * @module
 */

import { join } from "node:path";
import type { Digest } from "../identity/digest.ts";
import { digestIfThere } from "../identity/hash.ts";
import { sortedEntries } from "../identity/order.ts";
import { short } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { type Finding, findingsOf } from "./finding.ts";
import type { HashedObjects } from "./objects.ts";
import { nameOf } from "./records.ts";
import type { Survey } from "./survey.ts";

const code = findingsOf("code");
const logs = findingsOf("logs");

/** What the check of code came to. */
export interface CheckedCode {
  /** Files by their bytes, in all executions. */
  readonly files: number;
  /** Executions of which every file of code is here. */
  readonly whole: number;
  readonly findings: readonly Finding[];
}

/**
 * Whether the code that ran can be shown. Nobody is at fault where it cannot:
 * records of before it was kept have none.
 */
export function auditCode(
  { records }: Survey,
  { sizes, bad }: HashedObjects,
): CheckedCode {
  const files = new Set<Digest>();
  const findings: Finding[] = [];
  let whole = 0;
  for (const record of records) {
    const all = sortedEntries(record.preimage.code.files);
    for (const [, digest] of all) files.add(digest);
    if (all.every(([, one]) => sizes.has(one) && !bad.has(one))) whole++;
    // What is damaged is named as an object.
    const missing = all.filter(([, one]) => !sizes.has(one) && !bad.has(one));
    const [first] = missing;
    if (first === undefined) continue;
    const more = missing.length > 1 ? ` and ${missing.length - 1} more` : "";
    findings.push(code.note(
      "code-missing",
      nameOf(record),
      `the code that ran cannot be shown: "${first[0]}"${more} was not kept`,
    ));
  }
  return { files: files.size, whole, findings };
}

/**
 * Which files of code are other ones in the project than those that ran.
 * Nothing is wrong with that, but a reader of the project must know.
 *
 * @param current The executions that matter now.
 */
export function auditProjectCode(
  current: Iterable<ExecutionRecord>,
  root: string,
): Finding[] {
  const ran = new Map<string, Digest[]>();
  for (const { preimage } of current) {
    for (const [path, digest] of Object.entries(preimage.code.files)) {
      const known = ran.get(path);
      if (known === undefined) ran.set(path, [digest]);
      else if (!known.includes(digest)) known.push(digest);
    }
  }
  return sortedEntries(Object.fromEntries(ran)).flatMap(([path, digests]) => {
    const now = digestIfThere(join(root, path));
    // The engine's files may be elsewhere: what is not here says nothing.
    if (now === null || digests.every((digest) => digest === now)) return [];
    return [code.note(
      "code-changed",
      `file ${path}`,
      digests.includes(now)
        ? "some executions ran with an earlier version of it"
        : "was changed after it ran: executions ran with an earlier version",
    )];
  });
}

/** What the check of logs came to. */
export interface CheckedLogs {
  readonly logs: number;
  readonly findings: readonly Finding[];
}

/** Logs that are not here, or not as long as their records say. */
export function auditLogs(
  { records }: Survey,
  { sizes, bad }: HashedObjects,
): CheckedLogs {
  const findings: Finding[] = [];
  const named = new Set<Digest>();
  for (const record of records) {
    const { log } = record;
    if (log === undefined) continue;
    named.add(log.digest);
    if (bad.has(log.digest)) continue;
    const size = sizes.get(log.digest);
    if (size !== undefined && size !== log.size) {
      const message = `its log (${short(log.digest)}) has ${size} bytes, ` +
        `and it says ${log.size}`;
      findings.push(logs.damage("log-size", nameOf(record), message));
    }
    if (size !== undefined) continue;
    findings.push(logs.note(
      "log-missing",
      nameOf(record),
      "what it printed is not in the store any more; nothing is computed " +
        "from a log",
    ));
  }
  return { logs: named.size, findings };
}
