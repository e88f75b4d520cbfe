import assert from "node:assert/strict";
import { header, makeProject, runProfile } from "../testing/project.ts";
import { observeReads } from "./observe.ts";

const entry = (permission: string, value: string) =>
  JSON.stringify({ v: 1, permission, value });

Deno.test("inputs that were read are told from those that were not", () => {
  const audit = [
    entry("read", "/w/inputs/a.json"),
    entry("read", "../inputs/b.json"),
    entry("read", "/w/inputs/folder/deep/file"),
    entry("read", "/w/inputs/d.jsonl"),
    entry("write", "/w/inputs/e"),
    '{"v":1,"permi',
  ].join("\n");
  const inputs = {
    a: "/w/inputs/a.json",
    b: "/w/inputs/b.json",
    c: "/w/inputs/folder",
    d: "/w/inputs/d.json",
    e: "/w/inputs/e",
  };
  assert.deepEqual(observeReads(audit, "/w/scratch", inputs), {
    read: ["a", "b", "c"],
    unread: ["d", "e"],
  });
});

/** Ways to read inputs, and which they are. */
const ways: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  nothing: ["", []],
  looking: ["await Deno.stat(one); await Deno.lstat(two);", ["one", "two"]],
  "a relative path": [
    "await Deno.readTextFile(relative(Deno.cwd(), one));",
    ["one"],
  ],
  "a file URL": ["await Deno.readFile(pathToFileURL(two));", ["two"]],
  "node:fs": ["readFileSync(one); statSync(two);", ["one", "two"]],
  "an open file": ["(await Deno.open(one)).close();", ["one"]],
  fetching: ["await (await fetch(pathToFileURL(one))).text();", ["one"]],
  copying: ["await Deno.copyFile(one, scratch + '/copy');", ["one"]],
  "a folder's list": [
    "for await (const entry of Deno.readDir(folder)) log(entry.name);",
    ["folder"],
  ],
  "a file in a folder": [
    "await Deno.readTextFile(folder + '/by-label/a.json');",
    ["folder"],
  ],
  "one of many": ["await Deno.readFile(inputs.many['x/y']);", ["many/x/y"]],
  "an npm package": [
    "await (await asyncBufferFromFile(two)).slice(0, 1);",
    ["two"],
  ],
};

Deno.test("reads are seen however a stage makes them", async () => {
  using test = makeProject({
    "stages/reader.ts": `${header}
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { readFileSync, statSync } from "node:fs";
import { asyncBufferFromFile } from "hyparquet";
const ways = {${
      Object.entries(ways).map(([name, [text]]) =>
        `${JSON.stringify(name)}: async ({ inputs, scratch, log }) => {
          const { one, two, folder } = inputs;
          ${text}
        }`
      ).join(",\n")
    }};
export const reader = stage(import.meta, {
  doc: "Reads.",
  params: z.object({ how: z.string() }),
  inputs: { one: json, two: json, folder: folder("numbers"), many: many(json) },
  outputs: { out: json }, determinism: "bitwise",
  async run(context) {
    await ways[context.params.how](context);
    await writeJson(context.outputs.out, 1);
  },
});`,
    "stages/recipe.ts": `
import { recipe } from "${new URL("../", import.meta.url)}recipe.ts";
import { collect } from "./collect.ts";
import { number } from "./number.ts";
import { reader } from "./reader.ts";
const hows = ${JSON.stringify(Object.keys(ways))};
export default recipe({
  doc: "Reads.",
  profiles: { all: hows },
  build(hows, add) {
    const { number: one } = add("one", number, { value: 1 }, {});
    const { number: two } = add("two", number, { value: 2 }, {});
    const { all } = add("all", collect, {}, { numbers: { a: one } });
    for (const [i, how] of hows.entries()) {
      add("reader/" + i, reader, { how }, {
        one, two, folder: all, many: { "x/y": one, z: two },
      });
    }
    return {};
  },
});`,
  });
  const { outcomes } = await runProfile(await test.open(), "all");
  const declared = ["folder", "many/x/y", "many/z", "one", "two"];
  for (const [i, [how, [, read]]] of Object.entries(ways).entries()) {
    const { record, failure } = outcomes[`reader/${i}`]!;
    assert.equal(failure?.message, undefined, how);
    assert.deepEqual(record!.observed, {
      read,
      unread: declared.filter((name) => !read.includes(name)),
    }, how);
  }
});
