import assert from "node:assert/strict";
import { join } from "node:path";
import { keyOf } from "../../identity/key.ts";
import { exists, removeIfThere } from "../../store/files.ts";
import { recordText } from "../../store/records.ts";
import { listFiles } from "../../store/tree.ts";
import { check } from "../testing/check.ts";
import { CrateCopy, makeCrate, makeStated } from "../testing/crate.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

const room = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "juice-" }));
Deno.test.afterAll(() => removeIfThere(room));

const origin = makeStated();
Deno.test.afterAll(async () => await origin[Symbol.asyncDispose]());
assert.equal((await origin.run("reproduce", "--update-lock")).code, 0);
const crate = await makeCrate(origin, join(room, "crate"));

/** The files of a store's records, by their paths. */
function recordsOf(project: CommandProject): Record<string, string> {
  const folder = join(project.root, ".juice", "records");
  return Object.fromEntries(
    listFiles(folder).map((path) => [
      path,
      Deno.readTextFileSync(join(folder, path)),
    ]),
  );
}

/** Imports the crate, and compares what is printed with a snapshot. */
async function shown(project: CommandProject, name: string): Promise<void> {
  const result = await project.run("import", crate);
  // The engine's own code is among the objects.
  const stdout = result.stdout.replace(/\d+ objects?/, "00 objects")
    .replace(/\(\d+ were/, "(00 were");
  await check(import.meta, project, name, { ...result, stdout });
}

Deno.test("a crate in an empty store reproduces from the cache, as it was", async () => {
  await using other = makeStated();
  await shown(other, "import");
  assert.deepEqual(recordsOf(other), recordsOf(origin));
  Deno.copyFileSync(
    join(crate, "code", "lock.json"),
    join(other.root, "lock.json"),
  );
  const { code, value } = await other.json("reproduce");
  assert.equal(code, 0);
  assert.equal(value.lock, "match");
  for (const { name, status, verdict } of value.stages) {
    assert.deepEqual([name, status, verdict], [name, "cached", "identical"]);
  }
  // The objects are what they are called, the code that ran among them.
  const audit = await other.json("audit");
  assert.equal(audit.code, 0, JSON.stringify(audit.value));
  // Exported again it is the same crate.
  const again = await makeCrate(other, join(room, "again"));
  assert.deepEqual(listFiles(again), listFiles(crate));
  for (const path of listFiles(crate)) {
    assert.deepEqual(
      Deno.readFileSync(join(again, path)),
      Deno.readFileSync(join(crate, path)),
      path,
    );
  }
});

Deno.test("a store that has things already keeps them, and nothing twice", async () => {
  await using other = makeStated();
  await other.run("reproduce");
  const before = recordsOf(other);
  const first = await other.json("import", crate);
  assert.equal(first.code, 0);
  const { objects, records, profile } = first.value;
  assert.equal(profile, "default");
  assert.deepEqual(objects, { added: 0, present: objects.present });
  assert.deepEqual(records, { added: 6, present: 0, superseding: 6 });
  // Those of other executions of the same keys come after those there.
  const expected = { ...before };
  for (const [path, text] of Object.entries(recordsOf(origin))) {
    expected[path.replace("1.json", "2.json")] = text;
  }
  assert.deepEqual(recordsOf(other), expected);
  await shown(other, "import-again");
  assert.deepEqual(recordsOf(other), expected);
});

Deno.test("a record that nobody changed has the key that it stands under", () => {
  for (const text of Object.values(recordsOf(origin))) {
    const { record } = JSON.parse(text);
    assert.equal(keyOf(record.preimage), record.key);
  }
});

Deno.test("a record that names no output of its kind stands for nothing", async () => {
  await using other = makeStated();
  const copy = new CrateCopy(crate, join(room, "renamed"));
  const path = listFiles(copy.folder).find((one) =>
    one.startsWith("records/") &&
    copy.parsed(one).stage === "comparison"
  )!;
  const record = copy.parsed(path);
  const outputs = { other: record.outputs["results"]! };
  copy.forge(path, recordText({ ...record, outputs }));
  assert.equal((await other.run("import", copy.folder)).code, 0);
  const { value } = await other.json("plan");
  const planned = value.stages.find((one: { name: string }) =>
    one.name === "comparison"
  );
  assert.equal(planned.status, "run");
  assert.deepEqual(planned.reasons, [
    "output results: the record names no such file",
  ]);
  // It was said to be bitwise, and came out otherwise.
  const { stdout } = await other.run("reproduce");
  assert.match(stdout, /comparison: drifted: output other/);
});

Deno.test("what counts from now on is said, and what was set is in the command", async () => {
  await using other = makeStated();
  await other.run("reproduce");
  const { stdout } = await other.run("import", crate);
  assert.match(stdout, /Of 6 keys the store had records already/);
  const set = ["--set", "words.1=fig"];
  assert.equal((await origin.run("reproduce", ...set)).code, 0);
  const altered = await makeCrate(origin, join(room, "altered"), ...set);
  const told = await other.run("import", altered);
  assert.match(told.stdout, /reproduce --set 'words\.1="fig"'/);
  const { value } = await other.json("import", altered);
  assert.deepEqual(value.altered, ['words.1="fig"']);
});

Deno.test("what RO-Crate requires of a recipe is said before anything is written", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--profile", "smoke");
  const out = join(room, "unstated");
  const told = await project.run(
    ...["export", "--format", "rocrate", "--out", out, "--profile", "smoke"],
  );
  await check(import.meta, project, "export-unstated", told);
  assert.equal(exists(out), false);
});
