/**
 * The lineage graph: from an artifact to the execution that made it, to that
 * execution's inputs, and so on back to the stages that take none; or the other
 * way round, to what was made from it.
 *
 * A record names its inputs by content digest only, so the execution that made
 * an input is found by the digest; see {@linkcode Producers}. Both directions
 * follow the same relation, in time that grows with the number of inputs, and
 * without recursion: a chain may be longer than the call stack is deep.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Connections } from "./connections.ts";
import { Ids } from "./ids.ts";
import { outputOf, type Producers } from "./producers.ts";

/** An execution in the graph. */
export interface LineageNode {
  /**
   * Its key; `key@time` for a further execution of a key in one graph, which
   * gave other bytes. Those that gave the same are one.
   */
  readonly id: string;
  readonly record: ExecutionRecord;
  /**
   * Inputs by name, in code-point order, with what made each. On the way down
   * only those that lead back to where it began.
   */
  readonly inputs: readonly LineageInput[];
}

/** An input of an execution. */
export interface LineageInput {
  readonly name: string;
  readonly digest: Digest;
  /** The execution that made it; null where no record says. */
  readonly from: string | null;
  /** The name of that execution's output. */
  readonly output: string | null;
}

/** An artifact that a lineage begins with. */
export interface LineageRoot {
  readonly digest: Digest;
  /** The execution that made it; null where no record says. */
  readonly from: string | null;
}

/** Executions that artifacts go back to, or that go back to artifacts. */
export interface Lineage {
  readonly direction: "up" | "down";
  readonly roots: readonly LineageRoot[];
  /** By their ids, in the order in which they are reached. */
  readonly nodes: ReadonlyMap<string, LineageNode>;
}

/** Where to begin. */
export interface LineageStart {
  readonly digest: Digest;
  /** The execution that made it; the newest that did where it is left out. */
  readonly made?: ExecutionRecord | null;
  /** What else it put out, where all of it is meant; for the way down. */
  readonly also?: readonly Digest[];
}

/** An input with the record that made it. */
interface Read {
  readonly name: string;
  readonly digest: Digest;
  readonly from: ExecutionRecord | null;
}

/** The inputs of a record, in order, with what made each. */
function readsOf(
  record: ExecutionRecord,
  producers: Producers,
  connections: Connections,
): Read[] {
  const { inputs } = record.preimage;
  return Object.keys(inputs).sort(compareCodePoints).map((name) => {
    const digest = inputs[name]!;
    const from = producers.origin(digest, record.startedAt, {
      stage: connections(record.stage, name),
      // A record that puts out its own input (a copy) is not its origin.
      except: record.key,
    });
    return { name, digest, from };
  });
}

function inputOf({ name, digest, from }: Read, ids: Ids): LineageInput {
  return from === null
    ? { name, digest, from: null, output: null }
    : { name, digest, from: ids.of(from), output: outputOf(from, digest) };
}

function madeOf(
  { digest, made }: LineageStart,
  producers: Producers,
): ExecutionRecord | null {
  return made === undefined ? producers.origin(digest, null) : made;
}

/**
 * Builds the lineage of artifacts: what made them, back to the sources.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Producers } from "./producers.ts";
 * import { digestOf, sketch } from "./testing/records.ts";
 *
 * const producers = new Producers([
 *   sketch({ stage: "words", outputs: { words: "w" } }),
 *   sketch({ stage: "count", inputs: { of: "w" }, outputs: { n: "n" }, at: 9 }),
 * ]);
 * const { nodes } = traceLineage(producers, [{ digest: digestOf("n") }]);
 * const stages = [...nodes.values()].map(({ record }) => record.stage);
 * assert.deepEqual(stages, ["count", "words"]);
 * ```
 */
export function traceLineage(
  producers: Producers,
  starts: readonly LineageStart[],
  connections: Connections = () => undefined,
): Lineage {
  const ids = new Ids();
  const nodes = new Map<string, LineageNode>();
  const pending: ExecutionRecord[] = [];
  const roots = starts.map((start): LineageRoot => {
    const made = madeOf(start, producers);
    if (made !== null) pending.push(made);
    return { digest: start.digest, from: made === null ? null : ids.of(made) };
  });
  for (let next = 0; next < pending.length; next++) {
    const record = pending[next]!;
    const id = ids.of(record);
    if (nodes.has(id)) continue;
    const reads = readsOf(record, producers, connections);
    for (const { from } of reads) if (from !== null) pending.push(from);
    const inputs = reads.map((read) => inputOf(read, ids));
    nodes.set(id, { id, record, inputs });
  }
  return { direction: "up", roots, nodes };
}

/** Who reads what: by the record that made it, and by its digest. */
function readersOf(
  producers: Producers,
  connections: Connections,
  ids: Ids,
) {
  const byMaker = new Map<string, ExecutionRecord[]>();
  const byDigest = new Map<string, ExecutionRecord[]>();
  const reads = new Map<ExecutionRecord, readonly Read[]>();
  const add = (
    map: Map<string, ExecutionRecord[]>,
    key: string,
    reader: ExecutionRecord,
  ) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [reader]);
    // One that reads the same twice is one reader.
    else if (list.at(-1) !== reader) list.push(reader);
  };
  for (const record of inOrder(producers.records)) {
    const own = readsOf(record, producers, connections);
    reads.set(record, own);
    for (const { digest, from } of own) {
      add(byDigest, digest, record);
      if (from !== null) add(byMaker, ids.of(from), record);
    }
  }
  return { byMaker, byDigest, reads };
}

/** The oldest first, for a fixed order of what has no other. */
function inOrder(records: readonly ExecutionRecord[]): ExecutionRecord[] {
  return records.toSorted((a, b) =>
    compareCodePoints(a.stage, b.stage) ||
    compareCodePoints(a.startedAt, b.startedAt) ||
    compareCodePoints(a.key, b.key)
  );
}

/**
 * Finds what was made from artifacts: the executions that read their bytes,
 * whoever made them, and what was made from those. The executions that made the
 * artifacts come first.
 */
export function traceDown(
  producers: Producers,
  starts: readonly LineageStart[],
  connections: Connections = () => undefined,
): Lineage {
  const ids = new Ids();
  const { byMaker, byDigest, reads } = readersOf(producers, connections, ids);
  const begun = new Map<string, ExecutionRecord>();
  /** What is asked about, with the execution that is said to have made it. */
  const asked = new Map<string, ExecutionRecord | null>();
  const roots = starts.map((start): LineageRoot => {
    const made = madeOf(start, producers);
    for (const digest of [start.digest, ...start.also ?? []]) {
      if (!asked.has(digest)) asked.set(digest, made);
    }
    if (made !== null) begun.set(ids.of(made), made);
    return { digest: start.digest, from: made === null ? null : ids.of(made) };
  });
  const reached = new Map<string, ExecutionRecord>();
  const pending = [...asked.keys()].flatMap((one) => byDigest.get(one) ?? []);
  for (let next = 0; next < pending.length; next++) {
    const record = pending[next]!, id = ids.of(record);
    if (reached.has(id)) continue;
    reached.set(id, record);
    for (const reader of byMaker.get(id) ?? []) pending.push(reader);
  }
  const nodes = new Map<string, LineageNode>();
  for (const [id, record] of new Map([...begun, ...reached])) {
    const own = reached.has(id) ? reads.get(record) ?? [] : [];
    const inputs = own.flatMap((read): LineageInput[] => {
      // What is asked about comes from where this began, whoever else made it.
      const from = asked.get(read.digest) ?? read.from;
      const counts = asked.has(read.digest) ||
        (from !== null && reached.has(ids.of(from)));
      return counts ? [inputOf({ ...read, from }, ids)] : [];
    });
    nodes.set(id, { id, record, inputs });
  }
  return { direction: "down", roots, nodes };
}
