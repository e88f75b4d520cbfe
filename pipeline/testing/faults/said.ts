/**
 * What a command said when it failed, for snapshots.
 *
 * @module
 */

import { stable } from "../../cli/testing/check.ts";
import type { FaultProject, ProcessResult } from "./project.ts";

/** Lines about the run and not about what is wrong. */
const beside = /^\[\d+\/\d+\]|^ +(?:Skipped|Rerun|Log|deno task)\b/;

/** What a command said on standard error, the same in each run. */
export function said(
  project: FaultProject,
  { code, stderr }: ProcessResult,
): string {
  const lines = stderr.split("\n")
    .filter((line) => !beside.test(line)).join("\n");
  const text = stable(project, lines)
    .replace(/\b[0-9a-f]{62,64}\b/g, "DIGEST")
    .replace(/\/objects\/\w\w\b/g, "/objects/XX")
    .replace(/\.\d+-\d+\.tmp\b/g, ".N.tmp");
  return `${text.trimEnd()}\n--- exit ${code}\n`;
}
