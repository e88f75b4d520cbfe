/**
 * Dividing what is removed among the records that go, each byte once, so that
 * the parts sum to the whole.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Candidate, Choice } from "./choose.ts";
import type { Inventory } from "./inventory.ts";

/** Who has which part of what is removed. */
export interface Shares {
  /** Bytes that go with each of the chosen records. */
  readonly of: ReadonlyMap<Candidate, number>;
  /** Bytes of objects that no record names. */
  readonly unnamed: number;
}

/**
 * Divides the objects that go. One that several records name is counted with
 * the last used of those that put it out and, where none of them did, of those
 * that ran it as code or took it as an input.
 */
export function shares(
  { objects, withFiles }: Inventory,
  { remove, objects: going }: Choice,
): Shares {
  const left = new Set<Digest>(going);
  const of = new Map(remove.map((one) => [one, 0]));
  const take = (one: Candidate, digests: Iterable<Digest>) => {
    for (const digest of digests) {
      if (!left.delete(digest)) continue;
      of.set(one, of.get(one)! + (objects.get(digest) ?? 0));
    }
  };
  const newest = [...remove].sort((a, b) =>
    b.lastUse - a.lastUse ||
    compareCodePoints(a.record.stage ?? "", b.record.stage ?? "")
  );
  for (const one of newest) {
    take(one, one.record.outputs.flatMap((digest) => [...withFiles(digest)]));
  }
  for (const one of newest) take(one, one.record.objects);
  let unnamed = 0;
  for (const digest of left) unnamed += objects.get(digest) ?? 0;
  return { of, unnamed };
}
