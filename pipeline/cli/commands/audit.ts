/**
 * `audit`: check every object, record and lock entry, and on request the
 * determinism claims.
 *
 * @module
 */

import { type Finding, isDamage, type Moved } from "../../audit/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import type { RunOptions } from "../options.ts";
import { refuseOverrides } from "../overrides.ts";
import { renderRepair, repairStore } from "../repair.ts";
import { openSession, type Session } from "../session.ts";
import { UsageError } from "../usage.ts";
import { renderAudit } from "./audit_page.ts";
import { auditProject } from "./audit_project.ts";
import { repeatStages } from "./audit_repeat.ts";
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

/** What to do next. */
function advice(
  findings: readonly Finding[],
  moved: readonly Moved[],
  session: Session,
): string[] {
  const faults = findings.filter(isDamage);
  const reproduce = `  ${session.command("reproduce")}`;
  const repaired = moved.length > 0
    ? ["", "What is needed of it is made again by:", reproduce]
    : [];
  const mendable = faults.some((fault) => fault.byHand !== true)
    ? [
      "",
      "To move what is damaged aside, and to make it again:",
      `  ${session.command("audit", "--repair")}`,
      reproduce,
    ]
    : [];
  const restored = faults.some((fault) => fault.byHand === true)
    ? [
      "",
      "What no run mends, restore by hand, such as from version control, or " +
      "find out",
      "who changed it and why",
    ]
    : [];
  return [...(repaired.length > 0 ? repaired : mendable), ...restored];
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
  const stored = await auditProject(project, terminal);
  const times = options.repeat ?? 0;
  const repeated = times === 0
    ? { runs: 0, findings: [], interrupted: false }
    : await repeatStages(session, names, times, options, context);
  if (repeated.interrupted) {
    const message = "Stopped; the repetitions are dropped";
    if (options.json) printJson(terminal, { version: 1, error: { message } });
    terminal.err(message);
    return exitCodes.interrupted;
  }
  const view = auditView({
    places: project,
    lock: stored.lock,
    report: stored.report,
    counted: { ...stored.counted, repeats: repeated.runs },
    findings: [...stored.findings, ...repeated.findings],
    moved,
  });
  if (paths !== null) writeReport(paths, view);
  if (options.json) printJson(terminal, view);
  else {
    const { columns, style } = terminal;
    const lines = [
      ...(repairs ? renderRepair(repaired, project.store.root, columns) : []),
      ...renderAudit(view, columns, style),
      ...advice(stored.findings, moved, session),
      ...(paths === null
        ? []
        : ["", "Report:", `  ${paths.html}`, `  ${paths.json}`]),
    ];
    terminal.out(lines.join("\n"));
  }
  return view.clean ? exitCodes.ok : exitCodes.failure;
}
