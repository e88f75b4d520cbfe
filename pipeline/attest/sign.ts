/**
 * Signing a profile: only what the lock, where it knows the profile, agrees
 * with, because nobody could verify anything else.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { ExportTarget } from "../export/target.ts";
import { verdictOf } from "../verdict.ts";
import { signBundle } from "./bundle.ts";
import type { SigningKey } from "./keys.ts";
import { statementsOfTarget } from "./result.ts";

/** What the lock has otherwise, in one line a stage. */
function lockDifferences(
  { stages, lock, profile, places }: ExportTarget,
): string[] {
  const onAdapter = new Map<string, boolean>();
  return stages.flatMap(({ stage, record }) => {
    const { name, kind, inputs } = stage;
    const own = record.preimage.device.startsWith("webgpu");
    const on = own ||
      Object.values(inputs).some((ref) => onAdapter.get(ref.stage) === true);
    onAdapter.set(name, on);
    const subject = { name, kind, record, onAdapter: on };
    const verdict = verdictOf(lock, profile, subject, places.store);
    const isSaid = verdict.type === "changed" || verdict.type === "drifted";
    const isNew = verdict.type === "new" &&
      lock?.profiles[profile] !== undefined;
    if (isNew) return [`${name}: not in the lock`];
    return isSaid ? [`${name}: ${verdict.what}`] : [];
  });
}

/** The code of an error about a lock that does not agree. */
export const lockDiffers = "lock-differs";

/** A signed bundle. */
export interface SignedBundle {
  readonly text: string;
  readonly statements: number;
  readonly bytes: number;
}

/**
 * Signs all statements about a profile.
 *
 * @throws JuiceError with the code {@linkcode lockDiffers}.
 */
export async function signTarget(
  target: ExportTarget,
  key: SigningKey,
): Promise<SignedBundle> {
  const differences = lockDifferences(target);
  const [first] = differences;
  if (first !== undefined) {
    const more = differences.length - 1;
    throw new JuiceError(
      `Cannot sign the profile "${target.profile}": the lock differs from ` +
        `what is computed\n  ${first}` +
        (more > 0 ? `, and ${more} more` : ""),
      { code: lockDiffers },
    );
  }
  const statements = statementsOfTarget(target);
  const text = await signBundle(statements, key);
  return { text, statements: statements.length, bytes: text.length };
}
