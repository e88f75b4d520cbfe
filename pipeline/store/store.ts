/**
 * A store: objects, records, and the folders of what runs now.
 *
 * @module
 */

import { join, resolve } from "node:path";
import type { Digest, Key } from "../identity/digest.ts";
import { withDisk } from "./files.ts";
import { type EnterOptions, Gate, type GateHolder } from "./gate.ts";
import { type HeldLock, holderOf, thisProcess, tryLock } from "./lock_file.ts";
import type { Stored } from "./intake.ts";
import { type Form, Objects } from "./objects.ts";
import type { Fault } from "./seal.ts";
import { Pins } from "./pins.ts";
import { Projects } from "./projects.ts";
import type { ExecutionRecord, OutputEntry } from "./record.ts";
import { type RecordFault, Records } from "./records.ts";
import { StatCache } from "./stat_cache.ts";
import type { TreeEntry } from "./tree.ts";

/** A store of artifacts and records. */
export class Store {
  readonly #objects: Objects;
  readonly #records: Records;
  readonly #gate: Gate;
  /** Who uses the store, and what of it. */
  readonly projects: Projects;
  /** What is kept although no lock names it. */
  readonly pins: Pins;
  /** What files outside the store looked like when they were hashed. */
  readonly stats: StatCache;

  /** @param root The store's folder, which need not exist yet. */
  constructor(readonly root: string) {
    this.#objects = new Objects(root);
    this.#records = new Records(root);
    this.#gate = new Gate(root);
    this.projects = new Projects(root);
    this.pins = new Pins(root);
    this.stats = new StatCache(root);
  }

  // Objects. Each is documented where it is done, in objects.ts.

  pathOf(digest: Digest): string {
    return this.#objects.pathOf(digest);
  }
  has(digest: Digest): boolean {
    return this.#objects.has(digest);
  }
  putFile(path: string): Stored {
    return this.#objects.putFile(path);
  }
  putFiles(paths: readonly string[]): Stored[] {
    return this.#objects.putFiles(paths);
  }
  putFolder(path: string): Stored {
    return this.#objects.putFolder(path);
  }
  putBytes(bytes: Uint8Array): Stored {
    return this.#objects.putBytes(bytes);
  }
  verify(
    digest: Digest,
    form: Form,
    options: { readonly deep?: boolean; readonly size?: number } = {},
  ): Fault | null {
    return this.#objects.verify(digest, form, options);
  }
  breakSeal(digest: Digest): void {
    this.#objects.breakSeal(digest);
  }
  readTree(digest: Digest): TreeEntry[] {
    return this.#objects.readTree(digest);
  }
  materialize(
    digest: Digest,
    form: Form,
    to: string,
    options: { readonly copy?: boolean } = {},
  ): void {
    this.#objects.materialize(digest, form, to, options);
  }
  listObjects(): Generator<Digest> {
    return this.#objects.list();
  }

  // Records. Each is documented where it is done, in records.ts.

  recordPath(key: Key, n: number): string {
    return this.#records.recordPath(key, n);
  }
  readRecords(key: Key): ExecutionRecord[] {
    return this.#records.readRecords(key);
  }
  newestFirst(key: Key): Generator<ExecutionRecord | RecordFault> {
    return this.#records.newestFirst(key);
  }
  recordKeys(): Key[] {
    return this.#records.keys();
  }
  numberedRecords(
    key: Key,
  ): Generator<[number, ExecutionRecord | RecordFault]> {
    return this.#records.numbered(key);
  }
  latestRecord(key: Key): ExecutionRecord | null {
    return this.#records.latestRecord(key);
  }
  recordFaults(key: Key): RecordFault[] {
    return this.#records.recordFaults(key);
  }
  recordsOfStage(
    stage: string,
    limit = Infinity,
    except: Key | null = null,
  ): ExecutionRecord[] {
    return this.#records.recordsOfStage(stage, limit, except);
  }
  allRecords(): ExecutionRecord[] {
    return this.#records.allRecords();
  }
  allRecordFaults(): RecordFault[] {
    return this.#records.allRecordFaults();
  }
  writeRecord(record: ExecutionRecord): number {
    return this.#records.writeRecord(record);
  }

  objectSizes(): { readonly objects: number; readonly bytes: number } {
    return this.#objects.sizes();
  }

  /** How many objects and records there are, and the objects' bytes. */
  sizes(): {
    readonly objects: number;
    readonly bytes: number;
    readonly records: number;
  } {
    return withDisk(`measure the store "${this.root}"`, () => ({
      ...this.#objects.sizes(),
      records: this.allRecords().length,
    }));
  }

  /**
   * What is wrong with a record's outputs: `output x: object a1b2c3d4 is
   * damaged`; null where all are there and their bytes are as recorded.
   *
   * @param except Tells of an output that it is checked elsewhere.
   */
  outputFault(
    record: ExecutionRecord,
    except: (output: OutputEntry) => boolean = () => false,
  ): string | null {
    for (const [name, output] of Object.entries(record.outputs)) {
      if (except(output)) continue;
      const { digest, form, size } = output;
      const fault = this.verify(digest, form, { size });
      if (fault !== null) return `output ${name}: ${fault.message}`;
    }
    return null;
  }

  /**
   * Takes the lock on computing a key; null while somebody else holds it.
   *
   * @param stage What others are told that is computed.
   */
  tryLockKey(key: Key, stage?: string): HeldLock | null {
    const computes = stage === undefined ? "" : `, which computes "${stage}"`;
    return tryLock(this.#lockPath(key), thisProcess() + computes);
  }

  /** Takes the lock on a folder in {@linkcode workFolder}, by its name. */
  tryLockWork(name: string): HeldLock | null {
    return tryLock(this.#lockPath(name));
  }

  /** Who computes a key now, without what it is called; null for nobody. */
  keyHeldBy(key: Key): string | null {
    const path = this.#lockPath(key);
    try {
      using file = Deno.openSync(path, { read: true });
      if (file.tryLockSync(false)) return null;
    } catch {
      return null;
    }
    return holderOf(path).replace(/, which computes .*$/s, "");
  }

  /** Who holds the lock on a key, for messages only. */
  keyHolder(key: Key): string {
    return holderOf(this.#lockPath(key));
  }

  #lockPath(name: string): string {
    return join(this.root, "locks", name);
  }

  // The gate. Documented in gate.ts.

  enter(command: string, options: EnterOptions = {}): Promise<HeldLock> {
    return this.#gate.enter(command, options);
  }
  holders(): GateHolder[] {
    return this.#gate.holders();
  }
  clearGate(): void {
    this.#gate.clear();
  }

  /** The folder of what runs now. */
  get workFolder(): string {
    return join(this.root, "work");
  }

  /** A key's folder that outlives a killed run, for checkpoints. */
  scratchFolder(key: Key): string {
    return join(this.root, "scratch", key);
  }
}

/**
 * Opens the store in a folder, which is made when something is written.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const folder = Deno.makeTempDirSync();
 * const store = openStore(folder);
 * const { digest } = store.putBytes(new TextEncoder().encode("pear"));
 * assert.equal(Deno.readTextFileSync(store.pathOf(digest)), "pear");
 * assert.equal(store.verify(digest, "file", { deep: true }), null);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function openStore(path: string): Store {
  return new Store(resolve(path));
}
