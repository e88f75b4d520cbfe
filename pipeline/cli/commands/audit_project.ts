/**
 * The audit of a project: of its store and lock, and of what is outside them.
 *
 * @module
 */

import { auditProjectCode } from "../../audit/evidence.ts";
import type { KnownParams } from "../../audit/forgery.ts";
import {
  audit,
  type AuditProgress,
  type AuditReport,
  byHand,
  type Finding,
  findingsOf,
} from "../../audit/mod.ts";
import { auditPackages, auditSources } from "../../audit/sources.ts";
import { currentRecords } from "../../audit/survey.ts";
import type { KnownStages } from "../../audit/wiring.ts";
import { buildRecipe } from "../../build_recipe.ts";
import { LockError } from "../../errors.ts";
import type { Json } from "../../identity/preimage.ts";
import { type Lock, readLock } from "../../lock.ts";
import type { Project } from "../../project.ts";
import type { Stage } from "../../recipe.ts";
import { HashingProgress } from "../progress/hashing.ts";
import type { Terminal } from "../terminal.ts";
import type { Counted } from "./audit_checks.ts";

/** What the recipe has, built when it is asked for. */
interface KnownRecipe {
  readonly stagesOf: KnownStages;
  /** What it gives a stage in any of its profiles. */
  readonly params: KnownParams;
}

function knownOf({ recipe }: Project): KnownRecipe {
  const built = new Map<string, readonly Stage[]>();
  const build = (profile: string): readonly Stage[] => {
    try {
      return buildRecipe(recipe, profile).stages;
    } catch {
      // A profile that cannot be built, or that only the lock has.
      return [];
    }
  };
  const stagesOf = (profile: string) => {
    const stages = built.get(profile) ?? build(profile);
    built.set(profile, stages);
    return stages;
  };
  return {
    stagesOf,
    params: (name) =>
      Object.keys(recipe.profiles).flatMap(stagesOf)
        .filter((stage) => stage.name === name)
        .map(({ params }) => params as Json),
  };
}

function auditWithProgress(
  project: Project,
  lock: Lock | null,
  terminal: Terminal,
): AuditReport {
  const { store } = project;
  const none = { objects: 0, bytes: 0 };
  const all = terminal.live ? store.objectSizes() : none;
  const progress = new HashingProgress(terminal, all);
  try {
    const tell: AuditProgress = (...hashed) => progress.update(...hashed);
    const { params, stagesOf } = knownOf(project);
    return audit(store, lock, tell, params, stagesOf);
  } finally {
    progress.stop();
  }
}

/** A lock, or what is wrong with it. */
interface LockRead {
  readonly lock: Lock | null;
  readonly findings: readonly Finding[];
}

/** A lock that cannot be read is a fault, and the store is audited without. */
async function tryLock({ lockPath }: Project): Promise<LockRead> {
  try {
    return { lock: await readLock(lockPath), findings: [] };
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    const { damage } = findingsOf("lock");
    const finding = damage("lock-unreadable", "lock", error.message);
    return { lock: null, findings: [byHand(finding)] };
  }
}

/** What the audit of a project came to. */
interface ProjectAudit {
  /** Null where there is none, or it cannot be read. */
  readonly lock: Lock | null;
  readonly report: AuditReport;
  readonly counted: Omit<Counted, "repeats">;
  readonly findings: readonly Finding[];
}

/** Checks a project: its store, its lock, its packages, sources and code. */
export async function auditProject(
  project: Project,
  terminal: Terminal,
): Promise<ProjectAudit> {
  const { lock, findings } = await tryLock(project);
  const report = auditWithProgress(project, lock, terminal);
  const { survey, hashed } = report;
  const { root, store, recipe: { about } } = project;
  const current = new Set(
    [...currentRecords(survey, lock)].filter((one) => !survey.forged.has(one)),
  );
  const packages = auditPackages(survey.records, current, root);
  const place = { store, root, about, bad: hashed.bad };
  const sources = await auditSources(current, place);
  return {
    lock,
    report,
    counted: {
      ...report.checked,
      packages: packages.packages,
      declaredSources: sources.declared,
      localSources: sources.local,
    },
    findings: [
      ...findings,
      ...report.findings,
      ...auditProjectCode(current, root),
      ...packages.findings,
      ...sources.findings,
    ],
  };
}
