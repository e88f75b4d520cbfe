/**
 * The lineage graph: from an artifact to the execution that made it, to that
 * execution's inputs, and so on back to the stages that take none.
 *
 * A record names its inputs by content digest only, so the execution that
 * made an input is found by the digest. Where several executions made the
 * same bytes, each of them is a true answer. The one taken is of the stage that
 * the recipe connects to the input, if there is one, and the newest that had
 * ended when its consumer started: a history that can have happened.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import type { ExecutionRecord } from "../store/record.ts";

/** An execution in the graph. */
interface LineageNode {
  readonly record: ExecutionRecord;
  /** Inputs by name, in code-point order, with what made each. */
  readonly inputs: readonly LineageInput[];
}

/** An input of an execution. */
interface LineageInput {
  readonly name: string;
  readonly digest: Digest;
  /** The execution that made it; null where no record says. */
  readonly from: Key | null;
  /** The name of that execution's output. */
  readonly output: string | null;
}

/** The executions that an artifact goes back to, from the last to the first. */
export interface Lineage {
  readonly digest: Digest;
  /** The execution that made the artifact; null where no record says. */
  readonly root: Key | null;
  readonly nodes: ReadonlyMap<Key, LineageNode>;
}

/** Which executions made which bytes. */
export class Producers {
  readonly #byDigest = new Map<string, ExecutionRecord[]>();

  constructor(records: Iterable<ExecutionRecord>) {
    for (const record of records) {
      for (const { digest } of Object.values(record.outputs)) {
        const list = this.#byDigest.get(digest) ?? [];
        list.push(record);
        this.#byDigest.set(digest, list);
      }
    }
    // Newest first; the key decides between equal times, for a fixed order.
    for (const list of this.#byDigest.values()) {
      list.sort((a, b) =>
        order(b.startedAt, a.startedAt) || order(a.key, b.key)
      );
    }
  }

  /** All digests that some record put out. */
  digests(): Iterable<string> {
    return this.#byDigest.keys();
  }

  /** The records that put these bytes out, newest first. */
  of(digest: string): readonly ExecutionRecord[] {
    return this.#byDigest.get(digest) ?? [];
  }

  /**
   * The execution to name as the origin of bytes.
   *
   * @param before When its consumer started; null for the newest of all.
   * @param stage The stage that it should be of, if one of it is there.
   */
  origin(
    digest: string,
    before: string | null,
    stage?: string | undefined,
  ): ExecutionRecord | null {
    const all = this.of(digest);
    const own = all.filter((record) => record.stage === stage);
    const made = own.length > 0 ? own : all;
    if (before === null) return made[0] ?? null;
    return made.find((r) => endOf(r) <= Date.parse(before)) ??
      made.find((r) => r.startedAt < before) ?? made[0] ?? null;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function endOf(record: ExecutionRecord): number {
  return Date.parse(record.startedAt) + record.seconds * 1000;
}

/** The name of the output of a record that has these bytes. */
export function outputOf(
  record: ExecutionRecord,
  digest: string,
): string | null {
  const names = Object.keys(record.outputs).sort();
  return names.find((name) => record.outputs[name]!.digest === digest) ?? null;
}

/** Which stage a recipe connects to an input of a stage, if it does. */
export type Connections = (stage: string, input: string) => string | undefined;

/** What may be known when a lineage is traced. */
interface TraceOptions {
  /** The execution to start from. */
  readonly made?: ExecutionRecord | null;
  readonly connections?: Connections;
}

/** Builds the lineage of an artifact. */
export function traceLineage(
  producers: Producers,
  digest: Digest,
  options: TraceOptions = {},
): Lineage {
  const { connections = () => undefined } = options;
  const made = options.made ?? producers.origin(digest, null);
  const nodes = new Map<Key, LineageNode>();
  const pending = made === null ? [] : [made];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (nodes.has(next.key)) continue;
    const record = next;
    const names = Object.keys(record.preimage.inputs).sort();
    const inputs = names.map((name): LineageInput => {
      const digest = record.preimage.inputs[name]!;
      const stage = connections(record.stage, name);
      const origin = producers.origin(digest, record.startedAt, stage);
      // A record that puts out its own input (a copy) is not its origin.
      const from = origin?.key === record.key
        ? producers.of(digest).find((r) => r.key !== record.key) ?? null
        : origin;
      if (from !== null) pending.push(from);
      return {
        name,
        digest,
        from: from?.key ?? null,
        output: from === null ? null : outputOf(from, digest),
      };
    });
    nodes.set(record.key, { record, inputs });
  }
  return { digest, root: made?.key ?? null, nodes };
}
