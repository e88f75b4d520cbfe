/**
 * A store with a chain of three executions and their lock, and what somebody
 * may do to it who knows how it is written.
 *
 * @module
 */

import { sha256 } from "../../identity/hash.ts";
import { experimentOf } from "../../identity/key.ts";
import type { Lock, LockEntry } from "../../lock.ts";
import type { Stored } from "../../store/intake.ts";
import type { Store } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { makeRecord, makeTempStore } from "../../testing/store.ts";

/** The chain: `corpus`, which takes no input, `model` and `results`. */
export interface Chain extends Disposable {
  readonly store: Store;
  /** Room for a test's own files. */
  readonly folder: string;
  readonly lock: Lock;
  readonly records: Readonly<
    Record<"corpus" | "model" | "results", ExecutionRecord>
  >;
}

/** Puts a text into the store. */
export function put(store: Store, text: string): Stored {
  return store.putBytes(new TextEncoder().encode(text));
}

/** The lock's entry of a record. */
export function entryOf(record: ExecutionRecord): LockEntry {
  const { key, preimage, determinism, metrics, outputs } = record;
  return {
    key,
    experiment: experimentOf(preimage),
    kind: preimage.kind,
    determinism,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { digest }]) => [name, digest]),
    ),
    metrics,
  };
}

/** Makes it. */
export function makeChain(): Chain {
  const temp = makeTempStore();
  const { store, folder } = temp;
  const code = put(store, "export const kind = 1;").digest;
  const make = (
    stage: string,
    params: Readonly<Record<string, number>>,
    input: ExecutionRecord | null,
    at: number,
  ): ExecutionRecord => {
    const outputs = {
      x: {
        ...put(store, `${stage} ${JSON.stringify(params)}`),
        type: "json",
        form: "file" as const,
      },
    };
    const inputs = input === null ? {} : { from: input.outputs.x!.digest };
    const record = makeRecord({
      kind: stage,
      params,
      inputs,
      code: {
        files: { [`stages/${stage}.ts`]: code },
        packages: { "zod@4.6.7": "sha512-zod" },
        compilerOptions: {},
        imports: {},
      },
    }, {
      stage,
      outputs,
      metrics: { size: 7 },
      log: put(store, `${stage} began\n`),
      observed: { read: Object.keys(inputs), unread: [] },
      startedAt: new Date(Date.UTC(2026, 0, 2, at)).toISOString(),
    });
    store.writeRecord(record);
    return record;
  };
  const corpus = make("corpus", { seed: 1 }, null, 1);
  const model = make("model", { steps: 10, rate: 2 }, corpus, 2);
  const results = make("results", {}, model, 3);
  const records = { corpus, model, results };
  const stages = Object.fromEntries(
    Object.entries(records).map(([name, record]) => [name, entryOf(record)]),
  );
  return {
    store,
    folder,
    lock: { version: 1, profiles: { default: stages } },
    records,
    [Symbol.dispose]: () => temp[Symbol.dispose](),
  };
}

/** Writes a record anew as the store would, with a checksum that is right. */
export function rewrite(
  store: Store,
  record: ExecutionRecord,
  changed: object,
): void {
  const body = JSON.stringify({ ...record, ...changed }, null, 1);
  const path = store.recordPath(record.key, 1);
  Deno.removeSync(path);
  Deno.writeTextFileSync(
    path,
    `{"sha256":"${sha256(body)}","record":${body}}\n`,
  );
}

/** Flips a bit in the middle of a file. */
export function flip(path: string): void {
  const bytes = Deno.readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, bytes);
}
