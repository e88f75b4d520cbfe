/**
 * Whether the report that lies in the project is the one that was signed. The
 * last profile that was reproduced has put it there, so another one is no fault.
 *
 * @module
 */

import { join } from "node:path";
import { digestIfThere } from "../../identity/hash.ts";
import { note, type VerifyFinding } from "./finding.ts";
import type { SignedResult } from "./whole.ts";

/** What comparing with a report came to. */
export interface ComparedReport {
  readonly files: number;
  readonly findings: readonly VerifyFinding[];
}

/** What the files of a report are called among the subjects of a result. */
const prefix = "report/";

/** Compares the files of a report with those that were signed. */
export function compareReport(
  folder: string,
  { signed }: SignedResult,
): ComparedReport {
  const files = signed.statement.subject
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, digest }) => ({ path: name.slice(prefix.length), digest }))
    .filter(({ path }) => !path.split("/").includes(".."));
  const others = files.filter(({ path, digest }) =>
    digestIfThere(join(folder, path)) !== digest.sha256
  );
  const [first] = others;
  if (first === undefined) return { files: files.length, findings: [] };
  const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
  return {
    files: files.length,
    findings: [
      note(
        `report in "${folder}"`,
        `is not the one that was signed, in ${first.path}${more}: another ` +
          "profile was reproduced since, or somebody changed it",
      ),
    ],
  };
}
