/**
 * A small project whose stages put out tables, for tests of what is exported
 * of them: a source that the recipe describes, a stage that leaves one of its
 * inputs unread, a program that nobody observes, two stages that put out the
 * same bytes, and two that share an execution. Names hold what names may hold.
 *
 * @module
 */

import { buildRecipe } from "../../build_recipe.ts";
import {
  header,
  makeProject,
  runProfile,
  type TestProject,
  wasm,
} from "../../testing/project.ts";
import { gatherTarget } from "../gather.ts";
import type { ExportTarget } from "../target.ts";

const engine = new URL("../../", import.meta.url);

const parquet = `
import { parquetWriteBuffer } from "npm:hyparquet-writer@0.17.0";
const table = file("table", ".parquet", "application/vnd.apache.parquet");
const writeTable = (path, columns) => Deno.writeFileSync(path,
  new Uint8Array(parquetWriteBuffer({ columnData: columns })));
`;

const files: Readonly<Record<string, string>> = {
  "stages/entries.ts": `${header}${parquet}
export const entries = stage(import.meta, {
  doc: "Writes some words.",
  params: z.object({ words: z.array(z.string()) }),
  inputs: {}, outputs: { words: table }, determinism: "bitwise",
  run({ params, outputs, metric }) {
    writeTable(outputs.words, [
      { name: "word", data: params.words, type: "STRING" },
      { name: "length", data: params.words.map((w) => w.length), type: "DOUBLE" },
    ]);
    metric("words", params.words.length);
  },
});`,
  "stages/copy.ts": `${header}${parquet}
export const copy = stage(import.meta, {
  doc: "Copies a table, and does not read the other one.",
  params: z.object({ name: z.string() }),
  inputs: { words: table, unread: optional(table) },
  outputs: { words: table, "a note": json }, determinism: "bitwise",
  async run({ params, inputs, outputs }) {
    await Deno.copyFile(inputs.words, outputs.words);
    await writeJson(outputs["a note"], params.name);
  },
});`,
  "stages/count.sh": 'wc -l < "$1" > "$2"\n',
  "stages/count.ts": `${header}
import { command } from "${engine}kinds/command.ts";
const table = file("table", ".parquet", "application/vnd.apache.parquet");
export const count = command(import.meta, {
  doc: "Counts lines by a program.",
  params: z.object({}),
  inputs: { words: table }, outputs: { lines: file("text", ".txt", "text/plain") },
  determinism: "bitwise", tools: ["sh", "wc"], files: ["./count.sh"],
  arguments: ({ files, inputs, outputs }) =>
    ["sh", files["./count.sh"], inputs.words, outputs.lines],
});`,
  "stages/recipe.ts": `
import { recipe } from "${engine}recipe.ts";
import { copy } from "./copy.ts";
import { count } from "./count.ts";
import { entries } from "./entries.ts";
export default recipe({
  doc: "Words in tables.",
  about: {
    name: "Words", description: "Some words in tables.",
    license: "https://spdx.org/licenses/MIT",
    authors: [{ kind: "organization", name: "The word club" }],
    sources: { entries: {
      name: "A list of words", description: "Words that somebody wrote down.",
      license: "https://spdx.org/licenses/CC0-1.0", url: "https://example.org/words",
      creators: [{ kind: "person", name: "A. Writer" }],
      citation: "A. Writer. A list of words.",
    } },
  },
  profiles: { default: ["pear", "plum"], none: [] },
  build(words, add) {
    if (words.length === 0) return {};
    const { words: table } = add("entries", entries, { words }, {});
    const one = add("copy/ratio=0.5", copy, { name: "one" }, { words: table, unread: table });
    add("copy/a:b,@+_=-.1", copy, { name: "two" }, { words: one.words });
    add("copy/again", copy, { name: "two" }, { words: one.words });
    add("count", count, {}, { words: table });
    return {};
  },
});`,
};

/** The project, after a run. */
export async function tablesProject(): Promise<TestProject> {
  const project = makeProject(files);
  await runProfile(await project.open(), "default");
  return project;
}

/** What is exported of it. */
export async function targetOf(
  project: TestProject,
  profile = "default",
): Promise<ExportTarget> {
  const opened = await project.open();
  const built = buildRecipe(opened.recipe, profile);
  const notes = { action: "export", reproduce: "deno task reproduce" };
  return await gatherTarget(opened, built, wasm, notes);
}
