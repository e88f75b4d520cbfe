/**
 * `lock merge`: merges locks stage by stage, after Git gave up or in its place.
 *
 * @module
 */

import { relative } from "node:path";
import { JuiceError, messageOf } from "../../errors.ts";
import { readConflict } from "../../git.ts";
import { type Lock, writeLock } from "../../lock.ts";
import { readLockText } from "../../lock_format.ts";
import {
  type LockPlace,
  type MergedLock,
  mergeLocks,
} from "../../lock_merge.ts";
import { findProject } from "../../project.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count } from "../format.ts";
import { givenPath } from "../given_path.ts";
import { followUp, quote } from "../invocation.ts";
import type { PlaceOptions } from "../options.ts";
import type { Style } from "../terminal.ts";
import { UsageError } from "../usage.ts";

/** The most stages that are printed one by one. */
const maxShown = 12;

/** A lock's text; an empty one is what Git gives where a side has no file. */
function parse(text: string | null, name: string): Lock | null {
  return text === null || text.trim() === "" ? null : readLockText(text, name);
}

function readGiven(path: string): Lock | null {
  try {
    return parse(Deno.readTextFileSync(givenPath(path)), path);
  } catch (error) {
    if (error instanceof JuiceError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot merge "${path}": there is no such file`);
    }
    throw new JuiceError(`Cannot merge "${path}": ${messageOf(error)}`);
  }
}

/** What is merged, and where the outcome goes. */
interface Merge {
  readonly merged: MergedLock;
  readonly path: string;
  /** Where the lock is the project's, and not of a merge in progress. */
  readonly conflicted: boolean;
}

/** Merges the versions that Git's index has of a lock in conflict. */
async function mergeIndex(options: PlaceOptions): Promise<Merge> {
  const { root, lockPath } = findProject(options);
  let stages: readonly (string | null)[] | null;
  try {
    stages = await readConflict(root, lockPath);
  } catch (error) {
    throw new JuiceError(
      `Cannot ask Git about "${lockPath}": ${messageOf(error)}`,
    );
  }
  if (stages === null) {
    throw new JuiceError(
      `There is nothing to merge: Git has no conflict in "${lockPath}"`,
    );
  }
  const [base = null, ours = null, theirs = null] = stages;
  const merged = mergeLocks(
    parse(base, "the common lock"),
    parse(ours, "our lock"),
    parse(theirs, "their lock"),
  );
  return { merged, path: lockPath, conflicted: true };
}

function mergeFiles(files: readonly string[]): Merge {
  const [base = "", ours = "", theirs = ""] = files;
  const merged = mergeLocks(
    readGiven(base),
    readGiven(ours),
    readGiven(theirs),
  );
  return { merged, path: givenPath(ours), conflicted: false };
}

function placeText({ profile, stage }: LockPlace): string {
  return `  ${profile} ${stage}`;
}

/** What `lock merge` prints. */
function renderMerge(
  { taken, conflicts }: MergedLock,
  next: readonly string[],
  style: Style,
): string[] {
  const shown = (places: readonly LockPlace[]) => [
    ...places.slice(0, maxShown).map(placeText),
    ...(places.length > maxShown
      ? [`  and ${places.length - maxShown} more; --json has all`]
      : []),
  ];
  const lines = [
    `Lock: merged, ${count(taken.length, "stage")} taken from theirs`,
  ];
  if (conflicts.length > 0) {
    lines.push(
      style.red("Changed on both sides, and left as in ours:"),
      ...shown(conflicts),
      "What they come to now is known after a run:",
    );
  } else if (next.length > 0) lines.push("To say so to Git:");
  return [...lines, ...next.map((one) => `  ${one}`)];
}

/** Runs `lock merge`. */
export async function lockMergeCommand(
  files: readonly string[],
  options: PlaceOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  if (files.length !== 0 && files.length !== 3) {
    throw new UsageError(
      `Cannot merge ${count(files.length, "file")}: give the common, our and ` +
        "their lock, or none for a lock in conflict",
    );
  }
  const { merged, path, conflicted } = files.length === 0
    ? await mergeIndex(options)
    : mergeFiles(files);
  writeLock(path, merged.lock);
  const { conflicts, taken } = merged;
  if (options.json) printJson(terminal, { version: 1, path, taken, conflicts });
  else {
    const update = [...new Set(conflicts.map(({ profile }) => profile))]
      .map((profile) =>
        followUp(context.invocation, ["reproduce", "--update-lock"], {
          ...options,
          profile,
        })
      );
    const near = relative(Deno.cwd(), path);
    const add = `git add ${quote(near.startsWith("..") ? path : near)}`;
    const next = [...update, ...(conflicted ? [add] : [])];
    terminal.out(renderMerge(merged, next, terminal.style).join("\n"));
  }
  return conflicts.length === 0 ? exitCodes.ok : exitCodes.failure;
}
