/**
 * `audit`: check every object, record and lock entry, and on request the
 * determinism claims.
 *
 * @module
 */

import { auditProjectCode } from "../../audit/evidence.ts";
import {
  audit,
  type AuditProgress,
  type AuditReport,
  compareRepetition,
  type Finding,
  findingsOf,
  isDamage,
  type Moved,
  recordsToRepeat,
  scratchStore,
} from "../../audit/mod.ts";
import type { KnownParams } from "../../audit/forgery.ts";
import { auditPackages, auditSources } from "../../audit/sources.ts";
import { currentRecords } from "../../audit/survey.ts";
import { buildRecipe } from "../../build_recipe.ts";
import { LockError } from "../../errors.ts";
import type { Json } from "../../identity/preimage.ts";
import { type Lock, readLock } from "../../lock.ts";
import { planRecipe, selectStages } from "../../plan/mod.ts";
import type { Project } from "../../project.ts";
import type { Stage } from "../../recipe.ts";
import { sweep } from "../../run/sweep.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import type { RunOptions } from "../options.ts";
import { refuseOverrides } from "../overrides.ts";
import { renderRepair, repairStore } from "../repair.ts";
import { execute } from "../run.ts";
import { openSession, type Session } from "../session.ts";
import { HashingProgress } from "../progress/hashing.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { renderAudit } from "./audit_page.ts";
import { reportPaths, writeReport } from "./audit_report.ts";
import { auditView } from "./audit_view.ts";

/** The options of `audit`. */
interface AuditOptions extends RunOptions {
  readonly repeat?: number | undefined;
  readonly repair?: boolean | undefined;
  /** Where a page and a JSON file go. */
  readonly report?: string | undefined;
  /** Locks and projects that shall not matter to a repair. */
  readonly forget?: readonly string[] | undefined;
}

function isMendable(finding: Finding): boolean {
  return isDamage(finding) && finding.byHand !== true;
}

/**
 * What to do next.
 *
 * @param damaged Whether the store or the lock has damage that a run mends.
 */
function advice(
  damaged: boolean,
  moved: readonly Moved[],
  session: Session,
): string[] {
  const reproduce = `  ${session.command("reproduce")}`;
  if (moved.length > 0) {
    return ["What is needed of it is made again by:", reproduce];
  }
  if (!damaged) return [];
  return [
    "To move what is damaged aside, and to make it again:",
    `  ${session.command("audit", "--repair")}`,
    reproduce,
  ];
}

interface Repetitions {
  readonly runs: number;
  readonly findings: readonly Finding[];
  readonly interrupted: boolean;
}

async function repeat(
  session: Session,
  names: readonly string[],
  options: AuditOptions,
  context: CommandContext,
): Promise<Repetitions> {
  const { project, built, device } = session;
  const patterns = names.length > 0 ? names : ["*"];
  const only = { only: patterns };
  const wanted = new Set(selectStages(built, patterns).map((s) => s.name));
  const plan = await planRecipe(project, built, device, only);
  const reproduce = session.command("reproduce");
  const expected = recordsToRepeat(plan, wanted, reproduce);
  // An audit that was killed may have left as much as it had repeated.
  sweep(project.store, Date.now());
  const findings: Finding[] = [];
  let runs = 0;
  for (let i = 1; i <= (options.repeat ?? 0); i++) {
    using made = scratchStore(project.store, plan, wanted);
    const scratch = { ...session, project: { ...project, store: made.store } };
    const again = await planRecipe(scratch.project, built, device, only);
    const result = await execute(scratch, again, options, context);
    if (result.interrupted) return { runs, findings, interrupted: true };
    findings.push(...compareRepetition(expected, result.outcomes, i));
    runs += expected.size;
  }
  return { runs, findings, interrupted: false };
}

/** What the recipe gives a stage in any of its profiles, found when asked. */
function paramsOf({ recipe }: Project): KnownParams {
  let stages: readonly Stage[] | null = null;
  const all = () =>
    Object.keys(recipe.profiles).flatMap((profile) => {
      try {
        return buildRecipe(recipe, profile).stages;
      } catch {
        // One profile that cannot be built keeps no other from being known.
        return [];
      }
    });
  return (name) =>
    (stages ??= all()).filter((stage) => stage.name === name)
      .map(({ params }) => params as Json);
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
    return audit(store, lock, tell, paramsOf(project));
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
    return { lock: null, findings: [{ ...finding, byHand: true }] };
  }
}

/** Checks what is outside the store, too. */
async function auditAll(project: Project, lock: Lock | null, shown: Terminal) {
  const report = auditWithProgress(project, lock, shown);
  const { survey, hashed } = report;
  const { root, store, recipe } = project;
  const current = new Set(
    [...currentRecords(survey, lock)].filter((one) => !survey.forged.has(one)),
  );
  const packages = auditPackages(survey.records, current, root);
  const about = recipe.about;
  const place = { store, root, about, bad: hashed.bad };
  const sources = await auditSources(current, place);
  return {
    report,
    counted: {
      ...report.checked,
      packages: packages.packages,
      declaredSources: sources.declared,
      localSources: sources.local,
    },
    findings: [
      ...report.findings,
      ...auditProjectCode(current, root),
      ...packages.findings,
      ...sources.findings,
    ],
  };
}

function checkOptions(names: readonly string[], options: AuditOptions): void {
  if (names.length > 0 && options.repeat === undefined) {
    throw new UsageError(
      `Cannot audit "${names[0]}" alone: an audit is of the whole store; ` +
        "names of stages go with --repeat",
    );
  }
  if (options.repair === true && options.repeat !== undefined) {
    throw new UsageError(
      "Cannot repair and repeat at once: what is moved aside has to be made " +
        "again first; run audit --repair, then reproduce, then audit --repeat",
    );
  }
  if (options.repeat === undefined) {
    refuseOverrides(
      options,
      "audit",
      "an audit is of the whole store, whatever is set; give --repeat, too",
    );
  }
  if (options.forget !== undefined && options.repair !== true) {
    throw new UsageError(
      "Cannot forget anything without --repair: an audit alone takes nothing " +
        "away",
    );
  }
}

/** Runs `audit`. */
export async function auditCommand(
  names: readonly string[],
  options: AuditOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  checkOptions(names, options);
  const paths = options.report === undefined
    ? null
    : reportPaths(options.report);
  const repairs = options.repair === true;
  // What is moved aside must not be in use by a stage that runs.
  const session = await openSession(options, context, {
    alone: repairs,
    plans: options.repeat !== undefined,
  });
  const { project } = session;
  const repaired = repairs
    ? await repairStore(project, options.forget)
    : { moved: [], gone: [] };
  const { moved } = repaired;
  const read = await tryLock(project);
  const stored = await auditAll(project, read.lock, terminal);
  const repeated = options.repeat === undefined
    ? { runs: 0, findings: [], interrupted: false }
    : await repeat(session, names, options, context);
  if (repeated.interrupted) {
    const message = "Stopped; the repetitions are dropped";
    if (options.json) printJson(terminal, { version: 1, error: { message } });
    terminal.err(message);
    return exitCodes.interrupted;
  }
  const kept = [...read.findings, ...stored.findings];
  const view = auditView({
    places: project,
    lock: read.lock,
    report: stored.report,
    counted: { ...stored.counted, repeats: repeated.runs },
    findings: [...kept, ...repeated.findings],
    moved,
  });
  if (paths !== null) writeReport(paths, view);
  if (options.json) printJson(terminal, view);
  else {
    const { columns, style } = terminal;
    const next = advice(kept.some(isMendable), moved, session);
    const lines = [
      ...(repairs ? renderRepair(repaired, project.store.root, columns) : []),
      ...renderAudit(view, columns, style),
      ...(next.length > 0 ? ["", ...next] : []),
      ...(paths === null
        ? []
        : ["", "Report:", `  ${paths.html}`, `  ${paths.json}`]),
    ];
    terminal.out(lines.join("\n"));
  }
  return view.clean ? exitCodes.ok : exitCodes.failure;
}
