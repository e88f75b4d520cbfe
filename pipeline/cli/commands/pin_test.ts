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

Deno.test("a name that is taken is not given to something else", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const pin = (...args: string[]) => project.run("pin", "paper", ...args);
  assert.equal((await pin()).code, 0);
  const { value: before } = await project.json("pin", "--list");
  // The same again is no harm.
  assert.equal((await pin()).code, 0);
  const taken = await pin("comparison.results");
  await check(import.meta, project, "pin-taken", taken);
  const { value: after } = await project.json("pin", "--list");
  assert.deepEqual(after, before);
});

Deno.test("a stage's output is pinned as the profile has it", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { value: plan } = await project.json("plan");
  const { key } = plan.stages.find((s: { name: string }) =>
    s.name === "comparison"
  );
  // The newest record of the name is another profile's.
  await project.run("reproduce", "--profile", "smoke");
  const keyOf = async (...args: string[]) => {
    const { value } = await project.json("pin", ...args);
    return value.pins.find((p: { name: string }) => p.name === args[0]).keys;
  };
  assert.deepEqual(await keyOf("table", "comparison.results"), [key]);
  const small = await keyOf("small", "comparison", "--profile", "smoke");
  assert.notDeepEqual(small, [key]);

  // Neither the lock nor the plan says which of the two is meant.
  Deno.removeSync(join(project.root, "lock.json"));
  project.write("stages/letters.ts", "export const weight = 2;");
  const unclear = await project.run("pin", "other", "comparison.results");
  await check(import.meta, project, "pin-unclear", unclear);
});

Deno.test("an output is not pinned where the lock has another one than the plan", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  project.write("stages/letters.ts", "export const weight = 2;");
  // Only the lock's is there.
  const { code } = await project.run("pin", "locked", "comparison.results");
  assert.equal(code, 0);
  await project.run("reproduce");
  const drifted = await project.run("pin", "now", "comparison.results");
  await check(import.meta, project, "pin-drifted", drifted);
  // What is the same in both can be pinned.
  assert.equal((await project.run("pin", "word", "word/pear.word")).code, 0);
});

Deno.test("what has not run cannot be pinned", async () => {
  await using project = makeProject();
  const result = await project.run("pin", "table", "comparison.results");
  await check(import.meta, project, "pin-not-computed", result);
});

Deno.test("a damaged pin is named, can be removed, and is in no other's way", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  await project.run("pin", "good");
  const path = join(project.root, ".juice", "pins", "bad%2Fone.json");
  Deno.writeTextFileSync(path, '{ "version": 1');
  const list = await project.run("pin", "--list");
  await check(import.meta, project, "pin-list-damaged", list);
  assert.equal((await project.run("pin", "other")).code, 0);
  const taken = await project.run("pin", "bad/one");
  await check(import.meta, project, "pin-taken-damaged", taken);
  assert.equal((await project.run("pin", "--remove", "good")).code, 0);
  assert.equal((await project.run("pin", "--remove", "bad/one")).code, 0);
  const { code, value } = await project.json("pin", "--list");
  assert.deepEqual([code, value.faults], [0, []]);
});
