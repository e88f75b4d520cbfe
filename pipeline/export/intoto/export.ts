/**
 * The statements about a profile as in-toto and SLSA have them, for who keeps
 * or signs attestations in a place of their own. What they say, and what
 * verifies them, is in pipeline/attest.
 *
 * @module
 */

import { bundleName } from "../../attest/bundle.ts";
import { statementsOfTarget } from "../../attest/result.ts";
import { signTarget } from "../../attest/sign.ts";
import { compareArtifacts } from "../../attest/verify/artifacts.ts";
import { StoreError } from "../../errors.ts";
import { damagedObject } from "../artifacts.ts";
import { ExportFolder } from "../files.ts";
import type { Exported, ExportOptions, ExportTarget } from "../target.ts";

/** Refuses to state what the store does not have any more. */
function checkArtifacts({ places, stages }: ExportTarget): void {
  const executions = stages.map(({ stage, record, n }) => ({
    stage: stage.name,
    record,
    n,
  }));
  const [first] = compareArtifacts(places.store, {
    executions,
    absent: [],
  }).findings;
  if (first === undefined) return;
  throw new StoreError(
    `Cannot state what "${first.stage}" put out: ${first.subject} ` +
      first.message.replace("signed", "recorded"),
    { code: damagedObject },
  );
}

/**
 * Writes a bundle of signed statements, or without a key the statements alone,
 * one a line.
 *
 * @throws JuiceError for an artifact that is damaged, and for a signature where
 * the lock differs.
 */
export async function intoto(
  target: ExportTarget,
  folder: string,
  { sign }: ExportOptions,
): Promise<Exported> {
  checkArtifacts(target);
  const out = new ExportFolder(folder);
  const signed = bundleName(target.profile);
  // A bundle is of envelopes; statements alone get another name.
  const name = sign === undefined
    ? signed.replace(/\.intoto\.jsonl$/, ".statements.jsonl")
    : signed;
  out.write(
    name,
    sign === undefined
      ? statementsOfTarget(target).join("\n") + "\n"
      : (await signTarget(target, sign)).text,
  );
  return out.exported(name, [
    "the digest of Deno itself: records name its version",
  ]);
}
