/**
 * An audit as data: what `--json` prints and `--report` writes.
 *
 * @module
 */

import { join } from "node:path";
import type {
  AuditView,
  FindingGroup,
  FindingView,
  ProfileView,
  StageRow,
} from "../../../web/audit/view.ts";
import {
  type AuditReport,
  classes,
  type Finding,
  isDamage,
  type Moved,
} from "../../audit/mod.ts";
import { newestOfStages, recordOfEntry } from "../../audit/survey.ts";
import { digestIfThere } from "../../identity/hash.ts";
import { compareCodePoints, sortedEntries } from "../../identity/order.ts";
import type { Lock, LockEntry } from "../../lock.ts";
import type { ProjectPlaces } from "../../project.ts";
import { firstDrift, outputDigests } from "../../verdict.ts";
import { checksOf, type Counted } from "./audit_checks.ts";

/** What an audit came to, in all. */
export interface Audited {
  readonly places: ProjectPlaces;
  readonly lock: Lock | null;
  readonly report: AuditReport;
  readonly counted: Counted;
  readonly findings: readonly Finding[];
  readonly moved: readonly Moved[];
}

/** A stage of the lock, with how it stands in the store. */
function lockedRow(
  { survey }: AuditReport,
  name: string,
  entry: LockEntry,
): StageRow {
  const record = recordOfEntry(survey, entry);
  const { kind, key, outputs, determinism } = entry;
  const verdict = record === undefined
    ? "not here"
    : firstDrift(outputs, outputDigests(record)) === null
    ? "as locked"
    : "differs";
  const startedAt = record?.startedAt ?? null;
  return { name, kind, key, outputs, determinism, verdict, startedAt };
}

function profilesOf(report: AuditReport, lock: Lock | null): ProfileView[] {
  const profiles = report.reaches.map((reach): ProfileView => {
    const { profile, computed, executions, sources, breaks } = reach;
    return {
      name: profile,
      computed,
      executions,
      sources,
      complete: computed > 0 && breaks.length === 0,
      stages: sortedEntries(lock!.profiles[profile]!)
        .map(([name, entry]) => lockedRow(report, name, entry)),
    };
  });
  return profiles.length > 0 ? profiles : unlocked(report);
}

/** Without a lock: the newest execution of each stage. */
function unlocked({ survey, findings }: AuditReport): ProfileView[] {
  const newest = newestOfStages(survey.records)
    .sort((a, b) => compareCodePoints(a.stage, b.stage));
  if (newest.length === 0) return [];
  return [{
    name: null,
    computed: newest.length,
    executions: newest.length,
    sources: newest.filter(({ preimage }) =>
      Object.keys(preimage.inputs).length === 0
    ).length,
    complete: !findings.some((finding) => finding.class === "input-unmade"),
    stages: newest.map((record): StageRow => ({
      name: record.stage,
      kind: record.preimage.kind,
      key: record.key,
      outputs: outputDigests(record),
      determinism: record.determinism,
      verdict: "not locked",
      startedAt: record.startedAt,
    })),
  }];
}

/** Makes the view of an audit. */
export function auditView(audited: Audited): AuditView {
  const { places, lock, report, counted, moved } = audited;
  // Damage first, each in the order in which it was found.
  const findings = [
    ...audited.findings.filter(isDamage),
    ...audited.findings.filter((finding) => !isDamage(finding)),
  ];
  const { root, store, lockPath } = places;
  const checks = checksOf(counted, lock !== null, report.reaches, findings);
  const packages = join(root, "deno.lock");
  return {
    version: 1,
    // A broken profile has a fault that broke it; should that be missed, no
    // page may say that it is clean.
    clean: checks.every(({ state }) => state !== "failed"),
    audited: {
      store: store.root,
      lock: { path: lockPath, sha256: digestIfThere(lockPath) },
      packages: { path: packages, sha256: digestIfThere(packages) },
      profiles: report.reaches.map(({ profile }) => profile),
      deno: Deno.version.deno,
      at: new Date().toISOString(),
    },
    checks,
    checked: { ...counted },
    findings,
    profiles: profilesOf(report, lock),
    moved,
  };
}

/** Findings by class, in the order of the first of each. */
export function groupsOf(findings: readonly FindingView[]): FindingGroup[] {
  const groups = Map.groupBy(findings, (finding) => finding.class);
  return [...groups].map(([name, findings]) => ({
    class: name,
    title: Object.hasOwn(classes, name)
      ? classes[name as keyof typeof classes]
      : name,
    findings,
  }));
}
