import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

const collect = ["gc", "--older-than", "0d", "--delete"];

Deno.test("a pinned lock is kept when the lock has gone on", async () => {
  await using project = makeProject();
  const pin = (name: string, ...args: string[]) =>
    project.run("pin", name, ...args);
  await project.run("reproduce", "--update-lock");
  await check(import.meta, project, "pin-lock", await pin("paper/v1"));
  project.write("stages/letters.ts", "export const weight = 2;");
  await project.run("reproduce", "--update-lock");
  await project.run(...collect);
  project.write("stages/letters.ts", "export const weight = 1;");
  const { value } = await project.json("plan");
  const statuses = value.stages.map((s: { status: string }) => s.status);
  assert.deepEqual([...new Set(statuses)], ["cached"]);

  await check(
    import.meta,
    project,
    "pin-removed",
    await pin("--remove", "paper/v1"),
  );
  await project.run(...collect);
  const after = await project.json("plan");
  assert(
    after.value.stages.some((s: { status: string }) => s.status === "run"),
  );
});

Deno.test("an artifact is pinned with all that it was made from", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const { value } = await project.json("plan");
  const key = value.stages[0].key.slice(0, 12);
  const set = await project.run("pin", "table", "comparison.results");
  await check(import.meta, project, "pin-artifact", set);
  await project.run("pin", "word", key);
  const lock = join(project.root, "mine.lock.json");
  Deno.writeTextFileSync(lock, '{ "version": 1, "profiles": {} }');
  await project.run("pin", "empty", "--lock", lock);
  const listed = await project.run("pin", "--list");
  await check(import.meta, project, "pin-list", listed);
  const { value: pins } = await project.json("pin", "--list");
  assert.deepEqual(
    pins.pins.map((pin: { name: string }) => pin.name),
    ["empty", "table", "word"],
  );
  await project.run(...collect);
  const after = await project.json("plan");
  const ran = after.value.stages.filter((s: { status: string }) =>
    s.status === "run"
  );
  assert.deepEqual(ran.map((s: { name: string }) => s.name), ["page"]);
  const { code } = await project.run("lineage", "comparison.results");
  assert.equal(code, 0);
});

Deno.test("what cannot be pinned is said", async () => {
  await using project = makeProject();
  const texts: string[] = [];
  for (
    const args of [
      [],
      ["x", "--list"],
      ["x", "y", "--lock", "z"],
      ["x", "y", "--remove"],
      ["paper"],
      ["paper", "nothing.there"],
      ["--remove", "papr"],
      ["--list"],
    ]
  ) {
    const { stdout, stderr, code } = await project.run("pin", ...args);
    texts.push(`$ pin ${args.join(" ")}\n${stdout}${stderr}exit ${code}\n`);
  }
  const stdout = texts.join("\n");
  await check(import.meta, project, "pin-usage", {
    stdout,
    stderr: "",
    code: 0,
  });
});
