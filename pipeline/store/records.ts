/**
 * Records on disk: `records/<key>/<n>.json`, never overwritten. Each file
 * holds the SHA-256 of its record's canonical encoding and is only believed if
 * it is, byte for byte, what that record is written as.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { messageOf, StoreError } from "../errors.ts";
import { encode } from "../identity/canonical.ts";
import type { Key } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import { keyOf } from "../identity/key.ts";
import {
  removeIfThere,
  syncFolder,
  temporaryName,
  withDisk,
  writeSynced,
} from "./files.ts";
import { History } from "./history.ts";
import { names } from "./objects.ts";
import type { ExecutionRecord } from "./record.ts";

/** A record on disk that cannot be believed. */
export interface RecordFault {
  readonly path: string;
  readonly key: Key;
  /** Such as `record a1b2c3d4/1 is damaged`. */
  readonly message: string;
}

/** A record's file. */
interface Sealed {
  readonly sha256: string;
  readonly record: ExecutionRecord;
}

function render(record: ExecutionRecord): string {
  const checksum = sha256(encode(record, "record/1"));
  const sealed: Sealed = { sha256: checksum, record };
  return JSON.stringify(sealed, null, 1) + "\n";
}

/** The record in a file's text; null if it is not exactly as written. */
function parse(text: string, key: Key): ExecutionRecord | null {
  try {
    const { record } = JSON.parse(text) as Sealed;
    if (render(record) !== text) return null;
    if (record.version !== 1 || record.key !== key) return null;
    return keyOf(record.preimage) === key ? record : null;
  } catch {
    return null;
  }
}

/** The records of a store. */
export class Records {
  readonly #folder: string;
  readonly #history: History;

  constructor(root: string) {
    this.#folder = join(root, "records");
    this.#history = new History(root, () => this.#scan());
  }

  /** Where a record is. */
  recordPath(key: Key, n: number): string {
    return join(this.#folder, key, `${n}.json`);
  }

  /** The numbers of a key's records, in order. */
  #numbers(key: Key): number[] {
    return names(join(this.#folder, key))
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
    return parse(text, key) ?? { path, key, message: `${name} is damaged` };
  }

  #all(key: Key): (ExecutionRecord | RecordFault)[] {
    return withDisk(
      `read the records of ${key.slice(0, 8)}`,
      () => this.#numbers(key).map((n) => this.#read(key, n)),
    );
  }

  /** The records of a key that can be believed, oldest first. */
  readRecords(key: Key): ExecutionRecord[] {
    return this.#all(key).filter((found) => "preimage" in found);
  }

  /** The newest record of a key that can be believed. */
  latestRecord(key: Key): ExecutionRecord | null {
    return this.readRecords(key).at(-1) ?? null;
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

  /** The records of a stage by its name, oldest first, at most `limit`. */
  recordsOfStage(stage: string, limit = Infinity): ExecutionRecord[] {
    const places = this.#history.places(stage, this.keys().length);
    const found: ExecutionRecord[] = [];
    for (let i = places.length - 1; i >= 0 && found.length < limit; i--) {
      const { key, n } = places[i]!;
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
      const numbers = this.#numbers(key);
      const first = this.recordPath(key, (numbers.at(-1) ?? 0) + 1);
      Deno.mkdirSync(dirname(first), { recursive: true });
      const temporary = temporaryName(first);
      writeSynced(temporary, render(record));
      try {
        for (let n = (numbers.at(-1) ?? 0) + 1;; n++) {
          try {
            // A link, unlike a rename, refuses to replace what is there.
            Deno.linkSync(temporary, this.recordPath(key, n));
          } catch (error) {
            if (error instanceof Deno.errors.AlreadyExists) continue;
            throw error;
          }
          syncFolder(dirname(first));
          syncFolder(this.#folder);
          this.#history.append({ key, n, stage });
          return n;
        }
      } finally {
        removeIfThere(temporary);
      }
    });
  }

  /** Every record's place, for a history that has to be made anew. */
  *#scan() {
    const found: { at: string; key: Key; n: number; stage: string }[] = [];
    for (const key of this.keys()) {
      for (const n of this.#numbers(key)) {
        const record = this.#read(key, n);
        if (!("preimage" in record)) continue;
        found.push({ at: record.startedAt, key, n, stage: record.stage });
      }
    }
    found.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : a.n - b.n);
    for (const { key, n, stage } of found) yield { key, n, stage };
  }
}
