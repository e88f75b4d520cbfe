/**
 * Reading parts of files.
 *
 * @module
 */

import { isDiskError, storeError } from "../store/files.ts";
import { FormatError } from "./error.ts";

/** Reads bytes at a place of a file; fewer where it ends. */
export function readAt(
  file: Deno.FsFile,
  at: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  file.seekSync(at, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/** Runs something on an open file, and tells the disk's faults as such. */
export function withFile<T>(path: string, run: (file: Deno.FsFile) => T): T {
  try {
    using file = Deno.openSync(path, { read: true });
    return run(file);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const isGone = error instanceof Deno.errors.NotFound;
    if (!isGone && !isDiskError(error)) throw error;
    throw storeError(`read the tensors of "${path}"`, error);
  }
}

/** The beginning of a file: at most so many bytes. */
export function readStart(
  path: string,
  most: number,
): Uint8Array<ArrayBuffer> {
  using file = Deno.openSync(path, { read: true });
  return readAt(file, 0, Math.min(most, file.statSync().size));
}
