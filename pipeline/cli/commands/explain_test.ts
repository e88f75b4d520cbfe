import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../store/mod.ts";
import { check } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

const lines = (from: number, to: number, text = (n: number) => `line ${n}`) =>
  Array.from({ length: to - from }, (_, i) => `// ${text(from + i)}\n`).join(
    "",
  );

/** Replaces text in a file of the project. */
function edit(project: CommandProject, path: string, from: string, to: string) {
  const text = Deno.readTextFileSync(join(project.root, path));
  assert(text.includes(from), `${path} has no "${from}"`);
  project.write(path, text.replace(from, to));
}

Deno.test("explain shows what changed in the code, and how far it reached", async () => {
  await using project = makeProject();
  const { run, write } = project;
  const before = lines(1, 9) + "export const weight = 1;\n" + lines(9, 90);
  write("stages/letters.ts", before);
  await run("reproduce");
  const after = before.replace("weight = 1", "weight = 2")
    .replace("line 40\n", `line 40, ${"long ".repeat(20)}\n`)
    .replace("line 43\n", "line 43\tclears\x1b[2J the screen\n");
  write("stages/letters.ts", after);
  edit(project, "stages/page.ts", "Writes the page.", "Puts the page down.");
  const text = await run("explain", "page");
  assert(!text.stdout.includes("\x1b"));
  await check(import.meta, project, "explain-code", text);

  const { code, value } = await project.json("explain", "count/pear");
  assert.equal(code, 0);
  const [{ status, record, differences }] = value.stages;
  assert.equal(status, "run");
  assert.equal(record, null);
  assert.equal(differences[0].change, "changed");
  assert.deepEqual(
    differences[0].diff.hunks.map((hunk: { oldStart: number }) =>
      hunk.oldStart
    ),
    [6, 38],
  );
  assert.deepEqual(differences[0].diff.hunks[0], {
    oldStart: 6,
    oldLines: 7,
    newStart: 6,
    newLines: 7,
    lines: [
      " // line 6",
      " // line 7",
      " // line 8",
      "-export const weight = 1;",
      "+export const weight = 2;",
      " // line 9",
      " // line 10",
      " // line 11",
    ],
  });
});

Deno.test("a long diff is cut, but not with --full", async () => {
  await using project = makeProject();
  const { run, write } = project;
  const weight = "export const weight = 1;\n";
  write("stages/letters.ts", lines(1, 60) + weight);
  await run("stage", "count/pear");
  write("stages/letters.ts", lines(1, 60, (n) => `other ${n}`) + weight);
  await check(
    import.meta,
    project,
    "explain-long",
    await run("explain", "count/pear"),
  );
  const { stdout } = await run("explain", "count/pear", "--full");
  assert.match(stdout, /^ {4}-\/\/ line 59$/m);
  assert.match(stdout, /^ {4}\+\/\/ other 59$/m);
  assert.doesNotMatch(stdout, /more line/);
});

Deno.test("explain tells parameters, packages, assets and texts apart", async () => {
  await using project = makeProject();
  const { run, write } = project;
  const letters = [
    'import { kernel } from "./kernel.js";',
    'import { helper } from "./helper.ts";',
    "export const weight = kernel ? helper : 0;",
  ].join("\n");
  write("stages/letters.ts", letters);
  write("stages/helper.ts", "export const helper = 1;\n");
  write(
    "stages/kernel.js",
    'import source kernel from "./kernel.wasm";\nexport { kernel };\n',
  );
  const wasm = (length: number) => {
    const bytes = new Uint8Array(length);
    bytes.set([0, 97, 115, 109, 1, 0, 0, 0]);
    Deno.writeFileSync(join(project.root, "stages/kernel.wasm"), bytes);
  };
  wasm(8);
  await run("reproduce");
  const { value } = await project.json("explain", "count/pear");
  assert.equal(value.stages[0].status, "cached");

  wasm(2000);
  write("stages/helper.ts", "export const helper = 2;\n");
  write("stages/more.ts", "export const more = 1;\n");
  edit(project, "stages/letters.ts", "import", 'import "./more.ts";\nimport');
  const lock = JSON.parse(
    Deno.readTextFileSync(join(project.root, "deno.lock")),
  );
  lock.npm["zod@4.6.7"].integrity = lock.npm["diff@9.0.0"].integrity;
  write("deno.lock", JSON.stringify(lock, null, 2));
  // Somebody has emptied the store of what only explain reads.
  const store = openStore(join(project.root, ".juice"));
  const [record] = store.recordsOfStage("count/pear");
  const digest = record!.preimage.code.files["stages/helper.ts"]!;
  Deno.removeSync(store.pathOf(digest));
  await check(
    import.meta,
    project,
    "explain-fields",
    await run("explain", "count/pear"),
  );
});

Deno.test("explain prints both values of a parameter, however long", async () => {
  await using project = makeProject();
  const { run } = project;
  edit(project, "stages/word.ts", "text: z.string(),", "text: z.any(),");
  await run("stage", "word/*");
  edit(
    project,
    "stages/recipe.ts",
    "{ text, how }",
    "{ how, text: { list: [text], mode: " +
      '"one that takes quite some room on any terminal" } }',
  );
  // A recipe is loaded once a process, so this is one of its own.
  const main = new URL("../main.ts", import.meta.url);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", main.href, "explain", "word/pear"],
      ...["--recipe", project.recipe, "--device", "wasm"],
      ...["--store", join(project.root, ".juice")],
    ],
    env: { NO_COLOR: "1" },
    stderr: "inherit",
  }).output();
  const text = new TextDecoder().decode(stdout);
  const result = { code, stdout: text, stderr: "" };
  await check(import.meta, project, "explain-params", result);
});

Deno.test("explain names the local files that changed", async () => {
  await using project = makeProject();
  const { run, write, root } = project;
  const engine = new URL("../../", import.meta.url);
  write(
    "stages/recipe.ts",
    `import { file, folder } from "${engine}artifact.ts";
     import { local } from "${engine}kinds/local.ts";
     import { recipe } from "${engine}recipe.ts";
     export default recipe({
       doc: "Takes files in.",
       profiles: { default: {} },
       build(_, add) {
         add("one", local(file("text", ".txt", "text/plain")),
           { path: "one.txt" }, {});
         add("all", local(folder("texts")), { path: "all" }, {});
         return {};
       },
     });`,
  );
  Deno.mkdirSync(join(root, "all"));
  const names = ["a.txt", "b.txt", "c.txt"];
  for (const name of ["one.txt", ...names.map((name) => `all/${name}`)]) {
    write(name, name);
  }
  await run("reproduce");
  write("one.txt", "two");
  write("all/a.txt", "another");
  write("all/d.txt", "new");
  Deno.removeSync(join(root, "all/c.txt"));
  await check(import.meta, project, "explain-local", await run("explain", "*"));
  await run("reproduce");
  const { stdout } = await run("explain", "one");
  assert.match(stdout, /^one \(local:text\): cached, made/);
  assert.match(stdout, /source one\.txt: changed/);
});

Deno.test("explain says which record a cached stage uses", async () => {
  await using project = makeProject();
  const { run } = project;
  await run("stage", "word/pear");
  await check(
    import.meta,
    project,
    "explain-only-record",
    await run("explain", "word/pear"),
  );
  await check(
    import.meta,
    project,
    "explain-no-record",
    await run("explain", "word/plum"),
  );
});

Deno.test("explain reads few records of a stage that has many", async () => {
  await using project = makeProject();
  const { run } = project;
  await run("stage", "word/pear");
  const store = openStore(join(project.root, ".juice"));
  const [record] = store.recordsOfStage("word/pear");
  for (let i = 0; i < 200; i++) store.writeRecord(record!);
  edit(project, "stages/word.ts", "Gives a word.", "Says a word.");
  const read: string[] = [];
  const { readTextFileSync } = Deno;
  const isRecord = /\/records\/[0-9a-f]{64}\/\d+\.json$/;
  try {
    Deno.readTextFileSync = (path, ...rest) => {
      if (isRecord.test(String(path))) read.push(String(path));
      return readTextFileSync(path, ...rest);
    };
    assert.equal((await run("explain", "word/pear")).code, 0);
    await run("stage", "word/pear");
    read.length = 0;
    const { stdout } = await run("explain", "word/pear");
    assert.match(stdout, /^word\/pear \(word\): cached/);
    assert.match(stdout, /stages\/word\.ts changed/);
  } finally {
    Deno.readTextFileSync = readTextFileSync;
  }
  assert(read.length > 0 && read.length < 70, `${read.length} records read`);
});
