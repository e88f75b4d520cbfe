/**
 * Git in a test's project: a repository of its own, which no setting of the
 * person's reaches.
 *
 * @module
 */

import { needingTest } from "./need.ts";

/** Whether there is git on this machine. */
const hasGit: boolean = (() => {
  try {
    return new Deno.Command("git", { args: ["--version"] }).outputSync()
      .success;
  } catch {
    return false;
  }
})();

/**
 * A test that needs git: ignored without it, with the reason, but for a run in
 * which every test is required.
 */
export function gitTest(name: string, run: () => Promise<void>): void {
  const reason = "needs git: apt-get install git";
  needingTest(name, hasGit ? null : { reason, installable: true }, run);
}

/** Runs git in a folder and gives what it printed; fails where it fails. */
export function git(folder: string, ...args: string[]): string {
  const { success, stdout, stderr } = new Deno.Command("git", {
    args: ["-C", folder, ...args],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? folder,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "A",
      GIT_AUTHOR_EMAIL: "a@example.org",
      GIT_COMMITTER_NAME: "A",
      GIT_COMMITTER_EMAIL: "a@example.org",
    },
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new Error(`git ${args.join(" ")}: ${text(stderr)}`);
  return text(stdout);
}

/** Makes a folder a repository with all of its files in a first commit. */
export function initRepository(folder: string): void {
  Deno.writeTextFileSync(`${folder}/.gitignore`, ".juice/\nreport/\n");
  git(folder, "init", "-q", "-b", "main");
  commitAll(folder, "Begin");
}

/** Commits all that is there. */
export function commitAll(folder: string, message: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
}
