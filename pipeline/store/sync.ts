/**
 * Making sure that what was written has reached the disk, so that a power cut
 * finds either nothing or all of it. What refers to something else is written
 * after that has been synced: bytes, then the name, then who mentions it.
 *
 * @module
 */

import { dirname } from "node:path";
import { StoreError } from "../errors.ts";

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

/** Makes sure that a file's bytes have reached the disk. */
function syncFile(path: string): void {
  const file = Deno.openSync(path, { read: true });
  try {
    file.syncSync();
  } finally {
    file.close();
  }
}

/**
 * From this many on it is faster to have the whole file system written out: a
 * disk takes as long for one file as for all that wait beside it.
 */
const many = 64;

/** Writes out the file system of a folder; false where that cannot be done. */
function syncFileSystem(path: string): boolean {
  try {
    return new Deno.Command("sync", {
      args: ["--file-system", path],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}

/**
 * Makes sure that files and folders have reached the disk.
 *
 * @param within A folder on the same file system.
 */
export function syncAll(
  paths: { readonly files?: readonly string[]; readonly folders?: string[] },
  within: string,
): void {
  const { files = [], folders = [] } = paths;
  if (files.length + folders.length >= many && syncFileSystem(within)) return;
  files.forEach(syncFile);
  folders.forEach(syncFolder);
}

/** Folders that this process has seen reach the disk. */
const durable = new Set<string>();

/** To be called where what makeFolders gave back could not be synced. */
export function forgetFolders(): void {
  durable.clear();
}

/**
 * Makes a folder and those above it, down from the folder above `top`.
 *
 * @returns The folders to sync before anything may rely on this one. One that
 * is there may have been made by a process that was killed before its sync, so
 * each is synced once by each process.
 */
export function makeFolders(path: string, top: string): string[] {
  const above = path === top || durable.has(path)
    ? []
    : makeFolders(dirname(path), top);
  if (path === top) Deno.mkdirSync(dirname(path), { recursive: true });
  let made = true;
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && durable.size > 0) {
      // Somebody has removed the store since.
      durable.clear();
      return makeFolders(path, top);
    }
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if (!Deno.statSync(path).isDirectory) {
      throw new StoreError(
        `Cannot make the folder "${path}": a file is in its place; move it ` +
          "away",
      );
    }
    made = false;
  }
  if (!made && durable.has(path)) return above;
  durable.add(path);
  return [...above, dirname(path)];
}
