/**
 * What the two arguments of `diff` mean: locks, executions, or artifacts.
 *
 * @module
 */

import { LockError, messageOf } from "../../errors.ts";
import { type Content, contentAt, contentOf } from "../../diff/mod.ts";
import { gitLines } from "../../git.ts";
import type { Digest, Key } from "../../identity/digest.ts";
import {
  type Connections,
  connectionsOf,
  digestOfPath,
  findArtifact,
  outputOf,
  Producers,
} from "../../lineage/mod.ts";
import { type Lock, readLock } from "../../lock.ts";
import { readLockText } from "../../lock_format.ts";
import { exists } from "../../store/files.ts";
import { type ExecutionRecord, short, type Store } from "../../store/mod.ts";
import { minute } from "../format.ts";
import { givenPath } from "../given_path.ts";
import { checkComputed, plannedRecords } from "../planned_records.ts";
import type { Session } from "../session.ts";
import { UsageError } from "../usage.ts";

/** A lock. */
interface LockSide {
  readonly type: "lock";
  readonly label: string;
  readonly lock: Lock;
}

/** An execution, with its number among those of its key. */
interface RecordSide {
  readonly type: "record";
  readonly label: string;
  readonly record: ExecutionRecord;
  readonly n: number;
}

/** An artifact, or a file of one, or one that no record made. */
interface ArtifactSide {
  readonly type: "artifact";
  readonly label: string;
  readonly digest: string;
  readonly content: Content;
  /** The execution that made it; null where no record says. */
  readonly record: ExecutionRecord | null;
}

/** One of the two things that are compared. */
export type Side = LockSide | RecordSide | ArtifactSide;

/** The name that stands for the execution before the one that stands now. */
const previous = "@previous";

/** The number of a record among those of its key. */
function numberOf(store: Store, { key, startedAt }: ExecutionRecord): number {
  for (const [n, record] of store.numberedRecords(key)) {
    if ("preimage" in record && record.startedAt === startedAt) return n;
  }
  return 1;
}

/** Finds what arguments mean. */
export class Sides {
  readonly #session: Session;
  readonly store: Store;
  #producers: Producers | null = null;

  constructor(session: Session) {
    this.#session = session;
    this.connections = connectionsOf(session.built.stages);
    this.store = session.project.store;
  }

  /** Which executions made which bytes. All records are read for it. */
  get producers(): Producers {
    return this.#producers ??= new Producers(this.store.allRecords());
  }

  /**
   * Finds what an argument means.
   *
   * @throws JuiceError for what there is not.
   */
  async find(text: string): Promise<Side> {
    if (text.startsWith("git:")) return await this.#lockOf(text);
    if (text.endsWith(previous)) {
      return await this.#before(text.slice(0, -previous.length));
    }
    const numbered = /^([0-9a-f]{4,64})\/([1-9]\d{0,8})$/.exec(text);
    if (numbered !== null) {
      const [, digits = "", n] = numbered;
      const keys = this.#keys(digits);
      if (keys.length === 1) return this.#numbered(keys[0]!, Number(n));
    }
    const current = await plannedRecords(this.#session, text);
    const newest = (name: string) =>
      current.get(name) ?? this.store.recordsOfStage(name, 1)[0] ?? null;
    checkComputed(
      this.#session,
      text,
      `compare "${text}"`,
      (name) => newest(name) !== null,
    );
    const record = newest(text);
    if (record !== null) return this.#record(record);
    if (/^[0-9a-f]{4,64}$/.test(text)) {
      const found = this.#digits(text);
      if (found !== null) return found;
    }
    const path = givenPath(text);
    const dot = text.lastIndexOf(".");
    const isOutput = dot > 0 && newest(text.slice(0, dot)) !== null;
    if (!isOutput && exists(path)) return await this.#at(text, path);
    const { digest, record: made, label } = findArtifact(text, {
      store: this.store,
      producers: this.producers,
      recordOfStage: newest,
      stages: this.#session.built.stages.map(({ name }) => name),
      pathOf: givenPath,
    });
    return this.#artifact(digest, made, label);
  }

  /** Which stage the recipe connects to an input, if it does. */
  readonly connections: Connections;

  /** The newest record of a key; null without one. */
  latest(key: string): ExecutionRecord | null {
    return this.store.latestRecord(key as Key);
  }

  /** What an execution put out. */
  output(record: ExecutionRecord, name: string): Side {
    const { digest } = record.outputs[name]!;
    return this.#artifact(digest, record, `${record.stage}.${name}`);
  }

  async #lockOf(text: string): Promise<Side> {
    const { lockPath } = this.#session.project;
    const revision = text.slice("git:".length);
    const slash = lockPath.lastIndexOf("/") + 1;
    const name = `${revision}:./${lockPath.slice(slash)}`;
    let lines: string[];
    try {
      if (revision === "") throw new Error("no revision is named");
      const show = ["show", "--end-of-options", name];
      lines = await gitLines(lockPath.slice(0, slash), show);
    } catch (error) {
      throw new LockError(
        `Cannot read the lock of "${text}": ${messageOf(error)}; name a ` +
          "revision that has one, such as git:HEAD~1",
        { cause: error, code: "unknown-file" },
      );
    }
    const lock = readLockText(lines.join("\n"), text);
    return { type: "lock", label: `the lock of ${revision}`, lock };
  }

  async #before(stage: string): Promise<Side> {
    const current = (await plannedRecords(this.#session, stage)).get(stage);
    const records = this.store.recordsOfStage(stage);
    const now = current ?? records.at(-1);
    const found = records.findLast((one) =>
      now !== undefined && one.startedAt < now.startedAt
    );
    if (found !== undefined) return this.#record(found);
    throw new UsageError(
      `Cannot compare "${stage}${previous}": the store has ${
        records.length === 0 ? "no record" : "no earlier record"
      } of the stage "${stage}"`,
    );
  }

  #keys(digits: string): Key[] {
    return this.store.recordKeys().filter((key) => key.startsWith(digits));
  }

  #record(record: ExecutionRecord, n?: number): Side {
    const number = n ?? numberOf(this.store, record);
    const label = `${record.stage} (${short(record.key)}/${number} of ` +
      `${minute(record.startedAt)})`;
    return { type: "record", label, record, n: number };
  }

  #numbered(key: Key, n: number): Side {
    for (const [i, record] of this.store.numberedRecords(key)) {
      if (i === n && "preimage" in record) return this.#record(record, n);
    }
    throw new UsageError(
      `Cannot compare ${short(key)}/${n}: the key has no such record, or a ` +
        "damaged one",
    );
  }

  /** What the first digits of a key or a digest mean; null for nothing. */
  #digits(digits: string): Side | null {
    const keys = this.#keys(digits);
    const digests = new Set(this.producers.digests());
    for (const digest of this.store.listObjects()) digests.add(digest);
    const found = [...digests].filter((one) => one.startsWith(digits));
    if (keys.length + found.length === 0) return null;
    if (keys.length + found.length > 1) {
      const shown = [...keys, ...found].sort().slice(0, 5);
      throw new UsageError(
        `Cannot compare "${digits}": ${keys.length + found.length} keys and ` +
          `digests begin with it; give more digits\n${
            shown.map((one) => `  ${one.slice(0, 16)}`).join("\n")
          }`,
      );
    }
    const [key] = keys;
    if (key !== undefined) {
      const record = this.store.latestRecord(key);
      return record === null ? null : this.#record(record);
    }
    const digest = found[0] as Digest;
    const made = this.producers.origin(digest, null);
    const name = made === null ? null : outputOf(made, digest);
    const label = name === null ? short(digest) : `${made!.stage}.${name}`;
    return this.#artifact(digest, made, label);
  }

  #artifact(
    digest: Digest,
    record: ExecutionRecord | null,
    label: string,
  ): Side {
    const name = record === null ? null : outputOf(record, digest);
    const form = name === null ? "file" : record!.outputs[name]!.form;
    const content = contentOf(this.store, digest, form);
    return { type: "artifact", label, digest, content, record };
  }

  /** What is at a path: a lock, or a file or folder that a record may know. */
  async #at(text: string, path: string): Promise<Side> {
    if (isLock(path)) {
      const lock = await readLock(path);
      if (lock !== null) return { type: "lock", label: text, lock };
    }
    const digest = digestOfPath(path) ?? "";
    const record = this.producers.origin(digest, null);
    const content = contentAt(path);
    return { type: "artifact", label: text, digest, content, record };
  }
}

/** Whether a file is a lock: JSON with profiles, or named as one. */
function isLock(path: string): boolean {
  if (/(?:^|[./])lock\.json$/.test(path)) return true;
  try {
    if (!path.endsWith(".json")) return false;
    const value = JSON.parse(Deno.readTextFileSync(path));
    return value?.version === 1 && typeof value.profiles === "object" &&
      Object.keys(value).length === 2;
  } catch {
    return false;
  }
}
