/**
 * Which executions made which bytes. Records name what they read by digest
 * only, so this index is what leads from an input to its origin.
 *
 * Every question is answered in logarithmic time: a digest may have been made
 * ten thousand times, such as that of an empty list.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import { endTimeOf, type ExecutionRecord } from "../store/record.ts";

/** The executions that made the same bytes, ready to be asked for a time. */
class Makers {
  /** Newest first; the key decides between equal times, for a fixed order. */
  readonly newest: readonly ExecutionRecord[];
  /** When each had ended, ascending, in milliseconds. */
  readonly #ends: readonly number[];
  /** Of those that had ended by then, the one that started last. */
  readonly #lastBy: readonly ExecutionRecord[];

  constructor(records: readonly ExecutionRecord[]) {
    this.newest = records.toSorted(newer);
    const ended = records.map((record) => ({ record, end: endTimeOf(record) }))
      .sort((a, b) => a.end - b.end);
    this.#ends = ended.map(({ end }) => end);
    let last: ExecutionRecord | undefined;
    this.#lastBy = ended.map(({ record }) => {
      if (last === undefined || newer(record, last) < 0) last = record;
      return last;
    });
  }

  /** The newest of all, or of those that can have been read at a time. */
  at(before: string | null): ExecutionRecord | null {
    const { newest } = this;
    if (before === null) return newest[0] ?? null;
    const time = Date.parse(before);
    const ended = firstIndex(this.#ends.length, (i) => this.#ends[i]! > time);
    if (ended > 0) return this.#lastBy[ended - 1]!;
    // Clocks may disagree: one that had at least begun, or else any.
    const begun = firstIndex(
      newest.length,
      (i) => newest[i]!.startedAt < before,
    );
    return newest[begun] ?? newest[0] ?? null;
  }
}

/** The first index from which on something holds; the length if nowhere. */
function firstIndex(length: number, holds: (i: number) => boolean): number {
  let low = 0, high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function newer(a: ExecutionRecord, b: ExecutionRecord): number {
  return compareCodePoints(b.startedAt, a.startedAt) ||
    compareCodePoints(a.key, b.key);
}

/** How an origin is chosen among several executions. */
interface OriginOptions {
  /** The stage that it should be of, if one of it is there. */
  readonly stage?: string | undefined;
  /** A key that it may not have: a copy is not the origin of its input. */
  readonly except?: Key | undefined;
}

/** Which executions made which bytes. */
export class Producers {
  /** In the order in which they were given. */
  readonly records: readonly ExecutionRecord[];
  readonly #byDigest = new Map<string, ExecutionRecord[]>();
  readonly #makers = new Map<string, Makers>();
  /** Digests whose makers are told apart by stage. */
  readonly #groups = new Set<string>();

  constructor(records: Iterable<ExecutionRecord>) {
    this.records = [...records];
    for (const record of this.records) {
      const digests = Object.values(record.outputs).map((one) => one.digest);
      for (const digest of new Set(digests)) {
        const list = this.#byDigest.get(digest);
        if (list === undefined) this.#byDigest.set(digest, [record]);
        else list.push(record);
      }
    }
  }

  /** All digests that some record put out. */
  digests(): Iterable<string> {
    return this.#byDigest.keys();
  }

  /** The records that put these bytes out, newest first. */
  of(digest: string): readonly ExecutionRecord[] {
    return this.#byDigest.has(digest) ? this.#all(digest).newest : [];
  }

  /**
   * The execution to name as the origin of bytes. Where several made them, each
   * is a true answer; the one that is taken is of the stage that is asked for,
   * if there is one, and the newest that had ended by then: a history that can
   * have happened.
   *
   * @param before When its consumer started; null for the newest of all.
   */
  origin(
    digest: string,
    before: string | null,
    { stage, except }: OriginOptions = {},
  ): ExecutionRecord | null {
    if (!this.#byDigest.has(digest)) return null;
    const makers =
      (stage === undefined ? null : this.#ofStage(digest, stage)) ??
        this.#all(digest);
    const found = makers.at(before);
    if (found === null || found.key !== except) return found;
    return this.#without(digest, found.key)?.at(before) ?? null;
  }

  #all(digest: string): Makers {
    return this.#made(
      digest,
      () => new Makers(this.#byDigest.get(digest) ?? []),
    )!;
  }

  #ofStage(digest: string, stage: string): Makers | null {
    const id = `${digest} ${stage}`;
    const known = this.#makers.get(id);
    if (known !== undefined) return known;
    if (this.#groups.has(digest)) return null;
    // All of a digest at once, so that no stage costs a look at each of them.
    this.#groups.add(digest);
    const groups = Map.groupBy(
      this.#byDigest.get(digest) ?? [],
      (record) => record.stage,
    );
    for (const [name, records] of groups) {
      this.#makers.set(`${digest} ${name}`, new Makers(records));
    }
    return this.#makers.get(id) ?? null;
  }

  #without(digest: string, key: Key): Makers | null {
    const others = () => this.of(digest).filter((record) => record.key !== key);
    const makers = this.#made(
      `${digest} not ${key}`,
      () => new Makers(others()),
    );
    return makers.newest.length === 0 ? null : makers;
  }

  #made(id: string, make: () => Makers): Makers {
    let makers = this.#makers.get(id);
    if (makers === undefined) this.#makers.set(id, makers = make());
    return makers;
  }
}

/** The name of the output of a record that has these bytes. */
export function outputOf(
  record: ExecutionRecord,
  digest: string,
): string | null {
  const names = Object.keys(record.outputs).sort(compareCodePoints);
  return names.find((name) => record.outputs[name]!.digest === digest) ?? null;
}

/** The digests of all that a record put out, by the outputs' names. */
export function digestsOf(record: ExecutionRecord): Digest[] {
  return Object.keys(record.outputs).sort(compareCodePoints)
    .map((name) => record.outputs[name]!.digest);
}
