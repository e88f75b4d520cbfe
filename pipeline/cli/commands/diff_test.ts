import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../identity/hash.ts";
import { openStore } from "../../store/mod.ts";
import { check } from "../testing/check.ts";
import { checkMessages } from "../testing/messages.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

async function git({ root }: CommandProject, ...args: string[]) {
  const { success } = await new Deno.Command("git", {
    args: [
      ...["-C", root, "-c", "user.name=n", "-c", "user.email=n@example.org"],
      ...args,
    ],
    stdout: "null",
    stderr: "null",
  }).output();
  assert(success, args.join(" "));
}

Deno.test("diff says where two runs part, and what is different in them", async () => {
  await using project = makeProject();
  const { run, root, write } = project;
  await run("reproduce", "--update-lock");
  await git(project, "init");
  await git(project, "add", "lock.json");
  await git(project, "commit", "-m", "Lock");
  write(
    "stages/letters.ts",
    "// Each counts twice.\nexport const weight = 2;",
  );
  await run("reproduce", "--update-lock");

  await check(
    import.meta,
    project,
    "diff-records",
    await run("diff", "page@previous", "page"),
  );
  await check(
    import.meta,
    project,
    "diff-code",
    await run("diff", "count/pear@previous", "count/pear"),
  );
  await check(
    import.meta,
    project,
    "diff-artifacts",
    await run("diff", "word/pear.word", "word/plum.word"),
  );
  await check(
    import.meta,
    project,
    "diff-locks",
    await run("diff", "git:HEAD", join(root, "lock.json")),
  );
  await check(
    import.meta,
    project,
    "diff-same",
    await run("diff", "word/pear", "word/pear.word"),
  );
});

Deno.test("diff --json names both sides, and all places where they part", async () => {
  await using project = makeProject();
  const { run, json, root } = project;
  await run("stage", "count/*");
  const { code, value } = await json("diff", "count/pear", "count/plum");
  assert.equal(code, 1);
  assert.deepEqual([value.version, value.what, value.same], [
    1,
    "records",
    false,
  ]);
  assert.equal(value.a.stage, "count/pear");
  assert.equal(value.b.n, 1);
  assert.match(
    value.first,
    /^word\/pear -> word\/plum: param text: "pear" -> /,
  );
  assert.deepEqual(
    value.causes.map((one: { a: { stage: string } }) => one.a.stage),
    ["word/pear"],
  );
  assert.deepEqual(
    value.differences.map((one: { field: string }) => one.field),
    ["inputs"],
  );
  // By key and number, by the first digits of a digest, and by a file.
  const { key } = value.a;
  const store = openStore(join(root, ".juice"));
  const { digest } = store.latestRecord(key)!.outputs.count!;
  const { code: byKey } = await run("diff", `${key.slice(0, 12)}/1`, key);
  assert.equal(byKey, 0);
  await check(
    import.meta,
    project,
    "diff-number",
    await run("diff", `${key.slice(0, 8)}/7`, key),
  );
  const copy = join(root, "copy.json");
  Deno.copyFileSync(store.pathOf(digest), copy);
  const { code: byFile } = await run("diff", digest.slice(0, 12), copy);
  assert.equal(byFile, 0);
  Deno.writeTextFileSync(copy, "5");
  const other = await json("diff", digest, copy);
  assert.equal(other.code, 1);
  assert.deepEqual(other.value.content.changes, [
    { path: "", change: "changed", before: 4, after: 5 },
  ]);
  assert.equal(other.value.b.stage, null);
});

Deno.test("digits that several things begin with are not guessed at", async () => {
  await using project = makeProject();
  const { run, root } = project;
  await run("stage", "word/pear");
  const store = openStore(join(root, ".juice"));
  const text = (i: number) => new TextEncoder().encode(`text ${i}`);
  const seen = new Map<string, number>();
  for (let i = 0;; i++) {
    const digits = sha256(text(i)).slice(0, 4);
    const other = seen.get(digits);
    seen.set(digits, i);
    if (other === undefined) continue;
    for (const one of [other, i]) store.putBytes(text(one));
    await check(
      import.meta,
      project,
      "diff-digits",
      await run("diff", digits, "word/pear"),
    );
    return;
  }
});

Deno.test("what cannot be compared is said", async () => {
  const compute = async ({ run }: CommandProject) =>
    void await run("stage", "word/pear");
  await checkMessages(import.meta, "diff-usage", [
    { title: "Not computed", args: ["diff", "page", "page"] },
    { title: "Unknown", args: ["diff", "pag", "page"] },
    {
      title: "No earlier record",
      args: ["diff", "word/pear@previous", "word/pear"],
      prepare: compute,
    },
    {
      title: "No record at all",
      args: ["diff", "word/pear@previous", "word/pear"],
    },
    { title: "No revision", args: ["diff", "git:", "lock.json"] },
  ]);
});
