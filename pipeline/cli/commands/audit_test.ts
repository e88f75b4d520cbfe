import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

function objectPath({ root }: CommandProject, digest: string): string {
  const folder = join(root, ".juice/objects", digest.slice(0, 2));
  return join(folder, digest.slice(2));
}

Deno.test("damage is named by audit and made good by reproduce", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  await check(import.meta, project, "audit-clean", await project.run("audit"));
  const { value } = await project.json("lineage", "comparison.results");
  const { digest } = value.artifact;
  const path = objectPath(project, digest);
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

Deno.test("damage that keeps an object's time is not shown, and healed then", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { value } = await project.json("lineage", "comparison.results");
  const path = objectPath(project, value.artifact.digest);
  const { mtime } = Deno.statSync(path);
  const text = Deno.readTextFileSync(path);
  const rot = () => {
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(path, text.replace("4", "5"));
    Deno.utimeSync(path, mtime!, mtime!);
  };
  const reproduce = async () => {
    const { code, value } = await project.json("reproduce");
    const ran = value.stages.filter((s: { status: string }) =>
      s.status === "ran"
    ).map((s: { name: string }) => s.name);
    return { code, ran };
  };
  // The plan believes its time; but who shows it hashes it.
  rot();
  assert.deepEqual(await reproduce(), { code: 1, ran: [] });
  assert.deepEqual(await reproduce(), { code: 0, ran: ["comparison"] });
  rot();
  assert.equal((await project.run("audit")).code, 1);
  assert.deepEqual(await reproduce(), { code: 0, ran: ["comparison"] });
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
  for (const { value } of [before, after]) delete value.audited.at;
  assert.deepEqual(after.value, before.value);
  assert.deepEqual(
    [...Deno.readDirSync(join(project.root, ".juice/work"))],
    [],
  );
});

Deno.test("what is repeated is given nothing that is damaged", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { value } = await project.json("lineage", "word/pear.word");
  const path = objectPath(project, value.artifact.digest);
  const { mtime } = Deno.statSync(path);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, Deno.readTextFileSync(path).toUpperCase());
  Deno.utimeSync(path, mtime!, mtime!);
  await check(
    import.meta,
    project,
    "audit-repeat-damaged",
    await project.run("audit", "comparison", "--repeat", "1"),
  );
});

Deno.test("what no run heals is moved aside by --repair", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { value } = await project.json("lineage", "comparison.results");
  project.write("stages/letters.ts", "export const weight = 2;");
  await project.run("reproduce", "--update-lock");
  // Only a record of the code before needs this object.
  const path = objectPath(project, value.artifact.digest);
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "{}");
  assert.equal((await project.run("audit")).code, 1);
  assert.equal((await project.run("reproduce")).code, 0);
  assert.equal((await project.run("audit")).code, 1);
  await check(
    import.meta,
    project,
    "audit-repair",
    await project.run("audit", "--repair"),
  );
  assert.equal((await project.run("reproduce")).code, 0);
  const again = await project.json("audit", "--repair");
  assert.equal(again.code, 0);
  assert.deepEqual(again.value.moved, []);
});

Deno.test("repairing and repeating at once is refused before anything moves", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { code, stderr } = await project.run(
    "audit",
    "--repair",
    "--repeat",
    "1",
  );
  assert.equal(code, 2);
  assert.match(stderr, /Cannot repair and repeat at once/);
});
