/**
 * Whether the lock says of a profile what was signed.
 *
 * @module
 */

import { basename } from "node:path";
import { messageOf } from "../../errors.ts";
import { hashFile } from "../../identity/hash.ts";
import { type Lock, type LockEntry, readLock } from "../../lock.ts";
import { exists } from "../../store/files.ts";
import type { SignedStatement } from "../bundle.ts";
import { type Facts, factsOf } from "./facts.ts";
import { difference, fault, note, type VerifyFinding } from "./finding.ts";
import type { SignedResult, WholeBundle } from "./whole.ts";

/** What comparing with a lock came to. */
export interface ComparedLock {
  readonly entries: number;
  readonly findings: readonly VerifyFinding[];
}

/** The facts of a stage that its lock entry states, too. */
function entryFacts(entry: LockEntry): Facts {
  const { key, experiment, kind, determinism, outputs, metrics } = entry;
  const facts: Facts = new Map(
    Object.entries({ key, experiment, kind, determinism }),
  );
  for (const [name, one] of Object.entries(outputs)) {
    facts.set(`output ${name}`, one);
  }
  for (const [name, one] of Object.entries(metrics)) {
    facts.set(`metric ${name}`, one);
  }
  return facts;
}

/** The same facts, as they were signed. */
function signedFacts({ statement }: SignedStatement): Facts {
  const all = factsOf(statement);
  const id = String(all.get("invocationId") ?? "");
  const facts: Facts = new Map([["key", id.split("/")[0]!]]);
  const outputs = new Set(
    statement.subject.map(({ name }) => name)
      .filter((name) => !name.includes("/")),
  );
  for (const [name, value] of all) {
    const isOutput = name.startsWith("output ") &&
      outputs.has(name.slice("output ".length));
    const isOther = ["experiment", "kind", "determinism"].includes(name) ||
      name.startsWith("metric ");
    if (isOutput || isOther) facts.set(name, value);
  }
  return facts;
}

function compareEntry(
  stage: string,
  signed: Facts,
  entry: Facts,
): VerifyFinding[] {
  const names = new Set([...signed.keys(), ...entry.keys()]);
  return [...names].flatMap((name) => {
    const a = signed.get(name), b = entry.get(name);
    if (a === b) return [];
    return [difference(stage, `${name} in the lock`, a, b)];
  });
}

function compareEntries(
  lock: Lock,
  profile: string,
  { stages, missing }: WholeBundle,
  isSigned: boolean,
): { findings: VerifyFinding[]; otherDevice: number } {
  const entries = new Map(Object.entries(lock.profiles[profile] ?? {}));
  const findings: VerifyFinding[] = [];
  let otherDevice = 0;
  for (const [stage, signed] of stages) {
    const entry = entries.get(stage);
    entries.delete(stage);
    if (entry === undefined) {
      findings.push(fault(stage, "lock entry", "is not there any more"));
      continue;
    }
    const facts = signedFacts(signed);
    // The same experiment on another device than the lock's is no change, if
    // that is what the lock said when it was signed.
    const isElsewhere = isSigned &&
      entry.experiment === facts.get("experiment") &&
      entry.key !== facts.get("key");
    if (isElsewhere) otherDevice++;
    else findings.push(...compareEntry(stage, facts, entryFacts(entry)));
  }
  for (const stage of entries.keys()) {
    if (missing.has(stage)) continue;
    findings.push(
      fault(stage, "lock entry", "is of a stage of which nothing was signed"),
    );
  }
  return { findings, otherDevice };
}

/** Compares signed statements with a profile's entries in the lock. */
export async function compareLock(
  path: string,
  { signed, profile }: SignedResult,
  whole: WholeBundle,
): Promise<ComparedLock> {
  const name = basename(path);
  const subject = signed.statement.subject.find((one) => one.name === name);
  if (subject === undefined) {
    const what = "was not signed: it had no entries of the profile";
    return { entries: 0, findings: [note(name, what)] };
  }
  if (!exists(path)) {
    const fault = difference(null, name, subject.digest.sha256, undefined);
    return { entries: 0, findings: [fault] };
  }
  const found = hashFile(path).digest;
  let lock: Lock | null;
  try {
    lock = await readLock(path);
  } catch (error) {
    return { entries: 0, findings: [fault(null, name, messageOf(error))] };
  }
  const isSigned = found === subject.digest.sha256;
  const { findings, otherDevice } = compareEntries(
    lock!,
    profile,
    whole,
    isSigned,
  );
  if (otherDevice > 0) {
    findings.push(
      note(
        name,
        `${otherDevice} of its entries are of another device than what was ` +
          "signed, and of the same experiment",
      ),
    );
  }
  if (!isSigned && findings.length === 0) {
    const what = "is another file than when it was signed; of this profile " +
      "it says the same";
    findings.push(note(name, what));
  }
  return { entries: whole.stages.size, findings };
}
