/**
 * `audit --report FILE`: the audit as a page and as JSON, side by side.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { auditPage, generator } from "../../../web/audit/page.ts";
import type { AuditView } from "../../../web/audit/view.ts";
import { exists, replaceFile } from "../../store/files.ts";
import { UsageError } from "../usage.ts";
import { groupsOf } from "./audit_view.ts";

/** Where an audit's report goes. */
export interface ReportPaths {
  readonly html: string;
  readonly json: string;
}

/**
 * The two files of a report, by the name of either or of both without ending.
 *
 * @throws UsageError where they cannot be put there. What is not the report of
 * an audit is never written over.
 */
export function reportPaths(file: string): ReportPaths {
  const base = file.replace(/\.(html|json)$/i, "");
  const refuse = (why: string): never => {
    throw new UsageError(`Cannot write the report "${file}": ${why}`);
  };
  if (/^\.*$/.test(basename(base)) || /[/\\]$/.test(base)) {
    refuse("it is no name of a file; give one such as audit.html");
  }
  if (!exists(dirname(base))) {
    refuse(`there is no folder "${dirname(base)}"; make it first`);
  }
  const paths = { html: `${base}.html`, json: `${base}.json` };
  for (const path of [paths.html, paths.json]) {
    if (exists(path) && !isOurs(path)) {
      refuse(
        `"${path}" is there and is no report of an audit; give another name`,
      );
    }
  }
  return paths;
}

/** Whether a file is the report of an earlier audit. */
function isOurs(path: string): boolean {
  try {
    const text = Deno.readTextFileSync(path);
    if (path.endsWith(".html")) return text.includes(generator);
    const { audited, checks } = JSON.parse(text) as Partial<AuditView>;
    return audited !== undefined && Array.isArray(checks);
  } catch {
    return false;
  }
}

/** Writes both files, the page last. */
export function writeReport(
  { html, json }: ReportPaths,
  view: AuditView,
): void {
  replaceFile(json, JSON.stringify(view, null, 2) + "\n");
  replaceFile(html, auditPage(view, groupsOf(view.findings)));
}
