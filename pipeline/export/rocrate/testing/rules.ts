/**
 * What RO-Crate and the profiles require of a crate, each as a question of our
 * own to the crate as it was written. All MUSTs are here, and the SHOULDs that
 * a crate of ours keeps to.
 *
 * @module
 */

import { Entities, type ReadCrate } from "./crate.ts";
import type { Rule } from "./rule.ts";
import { processRules } from "./rules_of_process.ts";
import { provenanceRules } from "./rules_of_provenance.ts";
import { roCrateRules } from "./rules_of_ro_crate.ts";
import { workflowRules } from "./rules_of_workflow.ts";

/** All rules, the widest document first. */
export const rules: readonly Rule[] = [
  ...roCrateRules,
  ...processRules,
  ...workflowRules,
  ...provenanceRules,
];

/** The rules that a crate breaks, with what breaks them. */
export function brokenRules(crate: ReadCrate): Map<string, string[]> {
  const entities = new Entities(crate);
  return new Map(
    rules.map(({ says, faults }) => [says, faults(crate, entities)] as const)
      .filter(([, faults]) => faults.length > 0),
  );
}
