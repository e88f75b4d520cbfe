/**
 * Telling the store who uses it and what of it, for `gc`: whoever makes or
 * shows results, by a command or by a call of the library.
 *
 * @module
 */

import { StoreError } from "../errors.ts";
import type { Lock } from "../lock.ts";
import type { ProjectPlaces } from "../project.ts";
import type { StageOutcome } from "./event.ts";

/** A store that cannot be written still has results to show. */
function unlessReadOnly(write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = error instanceof StoreError ? error.code : undefined;
    if (!["EROFS", "EACCES", "EPERM"].includes(code ?? "")) throw error;
  }
}

/** Writes down that a project uses the store, and where its lock is. */
export function registerProject(
  { root, lockPath, store }: ProjectPlaces,
): void {
  unlessReadOnly(() => store.projects.register(root, lockPath));
}

/**
 * Notes which records a run has used or made, and which the lock names: should
 * the project's folder be out of reach, that is what is known of its needs.
 */
export function noteUse(
  { root, store }: ProjectPlaces,
  lock: Lock | null,
  outcomes: readonly StageOutcome[],
): void {
  const locked = Object.values(lock?.profiles ?? {})
    .flatMap((stages) => Object.values(stages)).map(({ key }) => key);
  const used = outcomes.flatMap(({ record }) =>
    record === null ? [] : [record.key]
  );
  const keys = [...locked, ...used];
  unlessReadOnly(() => store.projects.noteUse(root, keys, Date.now()));
}
