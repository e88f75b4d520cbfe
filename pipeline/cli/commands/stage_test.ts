import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../store/mod.ts";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("a forced stage runs alone and is compared with the run before", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const forced = await project.json("stage", "count/*", "--force");
  assert.equal(forced.code, 0);
  const ran = forced.value.stages
    // deno-lint-ignore no-explicit-any
    .filter((stage: any) => stage.status === "ran");
  assert.deepEqual(
    // deno-lint-ignore no-explicit-any
    ran.map((stage: any) => [stage.name, stage.previous]),
    [["count/pear", { count: "identical" }], ["count/plum", {
      count: "identical",
    }]],
  );
  const text = await project.run("stage", "count/*", "--force", "--jobs", "1");
  await check(import.meta, project, "stage-forced", text);
});

Deno.test("after a change the bytes are compared with the other key's", async () => {
  await using project = makeProject();
  const previous = async () => {
    const { value } = await project.json("stage", "count/pear");
    return value.stages.at(-1).previous.count;
  };
  assert.equal(await previous(), "none");
  project.write("stages/letters.ts", "export const weight = 2 - 1;");
  assert.equal(await previous(), "identical-other-key");
  project.write("stages/letters.ts", "export const weight = 2;");
  assert.equal(await previous(), "differs-other-key");
});

Deno.test("a stage that promises bytes and gives others fails when forced", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--profile", "restless");
  const args = ["word/pear", "--profile", "restless", "--force"];
  const { code, value } = await project.json("stage", ...args);
  assert.equal(code, 1);
  assert.deepEqual(value.stages[0].previous, { word: "differs" });
  const audited = await project.run("audit");
  assert.equal(audited.code, 1);
  await check(import.meta, project, "audit-drifted", audited);
});

Deno.test("with --only nothing else runs", async () => {
  await using project = makeProject();
  const refused = await project.run("stage", "page", "--only");
  await check(import.meta, project, "stage-only", refused);
  await project.run("stage", "comparison");
  const { code, value } = await project.json("stage", "page", "--only");
  assert.equal(code, 0);
  assert.deepEqual(
    value.stages.map((s: { status: string }) => s.status),
    ["cached", "cached", "cached", "cached", "cached", "ran"],
  );
});

Deno.test("bytes that are not the lock's for the same key fail, made or cached", async () => {
  await using project = makeProject();
  const restless = ["--profile", "restless"];
  await project.run("reproduce", "--update-lock", ...restless);
  // Another store has no earlier run to compare with, only the lock.
  Deno.removeSync(join(project.root, ".juice"), { recursive: true });
  const made = await project.run("stage", "word/*", ...restless);
  assert.equal(made.code, 1);
  assert.match(made.stdout, /Drifted: word\/pear\n {2}output word: \w+ -> \w+/);
  const downstream = await project.json("stage", "count/*", ...restless);
  assert.equal(downstream.code, 1);
  assert.match(downstream.value.stages[0].verdict, /^drifted: output word/);
});

Deno.test("of a key's records the one with the lock's bytes is used", async () => {
  await using project = makeProject();
  const restless = ["--profile", "restless"];
  await project.run("reproduce", "--update-lock", ...restless);
  const forced = await project.run("stage", "word/*", "--force", ...restless);
  assert.equal(forced.code, 1);
  assert.match(forced.stdout, /^Drifted: word\/pear$/m);
  // The newest record is the wrong one.
  const { code, stdout } = await project.run("reproduce", ...restless);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^Lock: match, 4 stages$/m);
});

Deno.test("what drifted is looked into, not written into the lock", async () => {
  await using project = makeProject();
  const restless = ["--profile", "restless"];
  await project.run("reproduce", "--update-lock", ...restless);
  Deno.removeSync(join(project.root, ".juice"), { recursive: true });
  const text = await project.run("reproduce", "--jobs", "1", ...restless);
  assert.doesNotMatch(text.stdout, /--update-lock/);
  await check(import.meta, project, "reproduce-drifted", text);
});

Deno.test("a stage that arrives at the lock again is well, whatever came before", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { default: { "word/pear": entry } } = JSON.parse(
    Deno.readTextFileSync(join(project.root, "lock.json")),
  ).profiles;
  // As if an earlier run on this machine had gone wrong.
  const path = join(project.root, ".juice/records", entry.key, "1.json");
  const { record } = JSON.parse(Deno.readTextFileSync(path));
  const store = openStore(join(project.root, ".juice"));
  const word = store.putBytes(new TextEncoder().encode('"paer"'));
  Deno.removeSync(path);
  store.writeRecord({
    ...record,
    outputs: { word: { ...record.outputs.word, ...word } },
  });
  const drifted = await project.run("reproduce");
  assert.equal(drifted.code, 1);
  const healed = await project.json("stage", "word/pear", "--force");
  assert.equal(healed.value.stages[0].verdict, "identical");
  assert.deepEqual(healed.value.stages[0].previous, { word: "differs" });
  assert.equal(healed.code, 0);
  assert.equal((await project.run("reproduce")).code, 0);
});
