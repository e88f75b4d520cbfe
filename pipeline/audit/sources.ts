/**
 * What is outside the store, against what the records say of it: the packages
 * that deno.lock pins, files of the project that were brought in, and what the
 * project declares of its data.
 *
 * @module
 */

import { isAbsolute, join, resolve } from "node:path";
import { messageOf } from "../errors.ts";
import { plainId, readConfig, readIntegrity } from "../identity/config.ts";
import type { Digest } from "../identity/digest.ts";
import { compareCodePoints, sortedEntries } from "../identity/order.ts";
import { digestOfPath } from "../lineage/by_path.ts";
import type { About, DataSource } from "../recipe.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { byHand, type Finding, findingsOf } from "./finding.ts";

const packageFindings = findingsOf("packages");
const { damage, note } = findingsOf("sources");

/** What the check of packages came to. */
export interface CheckedPackages {
  /** By name and version, in all executions. */
  readonly packages: number;
  readonly findings: readonly Finding[];
}

/** Integrity of packages by `name@version`; a message where it cannot be read. */
function pinned(root: string): ReadonlyMap<string, string> | string {
  try {
    const integrity = readIntegrity(readConfig(join(root, "deno.json")), root);
    return new Map(
      Object.entries(integrity).map(([id, value]) => [plainId(id), value]),
    );
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * The integrity of packages that ran, in records against each other and against
 * deno.lock. A version has one integrity for ever, so a difference is damage.
 *
 * @param current The executions that matter now.
 */
export function auditPackages(
  records: readonly ExecutionRecord[],
  current: ReadonlySet<ExecutionRecord>,
  root: string,
): CheckedPackages {
  const { damage, note } = packageFindings;
  const lock = pinned(root);
  const findings: Finding[] = [];
  if (typeof lock === "string") {
    findings.push(byHand(damage("packages-unreadable", "deno.lock", lock)));
  }
  const ran = new Map<string, Map<string, ExecutionRecord[]>>();
  for (const record of records) {
    const { packages } = record.preimage.code;
    for (const [id, integrity] of Object.entries(packages)) {
      let known = ran.get(id);
      if (known === undefined) ran.set(id, known = new Map());
      const list = known.get(integrity);
      if (list === undefined) known.set(integrity, [record]);
      else list.push(record);
    }
  }
  for (const [id, versions] of sortedEntries(Object.fromEntries(ran))) {
    const subject = `package ${id}`;
    const expected = typeof lock === "string" ? undefined : lock.get(id);
    for (const [integrity, users] of versions) {
      const { stage } = users[0]!;
      const more = users.length > 1 ? ` and ${users.length - 1} more` : "";
      const whose = `the records of "${stage}"${more} have ${integrity}`;
      if (expected !== undefined && expected !== integrity) {
        const message = `deno.lock has ${expected}, ${whose}`;
        findings.push(byHand(damage("package-differs", subject, message)));
      } else if (versions.size > 1 && expected === undefined) {
        const message = `records disagree on its integrity: ${whose}`;
        findings.push(damage("package-differs", subject, message));
      }
    }
    if (typeof lock === "string" || expected !== undefined) continue;
    const users = [...versions.values()].flat()
      .filter((record) => current.has(record)).length;
    if (users === 0) continue;
    findings.push(note(
      "package-gone",
      subject,
      `${users} executions ran it, and deno.lock does not have it any more: ` +
        "a reproduction would run another version",
    ));
  }
  return { packages: ran.size, findings };
}

/** What the check of sources came to. */
export interface CheckedSources {
  /** Sources of which the project declares what they hold. */
  readonly declared: number;
  /** Files or folders of the project that were brought in. */
  readonly local: number;
  readonly findings: readonly Finding[];
}

/** Where sources are checked. */
interface Place {
  readonly store: Store;
  readonly root: string;
  readonly about: About | undefined;
  /** Objects that are damaged, which are named already. */
  readonly bad: ReadonlySet<Digest>;
}

/** The records of stages that take no input, in the order of their names. */
function sourceRecords(
  current: ReadonlySet<ExecutionRecord>,
): ExecutionRecord[] {
  return [...current]
    .filter(({ preimage }) => Object.keys(preimage.inputs).length === 0)
    .sort((a, b) => compareCodePoints(a.stage, b.stage));
}

/** Sources against what the project declares of them. */
export async function auditSources(
  current: ReadonlySet<ExecutionRecord>,
  place: Place,
): Promise<CheckedSources> {
  const findings: Finding[] = [];
  // Several profiles begin with the same bytes: each is looked at once.
  const declared = new Set<string>(), local = new Set<string>();
  for (const record of sourceRecords(current)) {
    const { preimage } = record;
    if (preimage.source !== undefined) {
      const { path } = preimage.params as { path: string };
      const id = `${preimage.source} ${path}`;
      if (local.has(id)) continue;
      local.add(id);
      findings.push(...auditLocal(record, path, place));
      continue;
    }
    const { verify } = place.about?.sources?.[preimage.kind] ?? {};
    const id = JSON.stringify([preimage.kind, preimage.params, record.outputs]);
    if (verify === undefined || declared.has(id)) continue;
    declared.add(id);
    findings.push(...await auditDeclared(record, verify, place));
  }
  return { declared: declared.size, local: local.size, findings };
}

/** Files that were brought in, against what they hold now. */
function auditLocal(
  { stage, preimage }: ExecutionRecord,
  shown: string,
  { root }: Place,
): Finding[] {
  const path = isAbsolute(shown) ? shown : resolve(root, shown);
  let now: Digest | null;
  try {
    now = digestOfPath(path);
  } catch {
    now = null;
  }
  if (now === preimage.source) return [];
  return [note(
    "local-changed",
    `stage ${stage}`,
    `"${shown}" ` +
      (now === null
        ? "cannot be read now: the store has what it held, and a run would fail"
        : "holds something else now: the results are of what it held before, " +
          "which is in the store, and the next run is of what it holds now"),
  )];
}

/** An output of a source, against what the project declares of it. */
async function auditDeclared(
  record: ExecutionRecord,
  verify: NonNullable<DataSource["verify"]>,
  { store, bad }: Place,
): Promise<Finding[]> {
  const subject = `stage ${record.stage}`;
  const outputs = Object.entries(record.outputs);
  if (
    outputs.some(([, { digest }]) => bad.has(digest) || !store.has(digest))
  ) return [];
  const folder = Deno.makeTempDirSync({ prefix: "juice-audit-" });
  try {
    const paths: Record<string, string> = {};
    for (const [name, { digest, form }] of outputs) {
      paths[name] = form === "file"
        ? store.pathOf(digest)
        : join(folder, String(Object.keys(paths).length));
      if (form === "folder") {
        store.materialize(digest, form, paths[name], { copy: true });
      }
    }
    const fault = await verify(paths);
    if (fault === null) return [];
    const made = outputs.map(([name, { digest }]) =>
      `output "${name}" (${short(digest)})`
    ).join(", ");
    return [byHand(damage("source-differs", subject, `${made}: ${fault}`))];
  } catch (error) {
    const message = `cannot be compared with what the project declares: ${
      messageOf(error)
    }`;
    return [byHand(damage("source-differs", subject, message))];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
