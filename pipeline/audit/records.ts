/**
 * Records against their own keys, and against the objects that they name.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Lock } from "../lock.ts";
import { short } from "../store/mod.ts";
import type { ExecutionRecord, OutputEntry } from "../store/record.ts";
import type { RecordFault } from "../store/records.ts";
import type { TreeEntry } from "../store/tree.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { type KnownParams, whatWasChanged } from "./forgery.ts";
import type { HashedObjects } from "./objects.ts";
import { type Owners, stageOf } from "./owners.ts";
import type { Survey } from "./survey.ts";

const { damage, note } = findingsOf("records");
const determinism = findingsOf("determinism");

/** How a record is named in a finding. */
export function nameOf({ key, stage }: ExecutionRecord): string {
  return `record ${short(key)} of "${stage}"`;
}

/** Records that cannot be believed, and outputs that are gone or not whole. */
export function auditRecords(
  survey: Survey,
  hashed: HashedObjects,
  lock: Lock | null,
  owners: Owners,
  known: KnownParams,
): Finding[] {
  return [
    ...survey.faults.map((fault) => faultFinding(survey, fault, lock)),
    ...survey.misshapen.map(({ key, n, why }) =>
      damage("record-shape", `record ${short(key)}/${n}`, why)
    ),
    ...auditKeys(survey, known),
    ...auditOutputs(survey, hashed, owners),
  ];
}

function faultFinding(
  survey: Survey,
  fault: RecordFault,
  lock: Lock | null,
): Finding {
  const stage = stageOf(fault, survey.records, lock);
  const subject = `record ${short(fault.key)}` +
    (stage === null ? "" : ` of "${stage}"`);
  const message = `${fault.message}: "${fault.path}"`;
  return isSuperseded(survey, fault)
    ? note(
      "record-superseded",
      subject,
      `${message}; another one of its key stands for it`,
    )
    : damage("record-damaged", subject, message);
}

/** Whether another record of the same key can be used. */
export function isSuperseded(
  { store, byKey }: Survey,
  { key }: RecordFault,
): boolean {
  return (byKey.get(key) ?? [])
    .some((record) => store.outputFault(record) === null);
}

/** The most records of which it is found out what was changed in them. */
const maxExplained = 5;

/**
 * Records whose checksum is right and whose key is not the hash of what they
 * say: somebody changed a parameter, an input or the code, and wrote the
 * checksum anew.
 */
function auditKeys(survey: Survey, known: KnownParams): Finding[] {
  return [...survey.forged].map(([record, own], i) => {
    const changed = i < maxExplained
      ? whatWasChanged(record, survey, known)
      : null;
    return damage(
      "key-differs",
      nameOf(record),
      "was changed after it was written: " +
        (changed ?? "its parameters, inputs, code or device") +
        (own === null ? "" : ` (what it says now has the key ${short(own)})`),
    );
  });
}

function auditOutputs(
  { store, records }: Survey,
  { sizes, bad }: HashedObjects,
  owners: Owners,
): Finding[] {
  const findings: Finding[] = [];
  const folders = new Map<Digest, number | null>();
  for (const record of records) {
    for (const [name, output] of Object.entries(record.outputs)) {
      const { digest } = output;
      // What is there and cannot be read is named as an object.
      if (bad.has(digest)) continue;
      const subject = `record ${short(record.key)}`;
      const what = `output "${name}" of "${record.stage}" (${short(digest)})`;
      if (!sizes.has(digest)) {
        const message = `${what} is missing`;
        findings.push(damage("output-missing", subject, message));
        continue;
      }
      const size = sizeOf(output);
      if (size !== null && size !== output.size) {
        const message = `${what} has ${size} bytes, and the record says ` +
          output.size;
        findings.push(damage("output-size", subject, message));
      }
    }
  }
  return findings;

  /** Bytes of a file, or of all files of a folder; null if nobody can tell. */
  function sizeOf({ digest, form }: OutputEntry): number | null {
    if (form === "file") return sizes.get(digest) ?? null;
    const known = folders.get(digest);
    if (known !== undefined) return known;
    const size = auditFolder(digest);
    folders.set(digest, size);
    return size;
  }

  /** Names the files of a folder that are gone, and adds up the sizes. */
  function auditFolder(digest: Digest): number | null {
    const subject = `object ${short(digest)}`;
    let files: readonly TreeEntry[];
    try {
      files = store.readTree(digest);
    } catch (error) {
      const message = `cannot be read as a folder: ${messageOf(error)}`;
      findings.push(damage("folder-unreadable", subject, message));
      return null;
    }
    for (const file of files) {
      if (sizes.has(file.digest) || bad.has(file.digest)) continue;
      const owner = owners.ofObject(digest);
      findings.push(damage(
        "file-missing",
        subject,
        (owner && `${owner}: `) +
          `its file "${file.path}" (${short(file.digest)}) is missing`,
      ));
    }
    return files.reduce((sum, { size }) => sum + size, 0);
  }
}

/** Executions of one key that gave different bytes although none may. */
export function auditClaims({ byKey }: Survey): Finding[] {
  const findings: Finding[] = [];
  for (const [first, ...others] of byKey.values()) {
    for (const record of others) {
      if (record.determinism === "none") continue;
      for (const name of differingOutputs(first!, record)) {
        findings.push(determinism.damage(
          "claim-broken",
          `stage ${record.stage}`,
          `key ${short(record.key)} gave different bytes of "${name}" on ` +
            `${first!.startedAt} and ${record.startedAt}, though its ` +
            `determinism is declared "${record.determinism}"`,
        ));
      }
    }
  }
  return findings;
}

/** The outputs that are not the same bytes in two records. */
export function differingOutputs(
  a: ExecutionRecord,
  b: ExecutionRecord,
): string[] {
  const names = new Set([...Object.keys(a.outputs), ...Object.keys(b.outputs)]);
  return [...names].sort(compareCodePoints).filter((name) =>
    a.outputs[name]?.digest !== b.outputs[name]?.digest
  );
}
