/**
 * `audit`: check every object, record and lock entry, and on request the
 * determinism claims.
 *
 * @module
 */

import {
  audit,
  type AuditReport,
  compareRepetition,
  type Finding,
  type Moved,
  recordsToRepeat,
  scratchStore,
} from "../../audit/mod.ts";
import { type Lock, readLock } from "../../lock.ts";
import { planRecipe, selectStages } from "../../plan/mod.ts";
import type { Project } from "../../project.ts";
import { sweep } from "../../run/sweep.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { bytes, count, wrap } from "../format.ts";
import type { RunOptions } from "../options.ts";
import { refuseOverrides } from "../overrides.ts";
import { maxShown, renderRepair, repairStore } from "../repair.ts";
import { execute } from "../run.ts";
import { openSession, type Session } from "../session.ts";
import { HashingProgress } from "../progress/hashing.ts";
import type { Style, Terminal } from "../terminal.ts";
import { UsageError } from "../usage.ts";

/** The options of `audit`. */
interface AuditOptions extends RunOptions {
  readonly repeat?: number | undefined;
  readonly repair?: boolean | undefined;
  /** Locks and projects that shall not matter to a repair. */
  readonly forget?: readonly string[] | undefined;
}

function isDamage({ severity }: Finding): boolean {
  return severity === "damage";
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

/** What `audit` prints. */
export function renderAudit(
  report: AuditReport,
  repeats: number,
  columns: number,
  style: Style,
): string[] {
  const { checked, findings } = report;
  const lines = [
    `Objects       ${checked.objects} hashed again, ${bytes(checked.bytes)}`,
    `Records       ${checked.records} checked against their keys`,
    `Lock entries  ${checked.lockEntries} checked` +
    (checked.lockEntriesWithoutRecord > 0
      ? `, ${checked.lockEntriesWithoutRecord} never computed here`
      : ""),
    ...(repeats > 0
      ? [`Repetitions   ${count(repeats, "run")} compared byte for byte`]
      : []),
    "",
  ];
  const show = (title: string, some: readonly Finding[]) => {
    if (some.length === 0) return;
    lines.push(title);
    for (const { subject, message } of some.slice(0, maxShown)) {
      const [first = "", ...rest] = wrap(`${subject}: ${message}`, columns - 4);
      lines.push(`  ${first}`, ...rest.map((line) => `    ${line}`));
    }
    if (some.length > maxShown) {
      lines.push(`  and ${some.length - maxShown} more; --json names all`);
    }
    lines.push("");
  };
  const damaged = findings.filter(isDamage);
  show(style.red("Damage"), damaged);
  show("Notes", findings.filter(({ severity }) => severity === "note"));
  lines.push(
    damaged.length === 0
      ? `Verdict: ${style.green("clean")}`
      : `Verdict: ${style.red("not clean")}, ${count(damaged.length, "fault")}`,
  );
  return lines;
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

function auditWithProgress(
  { store }: Project,
  lock: Lock | null,
  terminal: Terminal,
): AuditReport {
  const none = { objects: 0, bytes: 0 };
  const all = terminal.live ? store.objectSizes() : none;
  const progress = new HashingProgress(terminal, all);
  try {
    return audit(store, lock, (...hashed) => progress.update(...hashed));
  } finally {
    progress.stop();
  }
}

/** Runs `audit`. */
export async function auditCommand(
  names: readonly string[],
  options: AuditOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
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
  const repairs = options.repair === true;
  if (options.forget !== undefined && !repairs) {
    throw new UsageError(
      "Cannot forget anything without --repair: an audit alone takes nothing " +
        "away",
    );
  }
  // What is moved aside must not be in use by a stage that runs.
  const session = await openSession(options, context, {
    alone: repairs,
    plans: options.repeat !== undefined,
  });
  const { project } = session;
  const lock = await readLock(project.lockPath);
  const { forget } = options;
  const repaired = repairs
    ? await repairStore(project, forget)
    : { moved: [], gone: [] };
  const { moved } = repaired;
  const stored = auditWithProgress(project, lock, terminal);
  const repeated = options.repeat === undefined
    ? { runs: 0, findings: [], interrupted: false }
    : await repeat(session, names, options, context);
  if (repeated.interrupted) {
    const message = "Stopped; the repetitions are dropped";
    if (options.json) printJson(terminal, { version: 1, error: { message } });
    terminal.err(message);
    return exitCodes.interrupted;
  }
  const report: AuditReport = {
    checked: stored.checked,
    findings: [...stored.findings, ...repeated.findings],
  };
  const clean = !report.findings.some(isDamage);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      clean,
      checked: { ...report.checked, repeats: repeated.runs },
      findings: report.findings,
      moved,
    });
  } else {
    const { columns, style } = terminal;
    const lines = [
      ...(options.repair === true
        ? renderRepair(repaired, project.store.root, columns)
        : []),
      ...renderAudit(report, repeated.runs, columns, style),
      ...advice(stored.findings.some(isMendable), moved, session),
    ];
    terminal.out(lines.join("\n"));
  }
  return clean ? exitCodes.ok : exitCodes.failure;
}
