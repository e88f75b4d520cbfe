/**
 * What a store's work folders tell of runs: which stages are computed now, by
 * whom, and which came to no result.
 *
 * @module
 */

import { join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { names } from "../store/objects.ts";
import type { Store } from "../store/store.ts";
import { type Progress, readProgress, readTold } from "./progress_note.ts";

/** The file in a work folder that says what runs, or ran, there. */
export const noteName = "stage.json";

/** A run of a stage that is in progress, or has left its log. */
export interface WorkNote {
  readonly key: Key;
  readonly stage: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Where its log is; null where it has none yet. */
  readonly log: string | null;
}

/** A stage that runs now. */
interface RunningStage extends WorkNote {
  /** Such as `process 123 on host`. */
  readonly holder: string;
  /** Null where it has told of none. */
  readonly progress: Progress | null;
  /** The metrics that it has told so far. */
  readonly told: Readonly<Record<string, number>>;
}

/** What runs, and what came to no result. */
export interface Activity {
  readonly running: readonly RunningStage[];
  /** Runs whose stage has no result since, the newest first. */
  readonly failed: readonly WorkNote[];
}

/** Says in a work folder what runs there. */
export function noteStage(folder: string, stage: string): void {
  const note = { version: 1, stage, startedAt: new Date().toISOString() };
  Deno.writeTextFileSync(join(folder, noteName), JSON.stringify(note));
}

/** A note with the folder that it is in. */
interface FoundNote extends WorkNote {
  readonly folder: string;
}

function readNote(store: Store, name: string): FoundNote | null {
  const key = name.slice(0, 64);
  if (!isDigest(key)) return null;
  const folder = join(store.workFolder, name);
  try {
    const text = Deno.readTextFileSync(join(folder, noteName));
    const { stage, startedAt } = JSON.parse(text);
    const log = names(folder).includes("log.txt")
      ? join(folder, "log.txt")
      : null;
    return { key: key as string as Key, stage, startedAt, log, folder };
  } catch {
    // It is just being made, or was made by an engine that left no note.
    return null;
  }
}

/** Whether the stage has a result, of whatever key, from a later run. */
function isMadeGood(store: Store, { stage, startedAt }: WorkNote): boolean {
  const [newest] = store.recordsOfStage(stage, 1);
  return newest !== undefined && newest.startedAt >= startedAt;
}

/** Finds what runs now, and what came to no result. */
export function findActivity(store: Store): Activity {
  const notes = names(store.workFolder)
    .map((name) => readNote(store, name))
    .filter((note) => note !== null)
    .sort((a, b) => a.startedAt < b.startedAt ? 1 : -1);
  const running = new Map<Key, RunningStage>();
  const failed = new Map<string, WorkNote>();
  for (const { folder, ...note } of notes) {
    // The newest run of a key is the one that holds its lock.
    const holder = running.has(note.key) ? null : store.keyHeldBy(note.key);
    if (holder !== null) {
      const progress = readProgress(folder);
      const told = readTold(folder);
      running.set(note.key, { ...note, holder, progress, told });
    } else if (
      note.log !== null && !failed.has(note.stage) && !isMadeGood(store, note)
    ) failed.set(note.stage, note);
  }
  return { running: [...running.values()], failed: [...failed.values()] };
}
