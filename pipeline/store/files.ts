/**
 * Writing files so that a crash leaves the old content or the new, and saying
 * in plain words why a disk refused.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { JuiceError, messageOf, StoreError } from "../errors.ts";
import { syncFolder } from "./sync.ts";

const another = "give another store with --store, or JUICE_STORE";

/**
 * What the system's error codes mean to the person. `PATH` is what it is about.
 */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: `the disk is full; free some room, or ${another}`,
  EDQUOT: `the disk quota is used up; free some room, or ${another}`,
  EROFS: `the file system is read-only; ${another}`,
  EACCES: "permission is denied to PATH; check owner and mode, also of " +
    "the folders above",
  EPERM: "permission is denied to PATH; check owner and mode, also of " +
    "the folders above",
  EMFILE: "too many files are open; raise the limit with ulimit -n",
  ENOTDIR: "a file is at PATH, where a folder should be; move it away",
  EISDIR: "a folder is at PATH, where a file should be; move it away",
  ENAMETOOLONG: "a name is too long for the file system: PATH; choose a " +
    "shorter one",
  EXDEV: "a folder of the store lies on another file system; a store must " +
    "be on one, so replace the link or mount in it by a folder",
  ENOLCK: `the file system has no locks; ${another}`,
  ENOTSUP: `the file system cannot do this; ${another}`,
  EIO: "the disk reports an error at PATH; look at the system's log, and " +
    "copy what matters to another disk",
};

/** The path that Deno's message about a failed operation ends with. */
function culprit(error: unknown, code: string): string {
  const [, path] = /'([^']+)'$/.exec(messageOf(error)) ?? [];
  if (path === undefined) return "a file or folder";
  if (code !== "ENOTDIR") return `"${path}"`;
  let at = path;
  // What is in the way may be further up.
  while (!exists(at) && dirname(at) !== at) at = dirname(at);
  return `"${at}"`;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === "string") return code;
  return error instanceof Deno.errors.PermissionDenied ? "EACCES" : "";
}

/** Turns what the system threw into an error for the person. */
export function storeError(action: string, error: unknown): JuiceError {
  if (error instanceof JuiceError) return error;
  const code = codeOf(error);
  const cause = causes[code]?.replace("PATH", () => culprit(error, code)) ??
    messageOf(error);
  return new StoreError(`Cannot ${action}: ${cause}`, {
    cause: error,
    ...(code === "" ? {} : { code }),
  });
}

/** Whether something that was thrown is the disk's fault, and not a defect. */
export function isDiskError(error: unknown): boolean {
  return codeOf(error) in causes;
}

/** Runs something that touches the disk; see {@linkcode storeError}. */
export function withDisk<T>(action: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw storeError(action, error);
  }
}

let counter = 0;

/** Ends the names of files that are not yet what they will be. */
const ending = ".tmp";

/** A file that is being written beside its final place. */
export interface Aside {
  readonly path: string;
  /** Removes it, unless it was renamed. */
  discard(): void;
}

/**
 * Writes a new file under a name that nobody else uses and, unless told
 * otherwise, makes sure that its bytes have reached the disk. It is locked
 * until it is discarded: without a lock it is what a killed process has left.
 *
 * @param path What its name begins with.
 */
export function writeAside(
  path: string,
  data: Uint8Array | string,
  options: { readonly sync?: boolean } = {},
): Aside {
  const bytes = typeof data === "string"
    ? new TextEncoder().encode(data)
    : data;
  const [temporary, file] = createLocked(path);
  const discard = () => {
    removeIfThere(temporary);
    file.close();
  };
  try {
    for (let at = 0; at < bytes.length;) {
      at += file.writeSync(bytes.subarray(at));
    }
    if (options.sync !== false) file.syncSync();
  } catch (error) {
    discard();
    throw error;
  }
  return { path: temporary, discard };
}

function createLocked(path: string): [string, Deno.FsFile] {
  for (;;) {
    const temporary = `${path}.${Deno.pid}-${counter++}${ending}`;
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(temporary, { write: true, createNew: true });
    } catch (error) {
      // A process of the same number, now dead or in another container.
      if (error instanceof Deno.errors.AlreadyExists) continue;
      throw error;
    }
    let locked: boolean;
    try {
      locked = file.tryLockSync(true);
    } catch {
      // A file system without locks: what is left there is not cleared away.
      return [temporary, file];
    }
    let current = false;
    try {
      current = locked && isCurrent(file, temporary);
    } finally {
      // Somebody clears away, and takes or has taken it for a leftover.
      if (!current) file.close();
    }
    if (current) return [temporary, file];
  }
}

/**
 * Whether a file that was opened is still the one at its path, and not one that
 * somebody has removed since. Asked under its lock, the answer stays true.
 */
export function isCurrent(file: Deno.FsFile, path: string): boolean {
  try {
    const there = Deno.statSync(path);
    return there.ino === null || there.ino === file.statSync().ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Over a network, only what is open for writing can be locked alone. */
function openToLock(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, write: true });
  } catch {
    return Deno.openSync(path, { read: true });
  }
}

/** Removes the files that killed processes have left while writing aside. */
export function clearAside(folder: string, prefix = ""): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith(ending)) continue;
    const path = join(folder, name);
    try {
      using file = openToLock(path);
      if (file.tryLockSync(true) && isCurrent(file, path)) {
        Deno.removeSync(path);
      }
    } catch {
      // Its writer has just finished, or this is a store to read only.
    }
  }
}

/** Replaces or creates a file in one step. */
export function replaceFile(path: string, data: Uint8Array | string): void {
  withDisk(`write "${path}"`, () => {
    clearAside(dirname(path), `${basename(path)}.`);
    const aside = writeAside(path, data);
    try {
      Deno.renameSync(aside.path, path);
    } finally {
      aside.discard();
    }
    syncFolder(dirname(path));
  });
}

/** Runs something unless what it is about is not there. */
function ifThere(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Removes a file or a folder with all that it holds, if it is there. */
export function removeIfThere(path: string): void {
  const remove = () => Deno.removeSync(path, { recursive: true });
  ifThere(() => {
    try {
      remove();
    } catch (error) {
      if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      makeWritable(path);
      remove();
    }
  });
}

/** Runs something that matters to nobody if the system does not permit it. */
export function ifPermitted(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (codeOf(error) === "") throw error;
  }
}

/** The same where it does not matter now: every run tries it again. */
export function removeIfPossible(path: string): void {
  ifPermitted(() => removeIfThere(path));
}

/**
 * Gives folders back to their owner that a stage has made read-only, as caches
 * of modules are: what is in them has to move, or to go.
 */
export function makeWritable(folder: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(folder);
  } catch (error) {
    // Whoever made it may have removed it, too.
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  const { isDirectory, mode } = info;
  if (!isDirectory) return;
  if (mode !== null && (mode & 0o700) !== 0o700) {
    Deno.chmodSync(folder, (mode & 0o777) | 0o700);
  }
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) makeWritable(join(folder, entry.name));
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

/** A path without links in it, also of a folder that is not there yet. */
export function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}
