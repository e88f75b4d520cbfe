import assert from "node:assert/strict";
import { join } from "node:path";
import { metadataFile } from "../../export/rocrate/names.ts";
import { exists, removeIfThere } from "../../store/files.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { recordText } from "../../store/records.ts";
import { listFiles } from "../../store/tree.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { wrap } from "../format.ts";
import { main } from "../main.ts";
import { stable } from "../testing/check.ts";
import { CrateCopy, makeCrate, makeStated } from "../testing/crate.ts";
import type { CommandProject } from "../testing/project.ts";
import { captureTerminal } from "../testing/terminal.ts";

const room = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "juice-" }));
Deno.test.afterAll(() => removeIfThere(room));

const origin = makeStated();
Deno.test.afterAll(async () => await origin[Symbol.asyncDispose]());
assert.equal((await origin.run("reproduce", "--update-lock")).code, 0);
const crate = await makeCrate(origin, join(room, "crate"));

const page = "artifacts/page/report/index.html";

/** What is wrong with a crate, and what makes it so. */
const faults: Readonly<Record<string, (copy: CrateCopy) => string | void>> = {
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
  await makeCrate(origin, join(room, "references"), "--references");
  const texts: string[] = [];
  const all = Object.entries(faults);
  for (const [i, [title, breakIt]] of all.entries()) {
    const copy = new CrateCopy(crate, join(room, `broken-${i}`));
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
  const expected = title === "No such folder" ? 2 : 1;
  assert.deepEqual([code, captured.stdout()], [expected, ""], title);
  assert.equal(exists(store), false, title);
  const text = stable(project, captured.stderr())
    .replaceAll(folder, "CRATE").replace(/[0-9a-f]{64}/g, "KEY");
  const lines = text.split("\n").flatMap((line) => wrap(line, 80));
  return `# ${title}\n${lines.join("\n")}`;
}
