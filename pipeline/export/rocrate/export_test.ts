import assert from "node:assert/strict";
import { join } from "node:path";
import { JuiceError } from "../../errors.ts";
import { sha256 } from "../../identity/hash.ts";
import { removeIfThere } from "../../store/files.ts";
import { listFiles } from "../../store/tree.ts";
import type { Exported, ExportTarget } from "../target.ts";
import { rocrate } from "./export.ts";
import { embeddedIn } from "../../explore/testing/embedded.ts";
import { usedSources } from "../sources.ts";
import { nameOfDigest } from "../terms.ts";
import { Entities, readDocument, refs } from "./testing/crate.ts";
import { wordsProject, wordsTarget } from "./testing/project.ts";
import { brokenRules } from "./testing/rules.ts";

const project = await wordsProject();
const target = await wordsTarget(project);
const room = Deno.makeTempDirSync({ prefix: "juice-" });
Deno.test.afterAll(() => {
  project[Symbol.dispose]();
  removeIfThere(room);
});

async function write(name: string, files = true, of: ExportTarget = target) {
  const folder = join(room, name);
  Deno.mkdirSync(folder);
  const exported: Exported = await rocrate(of, folder, { files });
  const crate = readDocument(folder);
  return { folder, exported, crate, entities: new Entities(crate) };
}

const whole = await write("whole");
const bare = await write("bare", false);

/** What the record of a stage has of an output. */
function outputOf(stage: string, output: string) {
  const found = target.stages.find((one) => one.stage.name === stage)!;
  return found.record.outputs[output]!;
}

Deno.test("a crate keeps every rule of its profiles", () => {
  assert.deepEqual(brokenRules(whole.crate), new Map());
});

Deno.test("so does a crate of references", () => {
  assert.deepEqual(brokenRules(bare.crate), new Map());
});

Deno.test("the same records give the same bytes", async () => {
  const again = await write("again");
  assert.deepEqual(again.exported, whole.exported);
  const bytes = (folder: string) =>
    listFiles(folder).map((path) => [
      path,
      sha256(Deno.readFileSync(join(folder, path))),
    ]);
  assert.deepEqual(bytes(again.folder), bytes(whole.folder));
});

Deno.test("what was written is counted", () => {
  const { folder, exported } = whole;
  const files = listFiles(folder);
  const sizes = files.map((path) => Deno.statSync(join(folder, path)).size);
  assert.equal(exported.files, files.length);
  assert.equal(exported.bytes, sizes.reduce((sum, size) => sum + size, 0));
  assert.equal(exported.main, "ro-crate-metadata.json");
});

Deno.test("files lie under the names of their stages, with encoded names in the metadata", () => {
  const files = listFiles(whole.folder);
  const artifacts = files.filter((path) => path.startsWith("artifacts"));
  assert.deepEqual(artifacts, [
    "artifacts/pages/pages/a b#1.txt",
    "artifacts/pages/pages/explorer.html",
    "artifacts/pages/pages/index.html",
    "artifacts/pages/pages/ü ber/100%.txt",
    "artifacts/words/pear/words.json",
    // What differs by the case of letters, and what would lie in an artifact.
    "artifacts~2/Words/pear/words.json",
    "artifacts~2/pages/pages/results.json",
  ]);
  const folder = whole.entities.get("artifacts/pages/pages/")!;
  assert.deepEqual(refs(folder, "hasPart"), [
    "artifacts/pages/pages/a%20b%231.txt",
    "artifacts/pages/pages/index.html",
    "artifacts/pages/pages/ü%20ber/100%25.txt",
  ]);
  const { digest } = outputOf("pages", "pages");
  assert.equal(folder["identifier"], nameOfDigest(digest));
});

Deno.test("a file has its media type, size and SHA-256, and what it stands for", () => {
  const { digest, size } = outputOf("words/pear", "words");
  const file = whole.entities.get("artifacts/words/pear/words.json")!;
  assert.equal(file["sha256"], digest);
  assert.equal(file["contentSize"], String(size));
  assert.equal(file["encodingFormat"], "application/json");
  assert.deepEqual(refs(file, "isBasedOn"), ["https://example.org/list"]);
  assert.deepEqual(refs(file, "license"), [
    "https://spdx.org/licenses/CC0-1.0",
  ]);
  assert.deepEqual(refs(file, "exampleOfWork"), [
    "#kind/pages/input/words",
    "#kind/words/output/words",
  ]);
  const report = whole.entities.get("artifacts/pages/pages/")!;
  assert.deepEqual(refs(report, "exampleOfWork"), [
    "#kind/pages/output/pages",
    "#kind/table/input/pages",
    "#output/report",
  ]);
});

Deno.test("stages that do the same share an execution, and have a step each", () => {
  const { entities } = whole;
  const actionOf = (stage: string) =>
    refs(entities.get(`#control/${stage}`), "object");
  assert.deepEqual(actionOf("words/pear"), actionOf("words/again"));
  assert.notDeepEqual(actionOf("words/pear"), actionOf("Words/pear"));
  assert.equal(entities.of("HowToStep").length, 5);
  // Four executions, and the run of the workflow.
  assert.equal(entities.of("CreateAction").length, 5);
});

Deno.test("an execution names what it used, made, measured and needed", () => {
  const { entities } = whole;
  const action = (stage: string) =>
    entities.get(refs(entities.get(`#control/${stage}`), "object")[0]!)!;
  const words = action("words/pear");
  const values = refs(words, "object").map((id) => entities.get(id)!)
    .filter((one) => one["@type"] === "PropertyValue")
    .map((one) => [one["name"], one["value"]]);
  assert.deepEqual(values, [
    ["count", 2],
    ["note", "null"],
    ["rate", 0.5],
    ["upper", false],
    ["words", '["pear","plum"]'],
  ]);
  assert.deepEqual(refs(words, "result"), [
    "artifacts/words/pear/words.json",
    "#metric/words/2",
  ]);
  const usage = refs(words, "resourceUsage").map((id) => entities.get(id)!);
  assert.deepEqual(usage.map((one) => one["name"]).slice(0, 2), [
    "duration",
    "threads",
  ]);
  const { record } = target.stages[0]!;
  assert.equal(words["identifier"], nameOfDigest(record.key));
  assert.equal(
    words["startTime"],
    record.startedAt.replace("Z", "+00:00"),
  );
  const [log] = entities.of("File").filter((one) =>
    one["name"] === 'What "words/pear" printed'
  );
  assert.deepEqual(refs(log, "about"), [words["@id"]]);
  // The title was given, and the stage did not read it.
  assert.match(String(action("pages")["description"]), /not read: title\./);
  const used = refs(action("pages"), "object");
  assert.deepEqual(used, [
    "artifacts/words/pear/words.json",
    "artifacts~2/Words/pear/words.json",
  ]);
});

Deno.test("parameters have the types of their values", () => {
  const typeOf = (name: string) =>
    whole.entities.get(`#kind/words/param/${name}`)?.["additionalType"];
  assert.deepEqual(
    ["count", "rate", "upper", "words", "note"].map(typeOf),
    ["Integer", "Float", "Boolean", "PropertyValue", "DataType"],
  );
});

Deno.test("the crate holds the recipe, what it imports, and what stages ran", () => {
  const { entities } = whole;
  assert.equal(entities.workflow!["@id"], "code/stages/recipe.ts");
  assert.ok(
    refs(entities.workflow, "softwareRequirements")
      .includes("code/stages/sets.ts"),
  );
  const tool = entities.get("#kind/words")!;
  assert.deepEqual(refs(tool, "mainEntity"), ["code/stages/words.ts"]);
  const needs = refs(tool, "softwareRequirements");
  const zod = entities.get("https://www.npmjs.com/package/zod/v/4.6.7")!;
  assert.ok(needs.includes(zod["@id"]));
  assert.match(String(zod["sha512"]), /^[0-9a-f]{128}$/);
  assert.ok(needs.some((id) => id.includes("denoland/deno/releases")));
  for (const { record } of target.stages) {
    for (const [path, digest] of Object.entries(record.preimage.code.files)) {
      assert.equal(
        entities.get(`code/${path}`)?.["sha256"],
        digest,
        path,
      );
    }
  }
});

Deno.test("people, licences and sources are those that the recipe states", () => {
  const { root, ...entities } = {
    root: whole.entities.root!,
    get: (id: string) => whole.entities.get(id),
  };
  assert.deepEqual(refs(root, "author"), [
    "https://orcid.org/0000-0002-1825-0097",
    "#agent/The%20Words%20authors",
  ]);
  assert.equal(
    entities.get("https://orcid.org/0000-0002-1825-0097")?.["@type"],
    "Person",
  );
  assert.equal(
    entities.get("https://spdx.org/licenses/MIT")?.["name"],
    "MIT",
  );
  // Of a kind that the profile has no stage of.
  assert.equal(entities.get("https://example.org/other"), undefined);
  assert.deepEqual(whole.exported.leftOut.slice(0, 4), [
    "agent: who started the executions; no record says it",
    "identifier and publisher of the crate: an archive gives them",
    "datePublished of the crate: RO-Crate requires one, so it is the end of " +
    "the last execution",
    'url of "The Words authors", such as an ORCID',
  ]);
  assert.equal("agent" in whole.entities.of("CreateAction")[0]!, false);
});

Deno.test("references hold no artifact, and name each by its digest", () => {
  const files = listFiles(bare.folder);
  assert.deepEqual(files.filter((path) => path.startsWith("artifacts")), []);
  assert.ok(files.some((path) => path.startsWith("records/")));
  const { digest, size } = outputOf("words/pear", "words");
  const entity = bare.entities.get(nameOfDigest(digest))!;
  assert.equal(entity["@type"], "CreativeWork");
  assert.equal(entity["sha256"], digest);
  assert.equal(entity["contentSize"], String(size));
  const pages = outputOf("pages", "pages");
  const folder = bare.entities.get(nameOfDigest(pages.digest))!;
  assert.equal(refs(folder, "hasPart").length, 2);
});

Deno.test("the README leads to the results, the data and their licences", () => {
  const readme = Deno.readTextFileSync(join(whole.folder, "README.md"));
  const links = [...readme.matchAll(/\]\(<([^>]*)>\)/g)].map(([, to]) => to!);
  const inside = links.filter((to) => !/^https?:/.test(to));
  assert.ok(inside.includes("artifacts~2/pages/pages/results.json"), readme);
  for (const to of inside) {
    assert.ok(Deno.statSync(join(whole.folder, decodeURIComponent(to))), to);
  }
  for (const [, { url, license }] of usedSources(target)) {
    assert.ok(links.includes(url) && links.includes(license), readme);
  }
});

Deno.test("the page shows text as text, and fetches and runs nothing", () => {
  const page = Deno.readTextFileSync(
    join(whole.folder, "ro-crate-preview.html"),
  );
  assert.match(page, /Pages of words &amp; &lt;b&gt;more&lt;\/b&gt;\./);
  const [before = "", data = "", after = ""] = page.split(
    /<script type="application\/ld\+json">|<\/script>/,
  );
  assert.doesNotMatch(before + after, /<script|<link|<img|<iframe|url\(/);
  // The metadata stand in it whole, and their text ends nothing.
  assert.deepEqual(JSON.parse(data), whole.crate.document);
  assert.doesNotMatch(data, /</);
  assert.match(page, /default-src 'none'/);
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, to]) => to!);
  const inside = links.filter((to) => !/^https?:/.test(to));
  assert.ok(inside.includes("artifacts~2/pages/pages/results.json"));
  for (const to of inside) {
    assert.ok(Deno.statSync(join(whole.folder, decodeURIComponent(to))), to);
  }
});

Deno.test("the page leads to no address that would run something", async () => {
  const url = "javascript:alert(1)//";
  const about = { ...target.about!, url };
  const { folder } = await write("hostile", true, { ...target, about });
  const page = Deno.readTextFileSync(join(folder, "ro-crate-preview.html"));
  assert.ok(page.includes("<dd>javascript:alert(1)//</dd>"));
  assert.doesNotMatch(page, /href="javascript/);
});

Deno.test("a recipe that states no licence is refused", async () => {
  const { about: _, ...rest } = target;
  const folder = join(room, "unstated");
  Deno.mkdirSync(folder);
  await assert.rejects(
    rocrate({ ...rest, about: undefined }, folder, { files: true }),
    (error) => error instanceof JuiceError && error.code === "unstated",
  );
  assert.deepEqual(listFiles(folder), []);
});

Deno.test("a second version of a file lies beside the first", async () => {
  const [first, ...others] = target.stages;
  const { store } = target.places;
  const { digest } = store.putBytes(new TextEncoder().encode("older"));
  const { preimage } = first!.record;
  const files = { ...preimage.code.files, "stages/pages.ts": digest };
  const older = {
    ...first!,
    record: {
      ...first!.record,
      preimage: { ...preimage, code: { ...preimage.code, files } },
    },
  };
  const { entities } = await write("versions", true, {
    ...target,
    stages: [older, ...others],
  });
  const id = `code@${digest.slice(0, 8)}/stages/pages.ts`;
  assert.equal(entities.get(id)?.["alternateName"], "stages/pages.ts");
  assert.ok(entities.get("code/stages/pages.ts"));
});

Deno.test("code that the store does not hold is left out, and named", async () => {
  const [first, ...others] = target.stages;
  const { preimage } = first!.record;
  const files = { ...preimage.code.files, "stages/gone.ts": sha256("gone") };
  const record = {
    ...first!.record,
    preimage: { ...preimage, code: { ...preimage.code, files } },
  };
  const { entities, exported, crate } = await write("missing", true, {
    ...target,
    stages: [{ ...first!, record }, ...others],
  });
  assert.equal(entities.get("code/stages/gone.ts"), undefined);
  assert.match(exported.leftOut.join("\n"), /1 files.*: stages\/gone\.ts/);
  assert.deepEqual(brokenRules(crate), new Map());
});

Deno.test("the explorer is in the crate, and where the report looks for it", () => {
  const { folder, entities } = whole;
  const page = Deno.readTextFileSync(join(folder, "explorer.html"));
  const { digest } = outputOf("words/pear", "words");
  const { graph, previews } = embeddedIn(page);
  assert.ok(digest in previews);
  // From the explorer to the report, and back by the report's own links.
  assert.equal(graph.report!.at, "artifacts/pages/pages/index.html");
  const forward = join(folder, "artifacts/pages/pages/explorer.html");
  const [, to] = /<a href="([^"]*)"/.exec(Deno.readTextFileSync(forward))!;
  assert.equal(join(forward, "..", to!), join(folder, "explorer.html"));
  // It carries its data, and asks nobody for others.
  assert.doesNotMatch(page.slice(0, 1000), /connect-src/);
  // It is described, and no part of the artifact.
  const parts = refs(entities.root, "hasPart");
  for (const id of ["explorer.html", "artifacts/pages/pages/explorer.html"]) {
    assert.equal(entities.get(id)!["@type"], "File");
    assert.equal(entities.get(id)!["encodingFormat"], "text/html");
    assert.ok(parts.includes(id));
  }
  const pages = refs(entities.get("artifacts/pages/pages/"), "hasPart");
  assert.ok(!pages.includes("artifacts/pages/pages/explorer.html"));
  for (const name of ["README.md", "ro-crate-preview.html"]) {
    assert.match(Deno.readTextFileSync(join(folder, name)), /explorer\.html/);
  }
  // References have no copies of what artifacts hold.
  assert.equal(bare.entities.get("explorer.html"), undefined);
});
