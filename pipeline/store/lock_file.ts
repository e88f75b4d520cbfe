/**
 * Locks that the kernel frees when their holder ends, however it ends. There
 * is never a lock file for a person to remove.
 *
 * @module
 */

import { hostname } from "node:os";
import { dirname } from "node:path";
import { isCurrent, withDisk } from "./files.ts";

/** A lock that is held. */
export interface HeldLock {
  release(): void;
}

/** How a holder is named to others: `process 123 on host`. */
export function thisProcess(): string {
  return `process ${Deno.pid} on ${hostname()}`;
}

/**
 * Takes a lock if nobody holds it; null otherwise. Two locks of one process on
 * one path exclude each other as those of two processes do.
 *
 * @param note What {@linkcode holderOf} says of the holder.
 */
export function tryLock(
  path: string,
  note: string = thisProcess(),
): HeldLock | null {
  return withDisk(`lock "${path}"`, () => {
    Deno.mkdirSync(dirname(path), { recursive: true });
    for (;;) {
      const file = Deno.openSync(path, {
        read: true,
        write: true,
        create: true,
      });
      let held = false, current = false;
      try {
        held = file.tryLockSync(true);
        // If not, the last holder removed the file after we opened it: what we
        // hold is the lock of a file that nobody will open again.
        current = held && isCurrent(file, path);
      } finally {
        // A lock that nobody knows of would keep out this very process, too.
        if (!current) file.close();
      }
      if (!held) return null;
      if (!current) continue;
      writeNote(file, note);
      return {
        release: () => {
          try {
            Deno.removeSync(path);
          } catch {
            // Closing frees the lock; the file is only kept tidy.
          }
          file.close();
        },
      };
    }
  });
}

/** Who holds a lock is only for messages: a full disk must not undo it. */
function writeNote(file: Deno.FsFile, note: string): void {
  try {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(note));
  } catch {
    // Others are told of "another process".
  }
}

/**
 * Waits for the lock on a folder, which takes no file. It is for work of
 * moments: nothing is said while it waits. Where folders cannot be locked,
 * nobody is kept out.
 */
export async function lockFolder(path: string): Promise<HeldLock> {
  let folder: Deno.FsFile;
  try {
    folder = await Deno.open(path, { read: true });
  } catch {
    return { release: () => {} };
  }
  try {
    await folder.lock(true);
  } catch {
    // Some file systems lock only what is open for writing.
  }
  return { release: () => folder.close() };
}

/** Who holds a lock, for messages only. */
export function holderOf(path: string): string {
  try {
    return Deno.readTextFileSync(path) || "another process";
  } catch {
    return "another process";
  }
}
