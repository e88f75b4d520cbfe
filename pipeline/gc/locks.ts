/**
 * Finding every lock that may name something in the store: of a project's
 * working tree, and of all that its Git repository names.
 *
 * @module
 */

import { dirname, join, relative } from "node:path";
import { LockError, messageOf } from "../errors.ts";
import { readLockText } from "../lock_format.ts";
import type { Lock } from "../lock.ts";
import { repositoryOf } from "../git.ts";
import { findInRepository, type GitFiles } from "../git_search.ts";

/** A lock with where it was found. */
export interface FoundLock {
  /** No other lock that is found has it, in whichever repository. */
  readonly name: string;
  readonly lock: Lock;
}

/** Something without which it is not known what is needed. */
export interface Fault {
  /** What cannot be read: a lock, a repository or a project. */
  readonly name: string;
  readonly message: string;
}

/** What was found. */
interface FoundLocks {
  readonly locks: readonly FoundLock[];
  readonly faults: readonly Fault[];
  /** How many branches, tags, heads, indexes and stashes were looked into. */
  readonly places: number;
  /** Whether there is a repository. */
  readonly repository: boolean;
  /** What tells the repository from others; null where Git told nothing. */
  readonly identity: string | null;
}

/** Whether a file may be a lock, by its name. */
function isLockName(name: string): boolean {
  return name === "lock.json" || name.endsWith(".lock.json");
}

/** Folders that hold no project's files and may be large. */
function isSkipped(path: string, name: string): boolean {
  if (name === ".git" || name === "node_modules") return true;
  // A store has objects of any content and as many as there are.
  return isFolder(join(path, "objects")) && isFolder(join(path, "records"));
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The paths of all files below a folder that may be locks. */
function* lockPaths(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory && !isSkipped(path, entry.name)) {
      yield* lockPaths(path);
    } else if (isLockName(entry.name) && !isFolder(path)) yield path;
  }
}

/**
 * The lock in a text; null for a file of the same name that some other tool
 * wrote.
 *
 * @throws LockError for a damaged one.
 */
function lockIn(text: string, name: string): Lock | null {
  try {
    const value = JSON.parse(text);
    const own = typeof value === "object" && value !== null &&
      "profiles" in value;
    if (!own) return null;
  } catch {
    // Whose it was cannot be told any more.
  }
  return readLockText(text, name);
}

/** Reads files that may be locks. */
function readAll(files: Iterable<{ name: string; text: string }>) {
  const locks: FoundLock[] = [];
  const faults: Fault[] = [];
  for (const { name, text } of files) {
    try {
      const lock = lockIn(text, name);
      if (lock !== null) locks.push({ name, lock });
    } catch (error) {
      if (!(error instanceof LockError)) throw error;
      faults.push({ name, message: error.message });
    }
  }
  return { locks, faults };
}

/**
 * Reads the locks of a folder, and those that are known to be of it although
 * the way to them may lead through a link.
 */
function readFolder(folder: string, known: readonly string[]) {
  const files: { name: string; text: string }[] = [];
  const faults: Fault[] = [];
  const fault = (name: string, what: string, error: unknown) =>
    faults.push({
      name,
      message: `Cannot read the ${what} "${name}": ${messageOf(error)}`,
    });
  const paths = new Set(known.filter(isThere));
  try {
    for (const path of lockPaths(folder)) paths.add(path);
  } catch (error) {
    fault(folder, "project", error);
  }
  for (const name of paths) {
    try {
      files.push({ name, text: Deno.readTextFileSync(name) });
    } catch (error) {
      fault(name, "lock", error);
    }
  }
  const { locks, faults: damaged } = readAll(files);
  return { locks, faults: [...faults, ...damaged] };
}

/**
 * Whether something is at a path, be it out of reach. A link that leads
 * nowhere is there: what it leads to may be on a disk that is not mounted.
 */
function isThere(path: string): boolean {
  for (let at = path;; at = dirname(at)) {
    try {
      const { isSymlink } = Deno.lstatSync(at);
      return at === path || isSymlink && !isFolder(at);
    } catch (error) {
      const { NotFound, NotADirectory } = Deno.errors;
      const none = error instanceof NotFound || error instanceof NotADirectory;
      if (!none) return true;
      if (dirname(at) === at) return false;
    }
  }
}

async function askGit(root: string): Promise<GitFiles | Fault | null> {
  const repository = repositoryOf(root);
  if (repository === null) return null;
  try {
    return await findInRepository(repository, isLockName);
  } catch (error) {
    const message = `Cannot read the repository "${repository}": ` +
      messageOf(error);
    return { name: repository, message };
  }
}

/**
 * Finds the locks of a project: those beside its files, and those in Git.
 *
 * @param own Where the project is known to have locks.
 * @param home The repository whose branches need not be told from those of
 * others, as in `identity`: the project's, if nothing is given.
 */
export async function findLocks(
  root: string,
  own: readonly string[] = [],
  home?: string | null,
): Promise<FoundLocks> {
  const git = await askGit(root);
  const known = git !== null && "files" in git ? git : null;
  const way = relative(repositoryOf(root) ?? root, root);
  const folders = new Set([
    root,
    ...(known?.worktrees ?? []).map((worktree) => join(worktree, way))
      .filter(isFolder),
  ]);
  // Every repository has a "refs/heads/main".
  const isHome = home === undefined || home === known?.repository;
  const found = [
    readAll((known?.files ?? []).map(({ name, text }) => ({
      name: isHome ? name : `${known?.repository} ${name}`,
      text,
    }))),
  ];
  for (const folder of folders) {
    found.push(readFolder(folder, folder === root ? own : []));
  }
  return {
    locks: found.flatMap(({ locks }) => locks),
    faults: [
      ...found.flatMap(({ faults }) => faults),
      ...(git !== null && "message" in git ? [git] : []),
    ],
    places: known?.places ?? 0,
    repository: git !== null,
    identity: known?.repository ?? null,
  };
}
