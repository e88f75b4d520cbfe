import assert from "node:assert/strict";
import { join } from "node:path";
import { readConflict, repositoryOf } from "./git.ts";
import { findInRepository } from "./git_search.ts";
import { commitAll, git, gitTest } from "./testing/git.ts";

const wanted = (name: string) => name === "lock.json";

/** A temporary folder that goes away. */
function temporary() {
  const made = Deno.makeTempDirSync({ prefix: "juice-" });
  const path = Deno.realPathSync(made);
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

async function textsIn(folder: string): Promise<string[]> {
  const { files } = await findInRepository(folder, wanted);
  return files.map(({ text }) => text).sort();
}

gitTest("a repository without a commit has its index", async () => {
  using folder = temporary();
  git(folder.path, "init", "-q");
  assert.deepEqual(await textsIn(folder.path), []);
  Deno.writeTextFileSync(join(folder.path, "lock.json"), "staged");
  git(folder.path, "add", "lock.json");
  assert.deepEqual(await textsIn(folder.path), ["staged"]);
});

gitTest(
  "files are found in any folder of any branch, each content once",
  async () => {
    using folder = temporary();
    const { path } = folder;
    git(path, "init", "-q", "-b", "main", "--object-format=sha256");
    const deep = join(path, "deep", "er");
    Deno.mkdirSync(deep, { recursive: true });
    Deno.writeTextFileSync(join(deep, "lock.json"), "deep");
    Deno.writeTextFileSync(join(deep, "deno.lock"), "not wanted");
    Deno.symlinkSync("/etc/passwd", join(path, "lock.json"));
    commitAll(path, "one");
    git(path, "branch", "same");
    git(path, "checkout", "-q", "-b", "other");
    Deno.removeSync(deep, { recursive: true });
    Deno.mkdirSync(join(path, "moved"));
    Deno.writeTextFileSync(join(path, "moved", "lock.json"), "moved");
    commitAll(path, "two");
    git(path, "tag", "-a", "-m", "v1", "v1");
    git(
      path,
      "tag",
      "of-a-file",
      git(path, "hash-object", "moved/lock.json").trim(),
    );
    git(path, "update-ref", "refs/remotes/origin/far", "HEAD");
    git(path, "checkout", "-q", "--detach", "main");
    assert.deepEqual(await textsIn(join(path, "deep")), ["deep", "moved"]);
    const { files, worktrees } = await findInRepository(path, wanted);
    assert.deepEqual(worktrees, [path]);
    const moved = files.find(({ text }) => text === "moved")!;
    assert.match(moved.name, /:moved\/lock\.json$/);
  },
);

gitTest("what git refuses to tell is an error with its words", async () => {
  using folder = temporary();
  Deno.writeTextFileSync(join(folder.path, ".git"), "gitdir: nowhere");
  assert.equal(repositoryOf(folder.path), folder.path);
  await assert.rejects(findInRepository(folder.path, wanted), /nowhere/);
});

gitTest("a file without a conflict has no versions to merge", async () => {
  using folder = temporary();
  git(folder.path, "init", "-q");
  const path = join(folder.path, "lock.json");
  Deno.writeTextFileSync(path, "x");
  commitAll(folder.path, "x");
  assert.equal(await readConflict(folder.path, path), null);
});
