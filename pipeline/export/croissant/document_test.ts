import assert from "node:assert/strict";
import { join } from "node:path";
import { tablesProject, targetOf } from "../testing/tables.ts";
import { croissant } from "./export.ts";
import { Origins } from "./origins.ts";
import { fieldType, tablesOf } from "./tables.ts";
import { type Rule, rules } from "./testing/rules.ts";

const project = await tablesProject();
Deno.test.afterAll(() => project[Symbol.dispose]());
const target = await targetOf(project);

// deno-lint-ignore no-explicit-any
type Node = any;

/** Exports into a new folder, and reads what was written. */
async function written(files = true): Promise<{
  readonly folder: string;
  readonly text: string;
  readonly leftOut: readonly string[];
}> {
  const folder = Deno.makeTempDirSync({ dir: project.root });
  const { main, leftOut } = await croissant(target, folder, { files });
  return { folder, text: Deno.readTextFileSync(join(folder, main)), leftOut };
}

const { folder, text, leftOut } = await written();

function faultsOf(description: Node, only?: Rule): string[] {
  return rules.filter((rule) => only === undefined || rule === only)
    .flatMap((rule) => rule.faults(description, folder));
}

Deno.test("a description keeps every rule of Croissant", () => {
  assert.deepEqual(faultsOf(JSON.parse(text)), []);
});

Deno.test("for each rule a description that breaks it is found", () => {
  const breaks: ((d: Node) => void)[] = [
    (d) => delete d.license,
    (d) => d.conformsTo = "http://mlcommons.org/croissant/1.0",
    (d) => d.datePublished = "last week",
    (d) => d.creator = [{ "@type": "sc:Thing", name: "x" }],
    (d) => delete d.distribution[0].sha256,
    (d) => d.distribution[0].contentSize = "1 B",
    (d) => d.recordSet[0].field[1]["@id"] = d.recordSet[0].field[0]["@id"],
    (d) => d.recordSet[0].field[0].source.fileObject["@id"] = "data/none",
    (d) => d.wellKnown = true,
    (d) => d.distribution[0]["prov:wasDerivedFrom"] = [{ "@id": "data/none" }],
  ];
  assert.equal(breaks.length, rules.length);
  for (const [i, breakIt] of breaks.entries()) {
    const description = JSON.parse(text);
    breakIt(description);
    const found = faultsOf(description, rules[i]);
    assert.ok(found.length > 0, rules[i]!.name);
  }
});

Deno.test("the same bytes are one file, under the names of all that put them out", () => {
  const { distribution, recordSet } = JSON.parse(text);
  assert.equal(distribution.length, 1);
  const [file] = distribution;
  // The last two are one execution.
  const by = file["prov:wasGeneratedBy"].map((one: Node) => one["prov:label"]);
  assert.deepEqual(by, ["entries", "copy/ratio=0.5", "copy/a:b,@+_=-.1"]);
  assert.deepEqual(file["prov:wasDerivedFrom"], [
    { "@id": "https://example.org/words" },
  ]);
  assert.deepEqual(recordSet.map((one: Node) => one.name), [
    "entries.words",
    "copy/ratio=0.5.words",
    "copy/a:b,@+_=-.1.words",
    "copy/again.words",
  ]);
  const types = recordSet[0].field.map((one: Node) => one.dataType);
  assert.deepEqual(types, ["sc:Text", "sc:Float"]);
});

Deno.test("what nobody has said is left out and named", () => {
  const description = JSON.parse(text);
  assert.equal(description.version, undefined);
  assert.equal(description.url, "./");
  assert.ok(leftOut.some((one) => one.startsWith("version:")));
  assert.ok(leftOut.some((one) => one.startsWith("url:")));
});

Deno.test("nobody is said to have made what they have not, or to be cited so", async () => {
  const { creator, citation, citeAs } = JSON.parse(text);
  assert.deepEqual(creator.map((one: Node) => one.name), ["The word club"]);
  assert.deepEqual(citation, ["A. Writer. A list of words."]);
  assert.equal(citeAs, undefined);
  const { authors: _, ...about } = target.about!;
  await assert.rejects(
    croissant({ ...target, about }, folder, { files: false }),
    /who made them/,
  );
});

Deno.test("a source that the profile has no stage of is neither cited nor licensed", async () => {
  const sources = { nothing: target.about!.sources!["entries"]! };
  const about = { ...target.about!, sources };
  const apart = Deno.makeTempDirSync({ dir: project.root });
  await croissant({ ...target, about }, apart, { files: false });
  const description = JSON.parse(
    Deno.readTextFileSync(join(apart, "croissant.json")),
  );
  assert.deepEqual(description.license, ["https://spdx.org/licenses/MIT"]);
  assert.equal(description.citation, undefined);
  assert.equal(description["prov:wasDerivedFrom"], undefined);
});

Deno.test("what is set otherwise than in the profile is in the name", async () => {
  const apart = Deno.makeTempDirSync({ dir: project.root });
  const altered = ["words.0=fig"];
  await croissant({ ...target, altered }, apart, { files: false });
  const { name } = JSON.parse(
    Deno.readTextFileSync(join(apart, "croissant.json")),
  );
  assert.equal(name, "Words, profile default with words.0=fig");
});

Deno.test("an execution that made several files is defined once", () => {
  const tables = tablesOf(target);
  const origins = new Origins(target, tables);
  const [first] = tables;
  const told = (path: string) =>
    (origins.of(path, [first!]) as Node)["prov:wasGeneratedBy"];
  const [{ "@id": id, ...said }] = told("data/one");
  assert.equal(said["@type"], "prov:Activity");
  assert.deepEqual(told("data/two"), [{ "@id": id }]);
});

Deno.test("columns have Croissant's types, and lists are arrays", () => {
  assert.deepEqual(fieldType("VARCHAR"), {
    dataType: "sc:Text",
    isArray: false,
  });
  assert.deepEqual(fieldType("BIGINT[]"), {
    dataType: "sc:Integer",
    isArray: true,
  });
  assert.deepEqual(fieldType("MAP"), { dataType: undefined, isArray: false });
});

Deno.test("references name bytes by their digest and write none", async () => {
  const references = await written(false);
  assert.deepEqual([...Deno.readDirSync(references.folder)].length, 1);
  const [file] = JSON.parse(references.text).distribution;
  assert.match(file.contentUrl, /^ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(faultsOf(JSON.parse(references.text)), []);
});

Deno.test("the same records give the same bytes", async () => {
  assert.equal((await written()).text, text);
});

Deno.test("a recipe without tables, or that says nothing of itself, is refused", async () => {
  const none = await targetOf(project, "none");
  await assert.rejects(
    croissant(none, folder, { files: true }),
    /no stage puts out a Parquet file/,
  );
  await assert.rejects(
    croissant({ ...target, about: undefined }, folder, { files: true }),
    /does not say what they are/,
  );
});
