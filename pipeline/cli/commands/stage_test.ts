import assert from "node:assert/strict";
import { join } from "node:path";
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
