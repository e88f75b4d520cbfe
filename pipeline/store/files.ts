/**
 * Writing files so that a crash leaves the old content or the new, and saying
 * in plain words why a disk refused.
 *
 * @module
 */

import { dirname } from "node:path";
import { JuiceError, messageOf, StoreError } from "../errors.ts";

const another = "give another store with --store, or JUICE_STORE";

/** What the system's error codes mean to the person. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: `the disk is full; free some room, or ${another}`,
  EDQUOT: `the disk quota is used up; free some room, or ${another}`,
  EROFS: `the file system is read-only; ${another}`,
  EACCES: "permission is denied; check who owns the folder",
  EPERM: "permission is denied; check who owns the folder",
  EMFILE: "too many files are open; raise the limit with ulimit -n",
  ENOTDIR: "a file stands where a folder should be",
  EIO: "the disk reports an error",
};

/** Turns what the system threw into an error for the person. */
export function storeError(action: string, error: unknown): JuiceError {
  if (error instanceof JuiceError) return error;
  const code = (error as { code?: unknown }).code;
  const denied = error instanceof Deno.errors.PermissionDenied;
  const known = typeof code === "string" ? code : denied ? "EACCES" : "";
  const cause = causes[known] ?? messageOf(error);
  return new StoreError(`Cannot ${action}: ${cause}`, {
    cause: error,
    ...(known === "" ? {} : { code: known }),
  });
}

/** Runs something that touches the disk; see {@linkcode storeError}. */
export function withDisk<T>(action: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw storeError(action, error);
  }
}

/** Makes sure that a folder's entries have reached the disk. */
export function syncFolder(path: string): void {
  let folder: Deno.FsFile;
  try {
    folder = Deno.openSync(path, { read: true });
  } catch {
    // Some systems do not open folders; there a rename is already durable.
    return;
  }
  try {
    folder.syncSync();
  } catch {
    // As above: not every file system can do it, and none needs it to be right.
  } finally {
    folder.close();
  }
}

let counter = 0;

/** A name that nobody else uses, for a file beside its final place. */
export function temporaryName(path: string): string {
  return `${path}.${Deno.pid}-${counter++}.tmp`;
}

/** Writes a new file and makes sure that its bytes have reached the disk. */
export function writeSynced(path: string, data: Uint8Array | string): void {
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : data;
  const file = Deno.openSync(path, { write: true, createNew: true });
  try {
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
    file.syncSync();
  } finally {
    file.close();
  }
}

/** Replaces or creates a file in one step. */
export function replaceFile(path: string, data: Uint8Array | string): void {
  const temporary = temporaryName(path);
  withDisk(`write "${path}"`, () => {
    try {
      writeSynced(temporary, data);
      Deno.renameSync(temporary, path);
    } catch (error) {
      removeIfThere(temporary);
      throw error;
    }
    syncFolder(dirname(path));
  });
}

/** Removes a file or a folder with all that it holds, if it is there. */
export function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whether there is something at a path that can be looked at. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
