/**
 * What an export tells of the machine that it was made on: nothing, but for
 * what is known by its digest.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { exportFormats } from "../../export/formats.ts";
import { embeddedIn } from "../../explore/testing/embedded.ts";
import { removeIfThere } from "../../store/files.ts";
import { listFiles } from "../../store/tree.ts";
import { makeProject } from "../testing/project.ts";

const engine = new URL("../../", import.meta.url);
/** A name that stands nowhere else. */
const person = "quince-trunnion";

const files = {
  "stages/copy.ts": `
import { z } from "npm:zod@4.6.7";
import { file, folder } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const table = file("table", ".parquet", "application/vnd.apache.parquet");
export const copy = stage(import.meta, {
  doc: "Copies a table.",
  params: z.object({ cache: z.string().default(""), loud: z.boolean().default(false) }),
  inputs: { table }, outputs: { table, page: folder("page") },
  determinism: "bitwise",
  async run({ params, inputs, outputs, log }) {
    if (params.loud) log("from " + params.cache);
    await Deno.copyFile(inputs.table, outputs.table);
    await Deno.writeTextFile(outputs.page + "/index.html", "<p>A table");
  },
});`,
  "stages/recipe.ts": `
import { recipe } from "${engine}recipe.ts";
import { local } from "${engine}kinds/local.ts";
import { copy, table } from "./copy.ts";
export default recipe({
  doc: "Copies a table.",
  about: {
    name: "Tables", description: "A table that is copied.",
    license: "https://spdx.org/licenses/MIT",
    authors: [{ kind: "organization", name: "The table club" }],
  },
  profiles: { default: {}, own: { data: null } },
  build({ data = null }, add) {
    if (data === null) return {};
    const { artifact } = add("data", local(table), { path: data }, {});
    const { page } = add("copy", copy, {}, { table: artifact });
    return { report: page };
  },
});`,
};

/** All bytes of an export as text, with what the explorer's page carries. */
function* textsOf(folder: string): Generator<[path: string, text: string]> {
  for (const path of listFiles(folder)) {
    yield [path, path];
    const text = new TextDecoder("latin1")
      .decode(Deno.readFileSync(join(folder, path)));
    yield [path, text];
    if (path === "explorer.html") {
      yield [path, JSON.stringify(embeddedIn(text))];
    }
  }
}

function makeOwn() {
  const home = join(Deno.makeTempDirSync({ prefix: "juice-" }), person);
  Deno.mkdirSync(home);
  const data = join(home, "a table.parquet");
  const columns = [{ name: "word", data: ["fig"], type: "STRING" as const }];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData: columns }));
  Deno.writeFileSync(data, bytes);
  const project = makeProject();
  for (const [path, text] of Object.entries(files)) project.write(path, text);
  return {
    project,
    home,
    data,
    async [Symbol.asyncDispose]() {
      removeIfThere(join(home, ".."));
      await project[Symbol.asyncDispose]();
    },
  };
}

Deno.test("no byte of an export tells where own data lay", async () => {
  await using own = makeOwn();
  const { project, data } = own;
  const given = ["--data", data];
  const made = await project.run("reproduce", ...given);
  assert.equal(made.code, 0, made.stderr);
  for (const { name } of exportFormats) {
    const out = join(project.root, `as-${name}`);
    const { code, value } = await project.json(
      ...["export", "--format", name, "--out", out, ...given],
    );
    assert.equal(code, 0, JSON.stringify(value));
    for (const [path, text] of textsOf(out)) {
      assert.ok(!text.includes(person), `${name}: ${path}`);
      // The test's own modules import the engine from where it is.
      if (/^code\/|^explorer/.test(path)) continue;
      assert.ok(!text.includes(project.root), `${name}: ${path}`);
    }
    assert.deepEqual(value.privatePaths, [], name);
  }
  // What was set is still said, by the file's name.
  const crate = join(project.root, "as-rocrate");
  const readme = Deno.readTextFileSync(join(crate, "README.md"));
  assert.match(readme, /with `data="a table.parquet"`/);
  const page = Deno.readTextFileSync(join(crate, "explorer.html"));
  const { graph } = embeddedIn(page);
  assert.deepEqual(graph.altered, ['data="a table.parquet"']);
  assert.deepEqual(graph.stages[0]!.params, { path: "a table.parquet" });
  // In an empty store, the crate is whole.
  const store = join(project.root, "other");
  const imported = await project.json("import", crate, "--store", store);
  assert.equal(imported.code, 0, JSON.stringify(imported.value));
  const plan = await project.json("plan", "--store", store, ...given);
  assert.deepEqual(
    plan.value.stages.map((one: { status: string }) => one.status),
    ["cached", "cached"],
  );
});

Deno.test("what is known by its digest stays as it is, and is warned of", async () => {
  await using own = makeOwn();
  const { project, home, data } = own;
  const given = [
    ...["--data", data, "--set", `copy:cache=${join(home, "cache")}`],
    ...["--set", "copy:loud=true"],
  ];
  const made = await project.run("reproduce", ...given);
  assert.equal(made.code, 0, made.stderr);
  const out = join(project.root, "crate");
  const { code, stderr } = await project.run(
    ...["export", "--format", "rocrate", "--out", out, ...given],
  );
  assert.equal(code, 0, stderr);
  const found = [...textsOf(out)].filter(([, text]) => text.includes(person))
    .map(([path]) => path.replace(/[0-9a-f]{64}/, "KEY"));
  assert.deepEqual(found.sort(), [
    // It shows what the log tells.
    "explorer.html",
    "logs/copy.txt",
    "records/KEY/1.json",
  ]);
  assert.match(stderr, /paths of this machine stand in 2 files/);
  assert.match(stderr, /logs\/copy\.txt/);
  // A format that nothing is imported from has no need of it.
  for (const name of ["prov", "openlineage", "croissant"]) {
    const other = join(project.root, name);
    const { value } = await project.json(
      ...["export", "--format", name, "--out", other, ...given],
    );
    assert.deepEqual(value.privatePaths, [], name);
    for (const [path, text] of textsOf(other)) {
      assert.ok(!text.includes(person), `${name}: ${path}`);
    }
  }
});
