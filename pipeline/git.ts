/**
 * Asking Git: running it, reading objects, and the versions of a file in
 * conflict.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { exists } from "./store/files.ts";

/** An object of a repository. */
interface GitObject {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The folder that has `.git` in it, at or above a folder; null without one. */
export function repositoryOf(folder: string): string | null {
  for (;;) {
    if (exists(join(folder, ".git"))) return folder;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

/** The environment without what a hook of another repository would set. */
function environment(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  const env = Object.fromEntries(all.filter(([k]) => !k.startsWith("GIT_")));
  // What a partial clone does not have is not fetched over the network.
  return { ...env, LC_ALL: "C", GIT_NO_LAZY_FETCH: "1" };
}

/**
 * Runs git in a folder.
 *
 * @throws Error with what git said, or that it is not installed.
 */
async function git(
  folder: string,
  args: readonly string[],
  input = "",
): Promise<Uint8Array> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command("git", {
      args: ["-C", folder, ...args],
      clearEnv: true,
      env: environment(),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error("git is not installed");
  }
  const writer = child.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(input))
    .then(() => writer.close())
    // Git has ended before it read all; its exit code says why.
    .catch(() => {});
  const { code, stdout, stderr } = await child.output();
  await written;
  if (code === 0) return stdout;
  const [line = ""] = new TextDecoder().decode(stderr).trim().split("\n");
  // It stands within a sentence here.
  const said = line.replace(/^fatal: /, "").replace(/\.$/, "");
  throw new Error(said || `git ${args[0]} failed with exit code ${code}`);
}

/** What git printed, in parts. */
export async function gitLines(
  folder: string,
  args: readonly string[],
  separator = "\n",
): Promise<string[]> {
  const text = new TextDecoder().decode(await git(folder, args));
  return text.split(separator).filter((line) => line !== "");
}

/** Reads objects in one process, in the order of their names. */
export async function readObjects(
  folder: string,
  ids: readonly string[],
): Promise<Map<string, GitObject>> {
  const found = new Map<string, GitObject>();
  if (ids.length === 0) return found;
  const input = ids.map((id) => `${id}\n`).join("");
  const bytes = await git(folder, ["cat-file", "--batch", "--buffer"], input);
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const [id = "", type = "", size] = decoder.decode(bytes.subarray(at, end))
      .split(" ");
    at = end + 1;
    if (size === undefined) throw new Error(`the object ${id} is ${type}`);
    found.set(id, { type, bytes: bytes.subarray(at, at + Number(size)) });
    at += Number(size) + 1;
  }
  return found;
}

/**
 * The versions that the index has of a file in conflict: the common one, ours
 * and theirs, null where a side has none. Null where there is no conflict.
 *
 * @throws Error where git cannot be asked.
 */
export async function readConflict(
  folder: string,
  path: string,
): Promise<readonly (string | null)[] | null> {
  const lines = await gitLines(
    folder,
    ["ls-files", "--unmerged", "-z", "--", path],
    "\0",
  );
  if (lines.length === 0) return null;
  const ids: (string | null)[] = [null, null, null];
  for (const line of lines) {
    const [, id, stage] = /^\d+ ([0-9a-f]+) (\d)\t/.exec(line) ?? [];
    if (id !== undefined) ids[Number(stage) - 1] = id;
  }
  const known = ids.filter((id) => id !== null);
  const objects = await readObjects(folder, [...new Set(known)]);
  return ids.map((id) =>
    id === null ? null : new TextDecoder().decode(objects.get(id)!.bytes)
  );
}
