/**
 * Stages that try to get at what they did not declare. What Deno refuses must
 * throw; what it permits must come to nothing, and says so in docs/sandbox.md.
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { buildRecipe } from "../build_recipe.ts";
import { closureOf } from "../identity/closure.ts";
import {
  attempts,
  fatal,
  harmless,
  readOnly,
  refusalOf,
  refused,
} from "../testing/escapes.ts";
import { listen, type Listeners } from "../testing/listeners.ts";
import {
  header,
  makeProject,
  runProfile,
  type TestProject,
} from "../testing/project.ts";

const escape = `${header}${attempts}export const escape = stage(import.meta, {
  doc: "Tries to get out.",
  params: z.object({ names: z.array(z.string()),
    paths: z.record(z.string(), z.string()) }),
  inputs: { number: json, many: folder("numbers") }, outputs: { out: json },
  determinism: "none",
  async run({ params, inputs, outputs, scratch }) {
    const told = {};
    for (const name of params.names) {
      const t = { p: params.paths, input: inputs.number, inside: inputs.many,
        out: outputs.out, scratch };
      try {
        told[name] = { value: await attempts[name](t) ?? null };
      } catch (error) {
        told[name] = { error: String(error?.message ?? error) };
      }
    }
    await writeJson(outputs.out, told);
    // What was left open must not keep it from ending.
    Deno.exitCode = 0;
  },
});`;

function makeEscape(): TestProject {
  return makeProject({
    "secret.txt": "the secret",
    "stages/escape.ts": escape,
    "stages/recipe.ts": `
import { recipe } from "${new URL("../", import.meta.url)}recipe.ts";
import { collect } from "./collect.ts";
import { escape } from "./escape.ts";
import { number } from "./number.ts";
const read = (name) => JSON.parse(Deno.readTextFileSync(
  new URL("./" + name, import.meta.url)));
export default recipe({
  doc: "Tries to get out.",
  profiles: read("names.json"),
  build({ names }, add) {
    const { number: three } = add("number", number, { value: 3 }, {});
    const { all } = add("collect", collect, {}, { numbers: { a: three } });
    add("escape", escape, { names, paths: read("paths.json") },
      { number: three, many: all });
    return {};
  },
});`,
    "stages/names.json": JSON.stringify({
      refused: { names: [...Object.keys(refused), ...Object.keys(readOnly)] },
      harmless: { names: Object.keys(harmless) },
      ...Object.fromEntries(
        Object.keys(fatal).map((name) => [name, { names: [name] }]),
      ),
    }),
    "stages/paths.json": "{}",
  });
}

/** Where things are that a stage might want. */
async function pathsOf(
  test: TestProject,
  { port, server, socket }: Listeners,
): Promise<Record<string, string>> {
  const project = await test.open();
  const graph = await project.graph;
  const { stages } = buildRecipe(project.recipe, "refused");
  const escaping = stages.find(({ name }) => name === "escape")!;
  const [own] = closureOf(graph, escaping.kind).packageFolders;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  return {
    root: test.root,
    secret: join(test.root, "secret.txt"),
    package: own!,
    otherPackage: join(dirname(dirname(own!)), "hyparquet/package.json"),
    denoFolder: denoDir,
    temporary: Deno.env.get("TMPDIR") ?? "/tmp",
    port,
    server,
    socket,
  };
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "juice-" }));
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

type Told = Record<string, { value?: unknown; error?: string }>;

async function runEscape(profile: string) {
  using test = makeEscape();
  await using listeners = listen(test.root);
  const paths = await pathsOf(test, listeners);
  test.edit("stages/paths.json", "{}", JSON.stringify(paths));
  const project = await test.open();
  const { outcomes } = await runProfile(project, profile);
  const { record, failure } = outcomes.escape!;
  const { number } = outcomes.number!.record!.outputs;
  assert.equal(
    project.store.verify(number!.digest, "file", { deep: true }),
    null,
  );
  for (const escaped of ["escaped", "x.db"]) {
    assert.throws(() => Deno.statSync(join(test.root, escaped)));
  }
  const told: Told = record === null ? {} : JSON.parse(
    Deno.readTextFileSync(
      project.store.pathOf(record.outputs.out!.digest),
    ),
  );
  return { told, failure, message: failure?.message };
}

Deno.test("what a stage did not declare is refused in every way", async () => {
  const { told, message } = await runEscape("refused");
  assert.equal(message, undefined);
  for (const name of Object.keys(refused)) {
    assert(told[name]?.error !== undefined, `"${name}" was not refused`);
    // An attempt that fails for another reason would prove nothing.
    assert.match(told[name].error, refusalOf(name), name);
  }
  for (const name of Object.keys(readOnly)) {
    assert.match(told[name]!.error!, /\(os error (?:9|22)\)$/, name);
  }
});

/** What fails even with all permissions, after it was let in. */
const failing: Readonly<Record<string, RegExp>> = {
  // Only modules for node can be loaded so.
  "load a library by node": /Node-API module|cannot open shared object/,
};

/** Makes each attempt in a process that may do everything. */
const free = `${attempts}
const folder = Deno.args[0];
const given = JSON.parse(Deno.args[1]);
const told = {};
for (const [i, name] of given.names.entries()) {
  const root = folder + "/" + i;
  const work = root + "/.juice/work/1", scratch = work + "/scratch";
  const p = { ...given.paths, root, secret: root + "/secret.txt" };
  for (const part of ["package", "denoFolder", "temporary"]) {
    p[part] = root + "/" + part;
  }
  p.otherPackage = p.package + "/package.json";
  const made = ["/inputs/many", "/outputs", "/scratch"].map((f) => work + f);
  made.push(root + "/.juice/objects", p.package, p.denoFolder, p.temporary);
  for (const path of made) Deno.mkdirSync(path, { recursive: true });
  const files = [p.secret, p.otherPackage, work + "/inputs/number.json"];
  for (const path of files) Deno.writeTextFileSync(path, "'secret';");
  Deno.chdir(scratch);
  const t = { p, scratch, input: work + "/inputs/number.json",
    inside: work + "/inputs/many", out: work + "/outputs/out.json" };
  let timer;
  const late = new Promise((done) => timer = setTimeout(done, 2000));
  try {
    // What waits for something to happen was let in.
    await Promise.race([attempts[name](t), late]);
    told[name] = {};
  } catch (error) {
    told[name] = { error: String(error?.message ?? error) };
  }
  clearTimeout(timer);
}
Deno.writeTextFileSync(folder + "/told.json", JSON.stringify(told));
Deno.exit(0);
`;

Deno.test("with all permissions the same attempts are not refused", async () => {
  using folder = temporaryFolder();
  await using listeners = listen(folder.path);
  const { port, server, socket } = listeners;
  const script = join(folder.path, "free.js");
  Deno.writeTextFileSync(script, free);
  const names = Object.keys(refused);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-config", "--unstable-kv", script, folder.path],
      JSON.stringify({ names, paths: { port, server, socket } }),
    ],
    env: { DENO_DIR: join(folder.path, "deno"), TMPDIR: folder.path },
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const told: Told = JSON.parse(
    Deno.readTextFileSync(join(folder.path, "told.json")),
  );
  for (const name of names) {
    const { error } = told[name]!;
    if (error === undefined) continue;
    assert(name in failing, `"${name}" failed: ${error}`);
    assert.match(error, failing[name]!, name);
    assert.doesNotMatch(error, refusalOf(name), name);
  }
});

Deno.test("what Deno permits beyond that comes to nothing", async () => {
  const { told, message } = await runEscape("harmless");
  assert.equal(message, undefined);
  for (const [name, [, expected]] of Object.entries(harmless)) {
    assert.deepEqual(told[name], { value: expected ?? null }, name);
  }
});

Deno.test("what ends a stage's process fails the stage", async () => {
  for (const [name, [, expected]] of Object.entries(fatal)) {
    const { failure, message } = await runEscape(name);
    assert(failure !== null, `"${name}" was not refused`);
    assert.match(message!, expected);
  }
});
