/**
 * Writing a folder that is there whole or not at all: it is made beside its
 * place, synced, and renamed. What a killed process has left is cleared away by
 * the next one that writes the same folder.
 *
 * @module
 */

import { basename, dirname, join, resolve } from "node:path";
import { JuiceError } from "../errors.ts";
import { isCurrent, removeIfThere, storeError } from "../store/files.ts";
import { names } from "../store/objects.ts";
import { syncAll, syncFolder } from "../store/sync.ts";

/** Ends the names of folders that are being written. */
const ending = ".unfinished";

/**
 * Refuses a place where something is already.
 *
 * @throws JuiceError naming it.
 */
export function checkNewFolder(folder: string): void {
  let info: Deno.FileInfo;
  try {
    // A link is not followed: the new folder would stand in its place.
    info = Deno.lstatSync(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw storeError(`look at "${folder}"`, error);
  }
  const fault = info.isSymlink
    ? "a link is there"
    : !info.isDirectory
    ? "a file is there"
    : names(folder).length > 0
    ? "it is not empty"
    : null;
  if (fault === null) return;
  throw new JuiceError(
    `Cannot write into "${folder}": ${fault}, and nothing is overwritten\n` +
      "Name another folder with --out",
    { code: "taken" },
  );
}

/** A folder whose lock tells others that somebody is writing it. */
function makeLocked(folder: string): [string, Deno.FsFile | null] {
  for (;;) {
    const made = Deno.makeTempDirSync({
      dir: dirname(folder),
      prefix: `.${basename(folder)}.`,
      suffix: ending,
    });
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(made, { read: true });
    } catch {
      // Systems that do not open folders do not lock them either.
      return [made, null];
    }
    try {
      if (file.tryLockSync(true) && isCurrent(file, made)) return [made, file];
    } catch {
      // A file system without locks: what is left there is not cleared away.
      return [made, file];
    }
    // Somebody cleared it away before it was locked.
    file.close();
  }
}

/** Removes what killed processes have left of the same folder. */
function clearUnfinished(folder: string): void {
  const parent = dirname(folder);
  for (const name of names(parent)) {
    if (!name.startsWith(`.${basename(folder)}.`)) continue;
    if (!name.endsWith(ending)) continue;
    const path = join(parent, name);
    try {
      using file = Deno.openSync(path, { read: true });
      if (file.tryLockSync(true)) removeIfThere(path);
    } catch {
      // Somebody else's, or just removed.
    }
  }
}

/** The files and folders below a folder, itself included. */
function allBelow(folder: string): { files: string[]; folders: string[] } {
  const files: string[] = [], folders = [folder];
  for (let at = 0; at < folders.length; at++) {
    for (const entry of Deno.readDirSync(folders[at]!)) {
      const path = join(folders[at]!, entry.name);
      (entry.isDirectory ? folders : files).push(path);
    }
  }
  return { files, folders };
}

/** What a full disk and its like mean here, where the store is not to blame. */
const causes: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
};

function writeError(folder: string, error: unknown): JuiceError {
  const told = storeError(`write into "${folder}"`, error);
  const cause = causes[told.code ?? ""];
  if (cause === undefined) return told;
  return new JuiceError(
    `Cannot write into "${folder}": ${cause}\nName another folder with --out`,
    { cause: error, code: told.code! },
  );
}

/**
 * Writes a folder where there is none, or an empty one.
 *
 * @param write Writes into the folder that it is given, which is empty.
 * @throws JuiceError where something is there already, or the disk refuses.
 */
export async function writeNewFolder<T>(
  path: string,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = resolve(path);
  checkNewFolder(folder);
  try {
    Deno.mkdirSync(dirname(folder), { recursive: true });
    clearUnfinished(folder);
    const [aside, lock] = makeLocked(folder);
    try {
      // Inside it, because a temporary folder is for its owner's eyes only.
      const whole = join(aside, basename(folder));
      Deno.mkdirSync(whole);
      const result = await write(whole);
      syncAll(allBelow(whole), whole);
      // Asked again: it may have taken minutes.
      checkNewFolder(folder);
      // Not every system renames over an empty folder.
      removeEmpty(folder);
      Deno.renameSync(whole, folder);
      syncFolder(dirname(folder));
      return result;
    } finally {
      removeIfThere(aside);
      lock?.close();
    }
  } catch (error) {
    throw writeError(folder, error);
  }
}

function removeEmpty(folder: string): void {
  try {
    Deno.removeSync(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
