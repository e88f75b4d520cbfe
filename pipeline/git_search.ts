/**
 * Finding files in everything that a Git repository names: branches, local and
 * remote-tracking, tags, stashes, the heads and the indexes of all worktrees.
 *
 * Trees are read object by object and each of them once, so that a thousand
 * branches that have most of their folders in common cost little more than one.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { gitLines, readObjects } from "./git.ts";
import { exists, realPath } from "./store/files.ts";

/** A file that a repository holds somewhere. */
interface GitFile {
  /** Such as `refs/heads/main:lock.json`; no other in the repository has it. */
  readonly name: string;
  readonly text: string;
}

/** What a repository names. */
export interface GitFiles {
  /**
   * The one folder that all worktrees of the repository have in common, without
   * its `.git`. The names of files are names within it.
   */
  readonly repository: string;
  readonly files: readonly GitFile[];
  /** The folders of all worktrees, as far as they are there. */
  readonly worktrees: readonly string[];
  /** How many branches, tags, heads, indexes and stashes were looked into. */
  readonly places: number;
}

/** What git objects are looked into, and by which name. */
interface Pending {
  readonly name: string;
  readonly id: string;
  /** The folder's path in the repository, with a slash at its end. */
  readonly path: string;
}

/** The entries of a tree object: mode, space, name, zero, the raw id. */
function* treeEntries(bytes: Uint8Array, idLength: number) {
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length;) {
    const zero = bytes.indexOf(0, at);
    const head = decoder.decode(bytes.subarray(at, zero));
    const space = head.indexOf(" ");
    const id = bytes.subarray(zero + 1, zero + 1 + idLength).toHex();
    yield { mode: head.slice(0, space), name: head.slice(space + 1), id };
    at = zero + 1 + idLength;
  }
}

/** Follows objects down to the files that are wanted. */
async function walk(
  folder: string,
  start: readonly Pending[],
  wanted: (name: string) => boolean,
): Promise<GitFile[]> {
  const files: GitFile[] = [];
  const seen = new Set<string>();
  const fresh = (all: readonly Pending[]) =>
    all.filter(({ id }) => !seen.has(id) && seen.add(id));
  for (let level = fresh(start); level.length > 0;) {
    const objects = await readObjects(folder, level.map(({ id }) => id));
    const next: Pending[] = [];
    for (const { name, id, path } of level) {
      const { type, bytes } = objects.get(id)!;
      if (type === "blob") {
        if (path === "") {
          // A tag of a single file, which may have a name elsewhere.
          seen.delete(id);
          continue;
        }
        const text = new TextDecoder().decode(bytes);
        files.push({ name: `${name}:${path}`, text });
      } else if (type === "tree") {
        for (const entry of treeEntries(bytes, id.length / 2)) {
          const at = { name, id: entry.id, path: path + entry.name };
          if (entry.mode === "40000") next.push({ ...at, path: at.path + "/" });
          else if (entry.mode.startsWith("100") && wanted(entry.name)) {
            next.push(at);
          }
        }
      } else {
        // A commit names its tree in its first line, a tag its object.
        const text = new TextDecoder().decode(bytes);
        const target = /^(?:tree|object) ([0-9a-f]+)$/m.exec(text)?.[1];
        if (target !== undefined) next.push({ name, id: target, path });
      }
    }
    level = fresh(next);
  }
  return files;
}

/** What tells a repository from others, from whichever worktree it is asked. */
async function identityOf(folder: string): Promise<string> {
  const args = ["rev-parse", "--git-common-dir"];
  const [common = ""] = await gitLines(folder, args);
  const path = resolve(folder, common);
  return realPath(path).replace(/(?<=.)\/\.git$/, "");
}

/** The worktrees of a repository with the commit that each has checked out. */
async function worktreesOf(folder: string) {
  const found: { path: string; head: string | null }[] = [];
  for (
    const line of await gitLines(folder, ["worktree", "list", "--porcelain"])
  ) {
    const [word, ...rest] = line.split(" ");
    if (word === "worktree") found.push({ path: rest.join(" "), head: null });
    if (word === "HEAD") found.at(-1)!.head = rest[0]!;
  }
  return found;
}

/** The wanted files of a worktree's index, also those of an open merge. */
async function indexOf(
  folder: string,
  wanted: (name: string) => boolean,
): Promise<Pending[]> {
  const lines = await gitLines(folder, ["ls-files", "--stage", "-z"], "\0");
  return lines.flatMap((line) => {
    const [, id = "", stage, path = ""] =
      /^100\d+ ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
    // A link, or a repository of its own, has no lock's text.
    if (id === "" || !wanted(path.slice(path.lastIndexOf("/") + 1))) return [];
    const name = `index of ${folder}${stage === "0" ? "" : ` (${stage})`}`;
    return [{ name, id, path }];
  });
}

/**
 * Finds files in all that a repository names.
 *
 * @param wanted By a file's name, without its folder.
 * @throws Error where git cannot be asked, or something cannot be read.
 */
export async function findInRepository(
  folder: string,
  wanted: (name: string) => boolean,
): Promise<GitFiles> {
  const start: Pending[] = [];
  const add = (name: string, id: string) => start.push({ name, id, path: "" });
  const format = "--format=%(objectname) %(refname)";
  for (const line of await gitLines(folder, ["for-each-ref", format])) {
    const [id = "", name = ""] = line.split(" ");
    add(name, id);
  }
  // The newest stash is a ref; the older ones are in its log. What a stash
  // keeps of the index and of untracked files are parents of its commit.
  const stashes = ["stash", "list", "--format=%gd %H %P"];
  for (const line of await gitLines(folder, stashes)) {
    const [name = "", ...ids] = line.split(" ");
    ids.forEach((id, i) => add(i === 0 ? name : `${name}^${i}`, id));
  }
  const none = /^0+$/;
  const worktrees = await worktreesOf(folder);
  const present: string[] = [];
  const indexed: Pending[] = [];
  for (const { path, head } of worktrees) {
    if (head !== null && !none.test(head)) add(`HEAD of ${path}`, head);
    if (!exists(join(path, ".git"))) continue;
    present.push(path);
    indexed.push(...await indexOf(path, wanted));
  }
  const places = start.length + present.length;
  const files = await walk(folder, [...start, ...indexed], wanted);
  const repository = await identityOf(folder);
  return { repository, files, worktrees: present, places };
}
