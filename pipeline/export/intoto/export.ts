/**
 * The statements about a profile as in-toto and SLSA have them, for who keeps
 * or signs attestations in a place of their own. What they say, and what
 * verifies them, is in pipeline/attest.
 *
 * @module
 */

import { bundleName, signBundle } from "../../attest/bundle.ts";
import { readSigningKey } from "../../attest/keys.ts";
import { statementsOfTarget } from "../../attest/result.ts";
import { ExportFolder } from "../files.ts";
import type { Exported, ExportOptions, ExportTarget } from "../target.ts";

/**
 * Writes a bundle of signed statements, or without a key the statements alone,
 * one a line.
 *
 * @throws JuiceError for a key that cannot be used.
 */
export async function intoto(
  target: ExportTarget,
  folder: string,
  { sign }: ExportOptions,
): Promise<Exported> {
  const key = sign === undefined ? null : await readSigningKey(sign);
  const statements = statementsOfTarget(target);
  const out = new ExportFolder(folder);
  const signed = bundleName(target.profile);
  // A bundle is of envelopes; statements alone get another name.
  const name = key === null
    ? signed.replace(/\.intoto\.jsonl$/, ".statements.jsonl")
    : signed;
  out.write(
    name,
    key === null
      ? statements.join("\n") + "\n"
      : await signBundle(statements, key),
  );
  return out.exported(name, [
    "the digest of Deno itself: records name its version",
  ]);
}
