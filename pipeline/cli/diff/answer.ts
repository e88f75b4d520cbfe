/**
 * Comparing the two things that `diff` was given.
 *
 * @module
 */

import type { Difference } from "../../../web/explorer/api.ts";
import {
  type Cause,
  compareRecords,
  type ContentDiff,
  contentOf,
  diffContents,
  diffLocks,
  explainFirst,
  findCauses,
  type LockDiff,
} from "../../diff/mod.ts";
import { count } from "../format.ts";
import { UsageError } from "../usage.ts";
import type { Side, Sides } from "./sides.ts";

/** How two things compare. */
export interface Answer {
  readonly what: "locks" | "records" | "artifacts";
  readonly same: boolean;
  /** Where they part, in a line; null where nothing tells. */
  readonly first: string | null;
  readonly causes: readonly Cause[];
  /** Of records. */
  readonly differences?: readonly Difference[];
  /** Of records: the outputs that both have with other bytes, by name. */
  readonly outputs?: Readonly<Record<string, ContentDiff>>;
  /** Of artifacts. */
  readonly content?: ContentDiff;
  /** Of locks. */
  readonly profiles?: LockDiff["profiles"];
  readonly unknown?: number;
}

type Of<T extends Side["type"]> = Extract<Side, { type: T }>;

function isBoth<T extends Side["type"]>(
  type: T,
  sides: readonly [Side, Side],
): sides is [Of<T>, Of<T>] {
  return sides.every((side) => side.type === type);
}

/** The artifact of an execution that has one only. */
function onlyOutput(side: Side, find: Sides): Side {
  if (side.type !== "record") return side;
  const outputs = Object.entries(side.record.outputs);
  const [[name] = [undefined]] = outputs;
  if (outputs.length !== 1 || name === undefined) {
    throw new UsageError(
      `Cannot compare an artifact with the stage "${side.record.stage}": it ` +
        (name === undefined
          ? "has no output"
          : `has ${count(outputs.length, "output")}; name one, such as ` +
            `${side.record.stage}.${name}`),
    );
  }
  return find.output(side.record, name);
}

/**
 * Compares two things of one sort.
 *
 * @throws UsageError for two of different sorts.
 */
export async function compareSides(
  pair: readonly [Side, Side],
  find: Sides,
): Promise<Answer> {
  const { store } = find;
  if (isBoth("lock", pair)) {
    const [a, b] = pair;
    const diff = diffLocks(
      a.lock,
      b.lock,
      find.producers,
      (key) => find.latest(key),
      find.connections,
    );
    return { what: "locks", same: diff.profiles.length === 0, ...diff };
  }
  if (pair.some(({ type }) => type === "lock")) {
    throw new UsageError(
      "Cannot compare a lock with something else: name two locks, such as " +
        "git:HEAD and lock.json",
    );
  }
  if (isBoth("record", pair)) {
    const [{ record: a }, { record: b }] = pair;
    const found = compareRecords(
      store,
      a,
      b,
      find.producers,
      find.connections,
    );
    const outputs: Record<string, ContentDiff> = {};
    for (const [name, { digest, form }] of Object.entries(a.outputs)) {
      const other = b.outputs[name];
      if (other === undefined || other.digest === digest) continue;
      // What gc has removed cannot be looked into; that it differs is known.
      if (!store.has(digest) || !store.has(other.digest)) continue;
      outputs[name] = await diffContents(
        contentOf(store, digest, form),
        contentOf(store, other.digest, other.form),
      );
    }
    const same = found.differences.every(({ field }) => field === "machine");
    return { what: "records", same, ...found, outputs };
  }
  const [a, b] = pair.map((side) => onlyOutput(side, find));
  if (a?.type !== "artifact" || b?.type !== "artifact") {
    throw new Error("what is no lock and no record is an artifact");
  }
  const content = a.digest === b.digest
    ? { type: "same" } as const
    : await diffContents(a.content, b.content);
  const causes = content.type === "same" || a.record === null ||
      b.record === null
    ? []
    : findCauses(
      find.producers,
      [[a.record, b.record]],
      find.connections,
    );
  return {
    what: "artifacts",
    same: content.type === "same",
    first: explainFirst(causes, b.record?.stage ?? null),
    causes,
    content,
  };
}
