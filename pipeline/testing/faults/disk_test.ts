import assert from "node:assert/strict";
import { join } from "node:path";
import { audit } from "../../audit/mod.ts";
import { openStore } from "../../store/mod.ts";
import { assertFits, assertSnapshot } from "../snapshot.ts";
import {
  type CommandSettings,
  type FaultProject,
  makeFaultProject,
  readOperations,
} from "./project.ts";
import { random } from "./random.ts";
import { said } from "./said.ts";

const reproduce = ["reproduce", "--update-lock", "--jobs", "1"];

/** Runs to the end and gives the lock's text. */
async function finish(
  project: FaultProject,
  settings: CommandSettings = {},
): Promise<string> {
  const { code, stderr } = await project.run(reproduce, settings);
  assert.equal(code, 0, stderr);
  const { findings } = audit(openStore(project.store), null);
  assert.deepEqual(findings.filter((f) => f.severity === "damage"), []);
  return Deno.readTextFileSync(project.lock);
}

Deno.test("a disk that gets full at any time loses nothing", async () => {
  using project = makeFaultProject();
  const log = join(project.root, "operations");
  const expected = await (async () => {
    const { code } = await project.run(reproduce, { faults: { log } });
    assert.equal(code, 0);
    return Deno.readTextFileSync(project.lock);
  })();
  const count = readOperations(log).length;
  const draw = random(3);
  const points = Array.from({ length: count }, (_, i) => i + 1)
    .filter(() => draw() < 10 / count);
  assert(points.length > 3);
  for (const full of points) {
    project.reset();
    const result = await project.run(reproduce, { faults: { full } });
    const what = `full from ${full} on: ${result.stderr}`;
    if (result.code !== 0) {
      assert.equal(result.code, 1, what);
      assert.match(
        result.stderr.replace(/\s+/g, " "),
        /disk is full; free some room/,
        what,
      );
      assert.doesNotMatch(result.stderr, /defect/, what);
    }
    assert.equal(await finish(project), expected, what);
  }
});

Deno.test("a store without hard links or with a clock that jumps is as good", async () => {
  using project = makeFaultProject();
  const expected = await finish(project);
  const odd: Record<string, CommandSettings["faults"]> = {
    "no links": { links: "EPERM" },
    "links across file systems": { links: "EXDEV" },
    "the future": { clock: Date.UTC(2040, 0) },
    "the past": { clock: Date.UTC(1999, 0) },
  };
  for (const [what, faults] of Object.entries(odd)) {
    project.reset();
    assert.equal(await finish(project, { faults: faults! }), expected, what);
    assert.equal(await finish(project), expected, what);
  }
});

Deno.test("what a clock that went back has made is used and found", async () => {
  using project = makeFaultProject();
  const at = (year: number) => ({ faults: { clock: Date.UTC(year, 0) } });
  const expected = await finish(project, at(2040));
  const stage = join(project.root, "stages/weigh.ts");
  const text = Deno.readTextFileSync(stage);
  Deno.writeTextFileSync(stage, text + "// now");
  assert.notEqual(await finish(project, at(2001)), expected);
  // Both versions are there, the later one being the one that ran last.
  const explained = await project.run(["explain", "weigh/left"], at(2002));
  assert.match(explained.stdout, /cached/);
  const { stage: name, startedAt } = openStore(project.store)
    .recordsOfStage("weigh/left").at(-1)!;
  assert.deepEqual([name, startedAt.slice(0, 4)], ["weigh/left", "2001"]);
  Deno.writeTextFileSync(stage, text);
  const back = await project.run([...reproduce, "--json"], at(1998));
  const { stages } = JSON.parse(back.stdout);
  assert(stages.every((s: { status: string }) => s.status === "cached"));
  assert.equal(Deno.readTextFileSync(project.lock), expected);
});

Deno.test("what stands in the way is named, with what to do", async () => {
  using project = makeFaultProject();
  const expected = await finish(project);
  const source = openStore(project.store).recordsOfStage("source")[0]!;
  const { key: record, outputs } = source;
  const object = outputs.numbers!.digest.slice(0, 2);
  const obstacles: Record<string, () => void> = {
    "a file in place of the store": () => file(project.store),
    "a file in place of objects": () => file(join(project.store, "objects")),
    "a file in place of a folder of objects": () =>
      file(join(project.store, "objects", object)),
    "a file in place of records": () => file(join(project.store, "records")),
    "a file in place of a record's folder": () =>
      file(join(project.store, "records", record)),
    "a file in place of work": () => file(join(project.store, "work")),
    "a file in place of locks": () => file(join(project.store, "locks")),
    "a file in place of incoming": () => file(join(project.store, "incoming")),
    "a folder in place of the lock": () => Deno.mkdirSync(project.lock),
    "a file in place of the report": () => file(join(project.root, "report")),
  };
  const file = (path: string) => {
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, "");
  };
  let messages = "";
  for (const [what, put] of Object.entries(obstacles)) {
    project.reset();
    put();
    const result = await project.run(reproduce);
    assert.equal(result.code, 1, what);
    assert.doesNotMatch(result.stderr, /defect/, what);
    messages += `# ${what}\n${said(project, result)}\n`;
    project.reset();
  }
  const long = await project.run(reproduce, {
    store: join(project.root, "n".repeat(400)),
  });
  // Where it is cut off is for the length of the folder's own name to say.
  messages += `# a name that is too long\n${
    said(project, long).replace(/(?<=ROOT\/)n+(?:\nn+)*…/, "LONG…")
  }\n`;
  assertFits(messages);
  await assertSnapshot(import.meta, "obstacles", messages);
  assert.equal(await finish(project), expected);
});

Deno.test("a file system without locks is named, and nothing runs there", async () => {
  using project = makeFaultProject();
  const faults = { locks: "ENOLCK" };
  const { code, stderr } = await project.run(reproduce, { faults });
  assert.equal(code, 1);
  assert.match(
    stderr.replace(/\s+/g, " "),
    /the file system has no locks; give another store with --store/,
  );
});
