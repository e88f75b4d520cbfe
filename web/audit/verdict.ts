/**
 * The verdict of an audit in words, the same in a terminal and on a page.
 *
 * @module
 */

import type { AuditView, CheckView } from "./view.ts";

/** A verdict: the word, and what goes with it. */
export interface VerdictText {
  readonly word: "clean" | "not clean";
  readonly more: string;
}

/** Whether a profile is here in whole or, without a lock, anything at all. */
function isWhole(checks: readonly CheckView[]): boolean {
  const named = (wanted: string) =>
    checks.filter(({ name }) => name === wanted);
  const profiles = named("profiles");
  const asked = profiles.length > 0 ? profiles : named("records");
  return asked.some(({ state }) => state === "passed" || state === "noted");
}

/**
 * Says how an audit came out. Where no profile is here in whole, as in a store
 * that is empty, nothing wrong was found in what is here, and no more.
 */
export function verdictText(
  { clean, findings, checks }: Pick<
    AuditView,
    "clean" | "findings" | "checks"
  >,
): VerdictText {
  if (clean) {
    const more = isWhole(checks) ? "" : ", as far as it is here";
    return { word: "clean", more };
  }
  const faults = findings.filter(({ severity }) => severity === "damage");
  const { length } = faults;
  return {
    word: "not clean",
    more: `, ${length} ${length === 1 ? "fault" : "faults"}`,
  };
}
