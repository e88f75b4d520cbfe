/**
 * Keys are the same wherever and however a checkout is used.
 *
 * @module
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { requireAll } from "./run.ts";
import { checkout, temporary } from "./support/juice.ts";

/** A project of three stages; among their artifacts is a folder. */
const project: Readonly<Record<string, string>> = {
  "stages/words.ts": `
import { z } from "zod";
import { folder } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
export const words = stage(import.meta, {
  doc: "Writes words into files of their own.",
  params: z.object({ words: z.array(z.string()) }),
  inputs: {}, outputs: { words: folder("words") }, determinism: "bitwise",
  async run({ params, outputs }) {
    for (const word of params.words) {
      await Deno.writeTextFile(outputs.words + "/" + word, word);
    }
  },
});`,
  "stages/weights.json": '{ "weight": 0.1 }',
  "stages/weigh.ts": `
import { z } from "zod";
import { folder, json, many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { weight } from "./weight.ts";
export const weigh = stage(import.meta, {
  doc: "Weighs words.",
  params: z.object({}),
  inputs: { words: many(folder("words")) }, outputs: { weights: json },
  determinism: "bitwise", accelerated: true,
  async run({ inputs, outputs }) {
    const weights = Object.entries(inputs.words).map(([label, path]) => [
      label, [...Deno.readDirSync(path)].length * weight,
    ]);
    await Deno.writeTextFile(outputs.weights, JSON.stringify(weights));
  },
});`,
  "stages/weight.ts": `
import table from "./weights.json" with { type: "json" };
export const weight = table.weight;`,
  "stages/recipe.ts": `
import { recipe } from "../pipeline/recipe.ts";
import { weigh } from "./weigh.ts";
import { words } from "./words.ts";
export default recipe({
  doc: "Weighs words.",
  profiles: { default: ["zebra", "apple", "ähre", "I", "i", "Ä"] },
  build(list, add) {
    const all = add("words", words, { words: list }, {}).words;
    const one = add("word", words, { words: list.slice(1, 2) }, {}).words;
    add("weigh", weigh, {}, { words: { z: all, "ä": one, Z: all, a: one } });
    return {};
  },
});`,
};

function* filesUnder(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesUnder(path);
    else yield path;
  }
}

/** Makes a checkout of an engine and a project. */
function makeCheckout(root: string, reversed: boolean): void {
  // The commands show what they find with pages of web/.
  const engine = ["pipeline", "web"]
    .flatMap((folder) => [...filesUnder(join(checkout, folder))])
    .filter((path) => /\.(ts|js|css)$/.test(path) && !/_test\.ts$/.test(path))
    .map((path) => path.slice(checkout.length + 1));
  const files = [
    ...[...engine, "deno.json", "deno.lock"].map((name) =>
      [name, Deno.readTextFileSync(join(checkout, name))] as const
    ),
    ...Object.entries(project),
  ];
  for (const [name, text] of reversed ? files.reverse() : files) {
    Deno.mkdirSync(dirname(join(root, name)), { recursive: true });
    Deno.writeTextFileSync(join(root, name), text);
  }
}

/** How a command is run. */
interface Manner {
  readonly root: string;
  readonly cwd?: string;
  readonly store?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that runs the command. */
  readonly by?: readonly string[];
}

async function run(manner: Manner, ...args: string[]): Promise<string> {
  const { root, cwd = root, store = join(root, ".juice") } = manner;
  const [program, ...first] = [...manner.by ?? [], Deno.execPath()];
  const { code, stdout, stderr } = await new Deno.Command(program!, {
    args: [
      ...first,
      ...["run", "-A", "--config", join(root, "deno.json")],
      join(root, "pipeline", "cli", "main.ts"),
      ...args,
      ...["--recipe", join(root, "stages", "recipe.ts")],
      ...["--store", store, "--device", "wasm", "--json"],
    ],
    cwd,
    env: { NO_COLOR: "1", ...manner.env },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stdout) + text(stderr));
  return text(stdout);
}

/** The keys of a plan of which everything is cached. */
async function keysOf(manner: Manner): Promise<Record<string, string>> {
  const { stages } = JSON.parse(await run(manner, "plan")) as {
    stages: { name: string; key: string; status: string }[];
  };
  for (const { name, status } of stages) assert.equal(status, "cached", name);
  return Object.fromEntries(stages.map(({ name, key }) => [name, key]));
}

Deno.test("keys are the same in every place and manner", async (t) => {
  await using folder = temporary();
  const root = join(folder.path, "here");
  makeCheckout(root, false);
  await run({ root }, "reproduce", "--update-lock");
  const keys = await keysOf({ root });
  assert.equal(Object.keys(keys).length, 3);

  const variations: Readonly<Record<string, Omit<Manner, "root">>> = {
    "another LANG": { env: { LANG: "tr_TR.UTF-8", LANGUAGE: "tr" } },
    "another LC_ALL": { env: { LC_ALL: "sv_SE.UTF-8" } },
    "no locale": { env: { LANG: "", LC_ALL: "POSIX" } },
    "another TZ": { env: { TZ: "Pacific/Chatham" } },
    "another working folder": { cwd: folder.path },
    "another user's settings": {
      env: { USER: "somebody", HOSTNAME: "elsewhere", NODE_ENV: "production" },
    },
  };
  for (const [name, manner] of Object.entries(variations)) {
    await t.step(name, async () => {
      assert.deepEqual(await keysOf({ root, ...manner }), keys);
    });
  }

  await t.step("another checkout, store and order of files", async () => {
    const other = join(folder.path, "there, in a folder with spaces");
    makeCheckout(other, true);
    const store = join(folder.path, "a store");
    const env = { LANG: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" };
    const manner = { root: other, cwd: folder.path, store, env };
    await run(manner, "reproduce", "--update-lock", "--jobs", "1");
    assert.deepEqual(await keysOf(manner), keys);
    assert.equal(
      Deno.readTextFileSync(join(other, "lock.json")),
      Deno.readTextFileSync(join(root, "lock.json")),
    );
  });

  const taskset = ["/usr/bin/taskset", "/bin/taskset"]
    .find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
  const required = Deno.env.get(requireAll) === "1" &&
    Deno.build.os === "linux";
  await t.step({
    name: "another number of cores" +
      (taskset === undefined
        ? " (needs taskset: apt-get install util-linux)"
        : ""),
    ignore: taskset === undefined && !required,
    fn: async () => {
      assert(taskset !== undefined, "taskset is missing");
      const by = [taskset, "--cpu-list", "0"];
      const store = join(folder.path, "one core");
      await run({ root, by, store }, "reproduce");
      assert.deepEqual(await keysOf({ root, by, store }), keys);
    },
  });
});
