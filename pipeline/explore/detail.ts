/**
 * All that is known of one stage or record.
 *
 * @module
 */

import type {
  Json,
  OutputEntry,
  RecordDetail,
  RecordSummary,
  StageDetail,
} from "../../web/explorer/api.ts";
import type { Key } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { sortedEntries } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import type { Board, StageState, Subject } from "./board.ts";
import { readEnd } from "./ends.ts";
import type { ShownRecipe } from "./subject.ts";

/** A record and which of its key's records it is. */
export interface Numbered {
  readonly record: ExecutionRecord;
  readonly n: number;
}

/** The most records of a stage that are offered to look at. */
const maxRecords = 100;

function numbered(store: Store, key: Key): Numbered[] {
  return [...store.numberedRecords(key)].flatMap(([n, record]) =>
    "preimage" in record ? [{ record, n }] : []
  );
}

/**
 * A stage's records under any key, the newest first.
 *
 * @param current The one that stands for the stage, which may have been made
 * for a stage of another name with the same key.
 */
function recordsOf(
  store: Store,
  name: string,
  current: ExecutionRecord | null,
): Numbered[] {
  const records = store.recordsOfStage(name, maxRecords);
  const keys = new Set(records.map(({ key }) => key));
  if (current !== null) keys.add(current.key);
  return [...keys].flatMap((key) => numbered(store, key))
    .filter(({ record }) => record.stage === name || isSame(record, current))
    .sort((a, b) =>
      a.record.startedAt < b.record.startedAt
        ? 1
        : a.record.startedAt > b.record.startedAt
        ? -1
        : b.n - a.n
    )
    .filter(({ record }, i) => i < maxRecords || isSame(record, current));
}

/** Whether two records are one and the same, as far as anything tells. */
function isSame(a: ExecutionRecord, b: ExecutionRecord | null): boolean {
  return b !== null && a.key === b.key && a.startedAt === b.startedAt &&
    a.seconds === b.seconds;
}

/** A record in short. */
export function summaryOf(
  { record, n }: Numbered,
  board: Board,
): RecordSummary {
  const { key, startedAt, seconds } = record;
  const current = isSame(record, board.current.get(key) ?? null);
  return { key, n, startedAt, seconds, current };
}

/**
 * The media type of an output. Records know only the type's name, and one of
 * an earlier recipe may have a type that there is no more.
 */
function mediaTypeOf(
  built: ShownRecipe,
  type: string,
  form: "file" | "folder",
): string {
  for (const { kind } of built.stages) {
    for (const one of Object.values(kind.outputs)) {
      if (one.name === type && one.form === form) return one.mediaType;
    }
  }
  return form === "folder" ? "inode/directory" : "application/octet-stream";
}

function outputsOf(
  { outputs }: ExecutionRecord,
  built: ShownRecipe,
): OutputEntry[] {
  return sortedEntries(outputs).map(([name, { type, form, digest, size }]) => ({
    name,
    type,
    form,
    mediaType: mediaTypeOf(built, type, form),
    digest,
    size,
  }));
}

/** All of a record. */
export function recordDetail(
  found: Numbered,
  { built }: Subject,
  board: Board,
): RecordDetail {
  const { record } = found;
  const { preimage } = record;
  const { files, packages, ...rest } = preimage.code;
  return {
    ...summaryOf(found, board),
    stage: record.stage,
    kind: preimage.kind,
    params: preimage.params as Json,
    inputs: Object.fromEntries(sortedEntries(preimage.inputs)),
    outputs: outputsOf(record, built),
    metrics: record.metrics,
    warnings: record.warnings ?? [],
    code: sortedEntries(files).map(([path, digest]) => ({ path, digest })),
    packages: Object.fromEntries(sortedEntries(packages)),
    rest: {
      version: preimage.version,
      ...rest as Readonly<Record<string, Json>>,
      ...preimage.tools === undefined ? {} : { tools: preimage.tools },
      ...preimage.source === undefined ? {} : { source: preimage.source },
    },
    device: preimage.device,
    deno: preimage.deno,
    runtime: record.runtime,
    machine: record.machine,
    threads: record.threads,
    determinism: record.determinism,
    isolation: record.isolation ?? null,
    peakMemory: record.peakMemory ?? null,
    observed: record.observed,
    log: record.log ?? null,
  };
}

/** One record by key and number; null where there is none to be believed. */
export function findRecord(
  store: Store,
  key: string,
  n: number,
): Numbered | null {
  if (!isDigest(key)) return null;
  const all = numbered(store, key as string as Key);
  return all.find((one) => one.n === n) ?? null;
}

/** Bytes of a run's log that are shown: its end. */
const longestLog = 64 * 1024;

function attemptOf(
  { status, startedAt, log }: StageState,
): NonNullable<StageDetail["attempt"]> | null {
  if (startedAt === null || (status !== "running" && status !== "failed")) {
    return null;
  }
  return { startedAt, text: log === null ? null : readLog(log) };
}

/** The end of a log; null where it has just gone. */
function readLog(log: string): string | null {
  try {
    return readEnd(log, longestLog);
  } catch {
    return null;
  }
}

/** All of one stage; null for a name that the recipe does not have. */
export function stageDetail(
  name: string,
  subject: Subject,
  board: Board,
): StageDetail | null {
  const state = board.states.get(name);
  if (state === undefined) return null;
  const records = recordsOf(subject.project.store, name, state.record);
  const shown = records.find(({ record }) => isSame(record, state.record)) ??
    records[0];
  return {
    name,
    kind: state.stage.kind.name,
    doc: state.stage.kind.doc,
    records: records.map((one) => summaryOf(one, board)),
    record: shown === undefined ? null : recordDetail(shown, subject, board),
    attempt: attemptOf(state),
  };
}
