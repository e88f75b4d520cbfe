import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("damage is named by audit and made good by reproduce", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  await check(import.meta, project, "audit-clean", await project.run("audit"));
  const { value } = await project.json("lineage", "comparison.results");
  const { digest } = value.artifact;
  const path = join(
    project.root,
    ".juice/objects",
    digest.slice(0, 2),
    digest.slice(2),
  );
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "{}");
  await check(
    import.meta,
    project,
    "audit-damaged",
    await project.run("audit"),
  );
  assert.equal((await project.run("reproduce")).code, 0);
  assert.equal((await project.run("audit")).code, 0);
});

Deno.test("repetitions compare bytes and leave the store as it was", async () => {
  await using project = makeProject();
  await check(
    import.meta,
    project,
    "audit-repeat-missing",
    await project.run("audit", "--repeat", "2"),
  );
  await project.run("reproduce", "--profile", "restless");
  const before = await project.json("audit", "--profile", "restless");
  assert.equal(before.value.clean, true);
  const { code, value } = await project.json(
    "audit",
    "*",
    "--repeat",
    "1",
    "--profile",
    "restless",
  );
  assert.equal(code, 1);
  const damage = value.findings
    .filter((f: { severity: string }) => f.severity === "damage");
  assert.deepEqual(damage.map((f: { subject: string }) => f.subject), [
    "stage word/pear",
  ]);
  const after = await project.json("audit", "--profile", "restless");
  assert.deepEqual(after.value, before.value);
});
