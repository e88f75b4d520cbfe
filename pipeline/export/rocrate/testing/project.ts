/**
 * A small project whose crate has all that a crate can have: folders with
 * names that no URI may hold as they are, stages that do the
 * same, paths that would be the same, a source, a log, a warning.
 *
 * @module
 */

import { buildRecipe } from "../../../build_recipe.ts";
import {
  header,
  makeProject,
  runProfile,
  type TestProject,
  wasm,
} from "../../../testing/project.ts";
import { gatherTarget } from "../../gather.ts";
import type { ExportTarget } from "../../target.ts";

const engine = new URL("../../../", import.meta.url);

const files: Readonly<Record<string, string>> = {
  "stages/words.ts": `${header}
export const words = stage(import.meta, {
  doc: "Writes words.",
  params: z.object({
    words: z.array(z.string()), rate: z.number().default(0.5),
    count: z.int().default(2), upper: z.boolean().default(false),
    note: z.string().nullable().default(null),
  }),
  inputs: {}, outputs: { words: json }, determinism: "bitwise",
  async run({ params, outputs, metric, log, warn }) {
    await writeJson(outputs.words, params.words);
    metric("words", params.words.length);
    log("wrote <b>words</b>");
    if (params.upper) warn("upper case is not what it was");
  },
});`,
  "stages/pages.ts": `${header}
export const pages = stage(import.meta, {
  doc: "Writes pages.",
  params: z.object({}),
  inputs: { words: many(json), title: optional(json) },
  outputs: { pages: folder("pages") }, determinism: "bitwise",
  async run({ inputs, outputs }) {
    const all = [];
    for (const path of Object.values(inputs.words)) {
      all.push(...await readJson(path));
    }
    const write = (path, text) =>
      Deno.writeTextFile(outputs.pages + "/" + path, text);
    await Deno.mkdir(outputs.pages + "/\\u00fc ber");
    await write("a b#1.txt", all.join());
    await write("\\u00fc ber/100%.txt", all.join());
    await write("index.html", "<pre>" + all.join());
  },
});`,
  "stages/table.ts": `${header}
export const table = stage(import.meta, {
  doc: "Puts words into a table.",
  params: z.object({ title: z.string() }),
  inputs: { pages: folder("pages") }, outputs: { results: json },
  determinism: "bitwise",
  async run({ params, inputs, outputs }) {
    await Deno.readTextFile(inputs.pages + "/index.html");
    await writeJson(outputs.results, { version: 1, results: [], table: {
      title: params.title, columns: [], rows: [], notes: [],
    } });
  },
});`,
  "stages/recipe.ts": `
import { recipe } from "${engine}recipe.ts";
import { pages } from "./pages.ts";
import { table } from "./table.ts";
import { words } from "./words.ts";
import { sets } from "./sets.ts";
export default recipe({
  doc: "Pages of words & <b>more</b>.",
  about: {
    name: "Words", description: "Some words on pages.",
    license: "https://spdx.org/licenses/MIT",
    url: "https://example.org/words",
    authors: [
      { kind: "person", name: "A. Author", url: "https://orcid.org/0000-0002-1825-0097" },
      { kind: "organization", name: "The Words authors" },
    ],
    citations: [{ name: "On Words", url: "https://example.org/paper" }],
    sources: { words: {
      name: "A list of words", description: "Words that somebody wrote down.",
      license: "https://spdx.org/licenses/CC0-1.0",
      url: "https://example.org/list",
      creators: [{ kind: "person", name: "W. Riter" }],
      citation: "W. Riter. A list of words.",
    }, other: {
      name: "Not used", description: "Of a kind that there is not.",
      license: "https://spdx.org/licenses/CC0-1.0",
      url: "https://example.org/other", creators: [],
    } },
  },
  profiles: { default: { names: sets }, bare: { names: { fig: ["fig"] } } },
  build({ names }, add) {
    const all = {};
    for (const [name, list] of Object.entries(names)) {
      all[name] = add("words/" + name, words, { words: list }, {}).words;
    }
    const loud = add("Words/pear", words, { words: ["PEAR"], upper: true }, {});
    const { pages: made } = add("pages", pages, {}, {
      words: { ...all, loud: loud.words }, title: loud.words,
    });
    const { results } = add("pages/pages", table, { title: "Words" }, { pages: made });
    return { results, report: made };
  },
});`,
  "stages/sets.ts": `
export const sets = { pear: ["pear", "plum"], again: ["pear", "plum"] };`,
};

/** The project, after a run of its profile `default`. */
export async function wordsProject(): Promise<TestProject> {
  const project = makeProject(files);
  await runProfile(await project.open(), "default");
  return project;
}

/** What is exported of it. */
export async function wordsTarget(
  project: TestProject,
): Promise<ExportTarget> {
  const opened = await project.open();
  const built = buildRecipe(opened.recipe, "default");
  const notes = { action: "export", reproduce: "deno task reproduce" };
  return await gatherTarget(opened, built, wasm, notes);
}
