/**
 * Putting the report where a person finds it.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import type { ProjectPlaces } from "../project.ts";
import type { BuiltRecipe, Ref } from "../recipe.ts";
import { exists, storeError } from "../store/files.ts";
import { lockFolder } from "../store/lock_file.ts";
import { names } from "../store/objects.ts";
import type { Store } from "../store/mod.ts";

/** The file of a report that a person opens. */
const page = "index.html";

/** How the names of reports begin that are being put together. */
const unfinished = ".report-";

/**
 * Where a run's report goes. One of other settings goes beside the usual one:
 * the recipe need not say on its page that they are not the profile's.
 */
export function reportFolder(
  { reportPath }: ProjectPlaces,
  { overrides }: BuiltRecipe,
): string {
  if (!overrides.some(({ option }) => option === "--set")) return reportPath;
  return basename(reportPath) === "report"
    ? join(dirname(reportPath), "altered.report")
    : reportPath.replace(/\.report$/, ".altered.report");
}

/**
 * Refuses a report that has no page to begin with: the next one could not be
 * put in its place, because the folder would not look like a report.
 *
 * @param ref The output that the recipe shows as its report.
 * @throws JuiceError naming the output.
 */
export function checkReport(store: Store, digest: Digest, ref: Ref): void {
  const isFolder = ref.type.form === "folder";
  if (isFolder && store.readTree(digest).some(({ path }) => path === page)) {
    return;
  }
  const fault = isFolder ? `it has no "${page}"` : "it is not a folder";
  throw new JuiceError(
    `Cannot show "${ref.stage}.${ref.output}" as the report: ${fault}\n` +
      `Let the stage write a folder with an "${page}", or leave the report ` +
      "out of what the recipe gives back",
  );
}

/** A file that is put beside a report's own, and is no part of the artifact. */
export interface Beside {
  readonly name: string;
  /** Whether a file that was put there before is the same still. */
  isCurrent(path: string): boolean;
  /** Its content, which may take long to make. */
  make(): Promise<string>;
}

/** Puts a file beside those of a report, from the last report where it can. */
async function placeBeside(
  { name, isCurrent, make }: Beside,
  last: string,
  complete: string,
): Promise<void> {
  const path = join(complete, name);
  // A report that has a file of this name shall keep it.
  if (exists(path)) return;
  const old = join(last, name);
  if (isCurrent(old)) await Deno.copyFile(old, path);
  else await Deno.writeTextFile(path, await make());
}

/**
 * Replaces `folder` by the report of that digest. The new one is complete
 * before the old one goes, so that a crash never leaves a half. One at a time:
 * runs of two profiles may end together.
 *
 * @returns The page that a person opens.
 */
export async function placeReport(
  store: Store,
  digest: Digest,
  folder: string,
  beside: Beside,
): Promise<string> {
  const parent = join(folder, "..");
  const lock = await lockFolder(parent);
  try {
    // Whoever makes one holds the lock: these are of runs that were killed.
    for (const name of names(parent)) {
      if (name.startsWith(unfinished)) await removeFolder(join(parent, name));
    }
    const fresh = await Deno.makeTempDir({ dir: parent, prefix: unfinished });
    try {
      const complete = join(fresh, "report");
      // A copy: a person may edit it, and the store's objects stay as they are.
      store.materialize(digest, "folder", complete, { copy: true });
      await placeBeside(beside, folder, complete);
      await removeFolder(folder);
      await Deno.rename(complete, folder);
      return join(folder, page);
    } finally {
      await removeFolder(fresh);
    }
  } catch (error) {
    throw storeError(`put the report into "${folder}"`, error);
  } finally {
    lock.release();
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
      `"${page}", so it is not a report\nMove it away and run again`,
  );
}

async function holdsOtherThings(folder: string): Promise<boolean> {
  let names: string[];
  try {
    names = (await Array.fromAsync(Deno.readDir(folder))).map((e) => e.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof Deno.errors.NotADirectory) return true;
    throw storeError(`look into "${folder}"`, error);
  }
  return names.length > 0 && !names.includes(page);
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
