/**
 * Putting the report where a person finds it.
 *
 * @module
 */

import { join } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import type { Store } from "../store/mod.ts";

/**
 * Replaces `folder` by the report of that digest. The new one is complete
 * before the old one goes, so that a crash never leaves a half.
 */
export async function placeReport(
  store: Store,
  digest: Digest,
  folder: string,
): Promise<void> {
  const fresh = await Deno.makeTempDir({
    dir: join(folder, ".."),
    prefix: ".report-",
  });
  try {
    const complete = join(fresh, "report");
    // A copy: a person may edit it, and the store's objects stay as they are.
    store.materialize(digest, "folder", complete, { copy: true });
    await removeFolder(folder);
    await Deno.rename(complete, folder);
  } finally {
    await removeFolder(fresh);
  }
}

/**
 * Refuses a folder that holds something else than a report. Asked before
 * anything runs, because nobody wants to hear it after an hour.
 *
 * @throws JuiceError naming the folder.
 */
export async function checkReportFolder(folder: string): Promise<void> {
  if (!await holdsOtherThings(folder)) return;
  throw new JuiceError(
    `Cannot put the report into "${folder}": it holds files but no ` +
      '"index.html", so it is not a report\nMove it away and run again',
  );
}

async function holdsOtherThings(folder: string): Promise<boolean> {
  let names: string[];
  try {
    names = (await Array.fromAsync(Deno.readDir(folder))).map((e) => e.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.NotADirectory) return true;
    throw error;
  }
  return names.length > 0 && !names.includes("index.html");
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
