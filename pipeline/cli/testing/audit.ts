/**
 * A view of an audit with nothing in it but what a test gives.
 *
 * @module
 */

import type { AuditView } from "../../../web/audit/view.ts";
import { type Finding, isDamage } from "../../audit/finding.ts";
import type { Reach } from "../../audit/history.ts";
import { checksOf, type Counted } from "../commands/audit_checks.ts";

const counted: Counted = {
  objects: 1809,
  bytes: 163_000_000,
  records: 634,
  codeFiles: 263,
  withCode: 634,
  logs: 12,
  inputs: 3474,
  observed: 634,
  keys: 634,
  repeatedKeys: 3,
  lockEntries: 730,
  lockEntriesWithoutRecord: 87,
  pins: 2,
  packages: 114,
  declaredSources: 1,
  localSources: 0,
  repeats: 0,
};

/** Makes one. */
export function makeView(
  { findings = [], reaches = [], changed = {} }: {
    readonly findings?: readonly Finding[];
    readonly reaches?: readonly Reach[];
    readonly changed?: Partial<Counted>;
  },
): AuditView {
  const all = { ...counted, ...changed };
  return {
    version: 1,
    clean: !findings.some(isDamage),
    audited: {
      store: "/home/jo/juice/.juice",
      lock: { path: "/home/jo/juice/lock.json", sha256: "5a".repeat(32) },
      packages: { path: "/home/jo/juice/deno.lock", sha256: "b7".repeat(32) },
      profiles: reaches.map(({ profile }) => profile),
      deno: "2.9.6",
      at: "2026-01-02T03:04:05.678Z",
    },
    checks: checksOf(all, true, reaches, findings),
    checked: { ...all },
    findings,
    profiles: [],
    moved: [],
  };
}
