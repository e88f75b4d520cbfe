/**
 * What was changed in a record whose key is not the hash of what it says. The
 * key stands for what was there before, so whatever gives the key back when it
 * is put in its place is proven to have been there.
 *
 * @module
 */

import { keyOf } from "../identity/key.ts";
import type { Json, Preimage } from "../identity/preimage.ts";
import { comparePreimages } from "../plan/compare.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Survey } from "./survey.ts";

/** Parameters that a stage may have had, such as those that a recipe gives. */
export type KnownParams = (stage: string) => Iterable<Json>;

/** What a record's preimage may have been, one field at a time. */
function* candidates(
  { preimage, stage }: ExecutionRecord,
  { records, forged, makers }: Survey,
  known: KnownParams,
): Generator<Preimage> {
  for (const params of known(stage)) yield { ...preimage, params };
  const others = records.filter((one) =>
    one.preimage.kind === preimage.kind && !forged.has(one)
  ).map((one) => one.preimage);
  for (const { params } of others) yield { ...preimage, params };
  for (const { code } of others) yield { ...preimage, code };
  for (const { device, deno } of others) {
    yield { ...preimage, device };
    yield { ...preimage, deno };
  }
  for (const name of Object.keys(preimage.inputs)) {
    for (const digest of makers.keys()) {
      yield { ...preimage, inputs: { ...preimage.inputs, [name]: digest } };
    }
  }
}

/** What was changed, such as `param rate: 2 -> 3`; null where nobody knows. */
export function whatWasChanged(
  record: ExecutionRecord,
  survey: Survey,
  known: KnownParams,
): string | null {
  for (const before of candidates(record, survey, known)) {
    try {
      if (keyOf(before) !== record.key) continue;
      return comparePreimages(before, record.preimage)
        .map(({ line }) => line).join("; ");
    } catch {
      // What has no key cannot have been it.
    }
  }
  return null;
}
