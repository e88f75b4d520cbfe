import assert from "node:assert/strict";
import { join } from "node:path";
import { Buffer } from "node:buffer";
import { metadataFile } from "../../export/rocrate/names.ts";
import { sha256 } from "../../identity/hash.ts";
import { keyOf } from "../../identity/key.ts";
import { exists, removeIfThere } from "../../store/files.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { recordText } from "../../store/records.ts";
import { listFiles } from "../../store/tree.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { wrap } from "../format.ts";
import { main } from "../main.ts";
import { check, stable } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";
import { captureTerminal } from "../testing/terminal.ts";

const room = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "juice-" }));
Deno.test.afterAll(() => removeIfThere(room));

/** A project whose recipe states what RO-Crate requires. */
function makeStated(): CommandProject {
  const project = makeProject();
  const recipe = Deno.readTextFileSync(project.recipe);
  const about = 'about: { name: "Letters", description: "Counted letters.", ' +
    'license: "https://spdx.org/licenses/MIT" },';
  project.write(
    "stages/recipe.ts",
    recipe.replace('doc: "Counts letters.",', `$& ${about}`),
  );
  return project;
}

/** Runs the project, and writes a crate of it. */
async function makeCrate(
  project: CommandProject,
  name: string,
  ...options: string[]
): Promise<string> {
  const crate = join(room, name);
  const written = await project.run(
    ...["export", "--format", "rocrate", "--out", crate, ...options],
  );
  assert.equal(written.code, 0, written.stderr);
  return crate;
}

const origin = makeStated();
Deno.test.afterAll(async () => await origin[Symbol.asyncDispose]());
assert.equal((await origin.run("reproduce", "--update-lock")).code, 0);
const crate = await makeCrate(origin, "crate");

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
  const again = await makeCrate(other, "again");
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

/** A crate to be broken: a copy. */
class Copy {
  readonly folder: string;

  constructor(from: string, name: string) {
    this.folder = join(room, name);
    for (const path of listFiles(from)) {
      const to = join(this.folder, path);
      Deno.mkdirSync(join(to, ".."), { recursive: true });
      Deno.copyFileSync(join(from, path), to);
    }
  }

  at(path: string): string {
    return join(this.folder, path);
  }

  read(path: string): string {
    return Deno.readTextFileSync(this.at(path));
  }

  write(path: string, text: string): void {
    Deno.writeTextFileSync(this.at(path), text);
  }

  /** Changes the metadata of an entity, or of all. */
  describe(
    change: (graph: Record<string, unknown>[]) => unknown,
  ): void {
    const document = JSON.parse(this.read(metadataFile));
    change(document["@graph"]);
    this.write(metadataFile, JSON.stringify(document));
  }

  /** Writes a file so that the metadata know of it. */
  forge(path: string, text: string): void {
    this.write(path, text);
    this.describe((graph) => {
      const entity = graph.find((one) => one["@id"] === path)!;
      entity["sha256"] = sha256(text);
      entity["contentSize"] = String(Buffer.byteLength(text));
    });
  }

  get record(): string {
    return listFiles(this.folder).find((path) => path.startsWith("records/"))!;
  }

  /** The record in a file of one, without what it is wrapped in. */
  parsed(path: string): ExecutionRecord {
    return JSON.parse(this.read(path)).record;
  }
}

const page = "artifacts/page/report/index.html";

/** What is wrong with a crate, and what makes it so. */
const faults: Readonly<Record<string, (copy: Copy) => string | void>> = {
  "No such folder": () => join(room, "nowhere"),
  "A file": (copy) => copy.at(metadataFile),
  "No crate": (copy) => Deno.removeSync(copy.at(metadataFile)),
  "No JSON": (copy) => copy.write(metadataFile, '{ "@graph": ['),
  "No JSON-LD": (copy) => copy.write(metadataFile, '{ "graph": [] }'),
  "Two entities of one name": (copy) =>
    copy.describe((graph) => graph.push(graph[0]!)),
  "A crate of something else": (copy) =>
    copy.describe((graph) => {
      const root = graph.find((one) => one["@id"] === "./")!;
      root["conformsTo"] = { "@id": "https://w3id.org/ro/wfrun/process/0.5" };
    }),
  "A path out of the crate": (copy) =>
    copy.describe((graph) =>
      graph.push({ "@id": "../secret", "@type": "File" })
    ),
  "A path out of the crate, encoded": (copy) =>
    copy.describe((graph) =>
      graph.push({ "@id": "code/..%2F..%2Fsecret", "@type": "File" })
    ),
  "A file of no digest": (copy) =>
    copy.describe((graph) =>
      delete graph.find((one) => one["@id"] === page)!["sha256"]
    ),
  "A changed file": (copy) => copy.write(page, copy.read(page) + " "),
  "A missing file": (copy) => Deno.removeSync(copy.at(page)),
  "A file too many": (copy) => copy.write("code/later.ts", ""),
  "A link to a file": (copy) => {
    Deno.removeSync(copy.at(page));
    Deno.symlinkSync(join(crate, page), copy.at(page));
  },
  "A link to a folder": (copy) =>
    Deno.symlinkSync(join(crate, "code"), copy.at("linked")),
  "Metadata behind a link": (copy) => {
    Deno.removeSync(copy.at(metadataFile));
    Deno.symlinkSync(join(crate, metadataFile), copy.at(metadataFile));
  },
  "A changed file, and metadata that say so": (copy) =>
    copy.forge(page, "<p>Better</p>"),
  "A changed record, and metadata that say so": (copy) =>
    copy.forge(
      copy.record,
      copy.read(copy.record).replace(/"seconds": [\d.]+/, '"seconds": 0.5'),
    ),
  "A record with another parameter and a right sum": (copy) => {
    const record = copy.parsed(copy.record);
    const preimage = { ...record.preimage, params: { changed: true } };
    copy.forge(copy.record, recordText({ ...record, preimage }));
  },
  "A record without outputs": (copy) => {
    const { outputs: _, ...record } = copy.parsed(copy.record);
    copy.forge(copy.record, recordText(record as ExecutionRecord));
  },
  "A record without a machine": (copy) => {
    const { machine: _, ...record } = copy.parsed(copy.record);
    copy.forge(copy.record, recordText(record as ExecutionRecord));
  },
  "A record with a name that steers a terminal": (copy) => {
    const record = copy.parsed(copy.record);
    const outputs = { "\u001b[2J": Object.values(record.outputs)[0]! };
    copy.forge(copy.record, recordText({ ...record, outputs }));
  },
  "A record of an execution without end": (copy) => {
    const record = copy.parsed(copy.record);
    copy.forge(copy.record, recordText({ ...record, seconds: 1e300 }));
  },
  "Metadata too long to be read": (copy) =>
    Deno.truncateSync(copy.at(metadataFile), 2 ** 29),
  "No records": (copy) => {
    const records = listFiles(copy.folder)
      .filter((path) => path.startsWith("records/"));
    for (const path of records) Deno.removeSync(copy.at(path));
    copy.describe((graph) => {
      const others = graph.filter((one) =>
        !records.includes(String(one["@id"]))
      );
      graph.splice(0, graph.length, ...others);
    });
  },
};

Deno.test("whatever is wrong with a crate is named, and nothing of it imported", async () => {
  await using other = makeStated();
  await makeCrate(origin, "references", "--references");
  const texts: string[] = [];
  const all = Object.entries(faults);
  for (const [i, [title, breakIt]] of all.entries()) {
    const copy = new Copy(crate, `broken-${i}`);
    const given = breakIt(copy) ?? copy.folder;
    texts.push(await toldOf(other, title, given));
  }
  const references = join(room, "references");
  texts.push(await toldOf(other, "Exported with --references", references));
  const text = texts.join("\n");
  assertFits(text);
  await assertSnapshot(import.meta, "import-faults", text);
});

/** What is said of a crate, broken at 80 columns without what differs. */
async function toldOf(
  project: CommandProject,
  title: string,
  folder: string,
): Promise<string> {
  const captured = captureTerminal();
  const store = join(project.root, ".juice");
  const code = await main(
    ["import", folder, "--recipe", project.recipe, "--store", store],
    { ...captured, columns: 1e6 },
    "deno task",
  );
  assert.deepEqual([code, captured.stdout()], [1, ""], title);
  assert.equal(exists(store), false, title);
  const text = stable(project, captured.stderr())
    .replaceAll(folder, "CRATE").replace(/[0-9a-f]{64}/g, "KEY");
  const lines = text.split("\n").flatMap((line) => wrap(line, 80));
  return `# ${title}\n${lines.join("\n")}`;
}

Deno.test("a record that nobody changed has the key that it stands under", () => {
  for (const text of Object.values(recordsOf(origin))) {
    const { record } = JSON.parse(text);
    assert.equal(keyOf(record.preimage), record.key);
  }
});

Deno.test("a record that names no output of its kind stands for nothing", async () => {
  await using other = makeStated();
  const copy = new Copy(crate, "renamed");
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
  const altered = await makeCrate(origin, "altered", ...set);
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
