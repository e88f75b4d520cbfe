/**
 * Records on disk: `records/<key>/<n>.json`, never overwritten. Each file
 * holds its record's SHA-256 as it is written there, and is believed only if
 * every byte is as it was.
 *
 * @module
 */

import { join } from "node:path";
import { messageOf, StoreError } from "../errors.ts";
import { encode } from "../identity/canonical.ts";
import type { Key } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import { keyOf } from "../identity/key.ts";
import { exists, withDisk, writeAside } from "./files.ts";
import { History, type Place } from "./history.ts";
import { names } from "./objects.ts";
import type { ExecutionRecord } from "./record.ts";
import { forgetFolders, makeFolders, syncAll } from "./sync.ts";

/** A record on disk that cannot be believed. */
export interface RecordFault {
  readonly path: string;
  readonly key: Key;
  /** Such as `record a1b2c3d4/1 is damaged`. */
  readonly message: string;
}

const opening = '{"sha256":"', middle = '","record":', closing = "}\n";

/** The text of a record's file. */
export function recordText(record: ExecutionRecord): string {
  // JSON would write NaN as null and leave out what is undefined; the encoding
  // refuses both, and a record must be read back as it was.
  encode(record, "record/1");
  const body = JSON.stringify(record, null, 1);
  return opening + sha256(body) + middle + body + closing;
}

/** The record in a file's text; null if it is not exactly as written. */
export function parseRecord(text: string, key: Key): ExecutionRecord | null {
  const at = opening.length + 64;
  const body = text.slice(at + middle.length, -closing.length);
  if (opening + sha256(body) + middle + body + closing !== text) return null;
  const record = JSON.parse(body) as ExecutionRecord;
  return record.version === 1 && record.key === key ? record : null;
}

/** The records of a store. */
export class Records {
  readonly #root: string;
  readonly #folder: string;
  readonly #history: History;

  constructor(root: string) {
    this.#root = root;
    this.#folder = join(root, "records");
    this.#history = new History(root, () => this.#scan());
  }

  /** Where a record is. */
  recordPath(key: Key, n: number): string {
    return join(this.#folder, key, `${n}.json`);
  }

  /** The numbers of a key's records, in order. */
  #numbers(key: Key): number[] {
    const folder = join(this.#folder, key);
    const action = `read the records of ${key.slice(0, 8)}`;
    return withDisk(action, () => names(folder))
      .map((name) => /^([1-9]\d*)\.json$/.exec(name))
      .filter((match) => match !== null)
      .map((match) => Number(match[1]))
      .sort((a, b) => a - b);
  }

  #read(key: Key, n: number): ExecutionRecord | RecordFault {
    const path = this.recordPath(key, n);
    const name = `record ${key.slice(0, 8)}/${n}`;
    let text: string;
    try {
      text = Deno.readTextFileSync(path);
    } catch (error) {
      const message = `${name} cannot be read: ${messageOf(error)}`;
      return { path, key, message };
    }
    return parseRecord(text, key) ??
      { path, key, message: `${name} is damaged` };
  }

  /**
   * The records of a key and those that cannot be believed, newest first. Each
   * is read when it is asked for.
   */
  *newestFirst(key: Key): Generator<ExecutionRecord | RecordFault> {
    for (const n of this.#numbers(key).reverse()) yield this.#read(key, n);
  }

  /** A key's records by their numbers, those that cannot be believed, too. */
  *numbered(key: Key): Generator<[number, ExecutionRecord | RecordFault]> {
    for (const n of this.#numbers(key)) yield [n, this.#read(key, n)];
  }

  #all(key: Key): (ExecutionRecord | RecordFault)[] {
    return [...this.newestFirst(key)].reverse();
  }

  /** The records of a key that can be believed, oldest first. */
  readRecords(key: Key): ExecutionRecord[] {
    return this.#all(key).filter((found) => "preimage" in found);
  }

  /** The newest record of a key that can be believed. */
  latestRecord(key: Key): ExecutionRecord | null {
    for (const found of this.newestFirst(key)) {
      if ("preimage" in found) return found;
    }
    return null;
  }

  /** The records of a key that cannot be believed. */
  recordFaults(key: Key): RecordFault[] {
    return this.#all(key).flatMap((found) =>
      "preimage" in found ? [] : [found]
    );
  }

  /** All keys that have records, in order. */
  keys(): Key[] {
    return names(this.#folder).filter(isDigest) as string[] as Key[];
  }

  /** All records that can be believed, by key and then oldest first. */
  allRecords(): ExecutionRecord[] {
    return this.keys().flatMap((key) => this.readRecords(key));
  }

  /** All records that cannot be believed. */
  allRecordFaults(): RecordFault[] {
    return this.keys().flatMap((key) => this.recordFaults(key));
  }

  /**
   * The newest records of a stage by its name, oldest first.
   *
   * @param limit The most that are read.
   * @param except A key whose records are passed over.
   */
  recordsOfStage(
    stage: string,
    limit = Infinity,
    except: Key | null = null,
  ): ExecutionRecord[] {
    const places = withDisk(
      "read the history of stages",
      () => this.#history.places(stage, () => this.keys().length),
    );
    const found: ExecutionRecord[] = [];
    for (let i = places.length - 1; i >= 0 && found.length < limit; i--) {
      const { key, n } = places[i]!;
      if (key === except) continue;
      const record = this.#read(key, n);
      if ("preimage" in record && record.stage === stage) found.push(record);
    }
    return found.reverse();
  }

  /** Adds a record beside those that its key has, and returns its number. */
  writeRecord(record: ExecutionRecord): number {
    const { key, stage } = record;
    if (keyOf(record.preimage) !== key) {
      throw new StoreError(
        `Cannot write a record of "${stage}": its preimage has another key`,
      );
    }
    return withDisk(`write a record of "${stage}"`, () => {
      const last = this.#numbers(key).at(-1) ?? 0;
      const folder = join(this.#folder, key);
      const incoming = join(this.#root, "incoming");
      Deno.mkdirSync(incoming, { recursive: true });
      const aside = writeAside(
        join(incoming, `record-${key}`),
        recordText(record),
      );
      try {
        const folders = [folder, ...makeFolders(folder, this.#root)];
        const n = this.#number(aside.path, key, last + 1);
        syncAll({ folders }, this.#root);
        this.#history.append({ key, n, stage });
        return n;
      } catch (error) {
        forgetFolders();
        throw error;
      } finally {
        aside.discard();
      }
    });
  }

  /** Gives a record the first number that is free. */
  #number(path: string, key: Key, from: number): number {
    for (let n = from;; n++) {
      const place = this.recordPath(key, n);
      try {
        // A link, unlike a rename, refuses to replace what is there.
        Deno.linkSync(path, place);
        return n;
      } catch (error) {
        if (error instanceof Deno.errors.AlreadyExists) continue;
        if (error instanceof Deno.errors.NotFound) throw error;
        // A file system without links. Who writes holds the key's lock.
        if (exists(place)) continue;
        Deno.renameSync(path, place);
        return n;
      }
    }
  }

  /** Every record's place, for a history that has to be made anew. */
  *#scan(): Generator<Place> {
    const found: { at: string; key: Key; n: number; stage: string }[] = [];
    for (const key of this.keys()) {
      const before = found.length;
      for (const n of this.#numbers(key)) {
        const record = this.#read(key, n);
        if (!("preimage" in record)) continue;
        found.push({ at: record.startedAt, key, n, stage: record.stage });
      }
      if (found.length === before) yield { key, n: 0, stage: "" };
    }
    found.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : a.n - b.n);
    for (const { key, n, stage } of found) yield { key, n, stage };
  }
}
