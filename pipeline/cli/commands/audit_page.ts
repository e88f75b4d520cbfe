/**
 * What an audit prints: a page that fits a terminal when all is well.
 *
 * @module
 */

import { basename } from "node:path";
import { verdictText } from "../../../web/audit/verdict.ts";
import type {
  AuditView,
  CheckState,
  CheckView,
  FindingView,
} from "../../../web/audit/view.ts";
import { isDamage } from "../../audit/finding.ts";
import { head, tail, width, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { maxShown } from "../repair.ts";
import type { Style } from "../terminal.ts";
import { groupsOf } from "./audit_view.ts";

/** Marks that can be told apart without colours. */
const marks: Readonly<Record<CheckState, string>> = {
  passed: "✓",
  noted: "!",
  failed: "✗",
  skipped: "–",
};

/** The columns of the checks' titles. */
const titleWidth = 13;
/** The most subjects of similar notes that are named. */
const maxNamed = 3;

function coloured(state: CheckState, style: Style): string {
  const mark = marks[state];
  if (state === "passed") return style.green(mark);
  if (state === "failed") return style.red(mark);
  return state === "noted" ? style.yellow(mark) : style.dim(mark);
}

function checkLines(
  { title, state, text }: CheckView,
  columns: number,
  style: Style,
): string[] {
  const [first = "", ...rest] = wrap(harmless(text), columns - 2 - titleWidth);
  const indent = " ".repeat(2 + titleWidth);
  return [
    `${coloured(state, style)} ${title.padEnd(titleWidth)}${first}`,
    ...rest.map((line) => indent + line),
  ];
}

/** A text behind two spaces, and what is broken off behind four. */
export function hanging(text: string, columns: number): string[] {
  const [first = "", ...rest] = wrap(harmless(text), columns - 4);
  return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
}

function full({ subject, message }: FindingView): string {
  return `${subject}: ${message}`;
}

/** Without its middle, as the last words of names tell them apart. */
function shortened(name: string, columns: number): string {
  if (width(name) <= columns) return name;
  const half = Math.floor((columns - 1) / 2);
  return `${head(name, half)}…${tail(name, half)}`;
}

/** Notes of one class: the one there is, or how many and of what. */
function noteLines(
  title: string,
  notes: readonly FindingView[],
  columns: number,
): string[] {
  if (notes.length === 1) return hanging(full(notes[0]!), columns);
  // What they are the title says already.
  const named = notes.slice(0, maxNamed)
    .map(({ subject }) =>
      shortened(
        harmless(subject).replace(/^(stage|file) /, ""),
        columns - 12,
      )
    );
  const more = notes.length - named.length;
  return hanging(
    `${title}: ${notes.length} (${named.join(", ")}` +
      (more > 0 ? ` and ${more} more)` : ")"),
    columns,
  );
}

/** What was audited. */
function headLines({ audited }: AuditView): string[] {
  const { store, lock } = audited;
  return [
    harmless(`Audit of ${store}`),
    harmless(
      lock.sha256 === null
        ? "without a lock"
        : `against ${basename(lock.path)}, SHA-256 ${lock.sha256.slice(0, 16)}`,
    ),
  ];
}

/** What `audit` prints: the checks, the verdict, faults and notes. */
export function renderAudit(
  view: AuditView,
  columns: number,
  style: Style,
): string[] {
  const faults = view.findings.filter(isDamage);
  const notes = view.findings.filter((finding) => !isDamage(finding));
  const { word, more } = verdictText(view);
  const lines = [
    ...headLines(view),
    "",
    ...view.checks.flatMap((check) => checkLines(check, columns, style)),
    "",
    `Verdict: ${view.clean ? style.green(word) : style.red(word)}${more}`,
  ];
  if (faults.length > 0) {
    lines.push("", style.red(faults.length === 1 ? "Fault" : "Faults"));
    for (const fault of faults.slice(0, maxShown)) {
      lines.push(...hanging(full(fault), columns));
    }
    if (faults.length > maxShown) {
      const more = faults.length - maxShown;
      lines.push(`  and ${more} more; --json and --report name all`);
    }
  }
  if (notes.length > 0) {
    lines.push("", notes.length === 1 ? "Note" : "Notes");
    for (const { title, findings } of groupsOf(notes)) {
      lines.push(...noteLines(title, findings, columns));
    }
  }
  return lines;
}
