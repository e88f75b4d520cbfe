import { checkMessages, type MessageCase } from "../testing/messages.ts";

const engine = new URL("../../", import.meta.url);

/** A recipe whose stages are added as `body` says. */
function adding(title: string, body: string, more = ""): MessageCase {
  return {
    title,
    args: ["plan"],
    recipe: "stages/own.ts",
    prepare: (project) => {
      Deno.mkdirSync(`${project.root}/stages/other`);
      const kind = (name: string) => `
import { z } from "npm:zod@4.6.7";
import { json, file } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const ${name} = stage(import.meta, {
  doc: "Does nothing.",
  params: z.object({ rate: z.number().max(1).default(0), any: z.any().default(null) }),
  inputs: {}, outputs: { word: file("word", ".txt", "text/plain") },
  determinism: "bitwise", run() {},
});`;
      project.write("stages/other/word.ts", kind("word"));
      project.write(
        "stages/two.ts",
        kind("one") +
          "export const two = stage(import.meta, { ...one });",
      );
      project.write(
        "stages/own.ts",
        `
import { recipe } from "${engine}recipe.ts";
import { counting } from "./counting.ts";
import { word } from "./word.ts";
import { word as other } from "./other/word.ts";
import { one, two } from "./two.ts";
${more}
export default recipe({
  doc: "Is wrong.",
  profiles: { default: {} },
  build(_profile, add) {
    const fig = add("fig", word, { text: "fig" }, {});
    ${body}
    return {};
  },
});`,
      );
    },
  };
}

Deno.test("what a recipe gets wrong is said before anything runs", async () => {
  await checkMessages(import.meta, "recipe", [
    adding("A name with a space", 'add("a b", word, { text: "x" }, {});'),
    adding("A name twice", 'add("fig", word, { text: "x" }, {});'),
    adding("No kind", 'add("x", { doc: "" }, {}, {});'),
    adding(
      "Two kinds in a module",
      'add("x", one, {}, {}); add("y", two, {}, {});',
    ),
    adding(
      "A kind with slips of the pen",
      'add("x", slip, {}, {});',
      'const slip = { ...word, determinism: "bitwse", ' +
        "params: undefined, resources: { seconds: 2, memory: NaN }, " +
        'outputs: { "../../x": null }, run: 3 };',
    ),
    adding("Something else given back", "return { result: fig.word };"),
    adding("A promise given back", "return Promise.resolve({});"),
    adding("Two kinds of one name", 'add("x", other, {}, {});'),
    adding("An unknown parameter", 'add("x", word, { txt: "x" }, {});'),
    adding("A parameter out of bounds", 'add("x", one, { rate: 2 }, {});'),
    adding("A parameter of another type", 'add("x", word, { text: 1 }, {});'),
    adding("A parameter that is missing", 'add("x", word, {}, {});'),
    adding(
      "A parameter that is no JSON",
      'add("x", one, { any: { deep: [NaN] } }, {});',
    ),
    adding("No input", 'add("x", counting, {}, {});'),
    adding(
      "An input of an output that there is not",
      'add("x", counting, {}, { word: fig.words });',
    ),
    adding(
      "An unknown input",
      'add("x", counting, {}, { word: fig.word, wrd: fig.word });',
    ),
    adding(
      "An input that is no output",
      'add("x", counting, {}, { word: "fig" });',
    ),
    adding(
      "An input of a stage that there is not",
      'add("x", counting, {}, { word: { stage: "pig", output: "word" } });',
    ),
    adding(
      "An input that is no output of its stage",
      'add("x", counting, {}, { word: { stage: "fig", output: "words" } });',
    ),
    adding(
      "An input of another type",
      'add("x", counting, {}, { word: add("y", one, {}, {}).word });',
    ),
  ]);
});

Deno.test("what cannot be used as a project or a recipe is named", async () => {
  const recipe = (title: string, text: string): MessageCase => ({
    title,
    args: ["plan"],
    recipe: "stages/own.ts",
    prepare: (project) => project.write("stages/own.ts", text),
  });
  await checkMessages(import.meta, "project", [
    {
      title: "No deno.json",
      args: ["plan"],
      prepare: ({ root }) => Deno.removeSync(`${root}/deno.json`),
    },
    { title: "No such recipe", args: ["plan"], recipe: "stages/none.ts" },
    recipe("A recipe that throws", 'throw new Error("no luck today");'),
    recipe("A recipe that is none", "export default 3;"),
    {
      title: "A store below /dev",
      args: ["plan"],
      store: "/dev/shm/juice-store",
    },
    { title: "A store that is a file", args: ["plan"], store: "/etc/passwd" },
    {
      title: "A store below a file",
      args: ["plan"],
      store: "/etc/passwd/store",
    },
    { title: "No such profile", args: ["plan", "--profile", "smkoe"] },
  ]);
});
