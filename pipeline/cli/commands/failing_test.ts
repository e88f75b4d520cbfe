import assert from "node:assert/strict";
import { join } from "node:path";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { check, stable } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

const engine = new URL("../../", import.meta.url);

const noisy = `
import { z } from "npm:zod@4.6.7";
import { json, many } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const noisy = stage(import.meta, {
  doc: "Says much and fails.",
  params: z.object({ log: z.array(z.string()), message: z.string() }),
  inputs: { before: many(json) }, outputs: { out: json },
  determinism: "bitwise",
  run({ params, log }) {
    for (const line of params.log) log(line);
    throw new Error(params.message);
  },
});`;

/** A recipe of stages that fail, each as a line of `stages` adds it. */
function failing(stages: string): CommandProject {
  const project = makeProject();
  project.write("stages/noisy.ts", noisy);
  project.write(
    "stages/failing.ts",
    `
import { recipe } from "${engine}recipe.ts";
import { counting } from "./counting.ts";
import { noisy } from "./noisy.ts";
export default recipe({
  doc: "Fails.",
  profiles: { default: {} },
  build(_profile, add) {
    const fail = (name, log, message, before = {}) =>
      add(name, noisy, { log, message }, { before }).out;
    ${stages}
    return {};
  },
});`,
  );
  return project;
}

function run(project: CommandProject, ...args: string[]) {
  const recipe = join(project.root, "stages/failing.ts");
  return project.run(...args, "--recipe", recipe, "--jobs", "1");
}

Deno.test("what a log holds is shown without harm, and fits", async () => {
  await using project = failing(String.raw`
    fail("noisy", [
      "\x1b[2J\x1b[1;1H\x1b[31mred\x1b[0m and \x1b]0;title\x07plain",
      "10 %\r50 %\r100 %", "", "bell\x07\ttab", "\u202eturned",
      "日本語のログ".repeat(20), "x".repeat(500), "last words",
    ], "first line\nsecond \x1b[5mline\x1b[0m " + "word ".repeat(30));
  `);
  const result = await run(project, "reproduce");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(result.stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  await check(import.meta, project, "failed-noisy", result);
});

Deno.test("of several failures each says what was skipped for it", async () => {
  await using project = failing(`
    const a = fail("a", ["of a"], "a is wrong");
    const b = fail("b", ["of b"], "b is wrong");
    add("count/a", counting, {}, { word: a });
    const c = fail("c", [], "never said", { a, b });
    fail("d", [], "never said", { c });
  `);
  const { stdout, stderr } = await run(project, "reproduce");
  assert.match(stdout, /^Stages: 2 failed, 3 skipped in /);
  const told = stable(project, stderr.slice(stderr.indexOf("Failed:")));
  assertFits(told);
  await assertSnapshot(import.meta, "failed-several", told);
});

Deno.test("of many failures the first are told in full, others in short", async () => {
  const many = `a ${"very ".repeat(40)}long reason`;
  await using project = failing(`
    for (let i = 10; i < 33; i++) {
      const why = i === 16 ? "${many}" : "number " + i + "\\nmore";
      fail(i === 17 ? "stage/" + "x".repeat(60) : "stage/" + i, [], why);
    }
  `);
  const { stderr } = await run(project, "reproduce");
  assert.equal([...stderr.matchAll(/^Failed: /gm)].length, 17);
  const at = [...stderr.matchAll(/^Failed: /gm)][5]!.index;
  const told = stable(project, stderr.slice(at));
  assertFits(told);
  await assertSnapshot(import.meta, "failed-many", told);
});

Deno.test("a forced stage that failed is rerun by force", async () => {
  await using project = failing(`fail("a", [], "no");`);
  const { stderr } = await run(project, "stage", "a", "--force");
  assert.match(stderr, /^ {4}deno task stage a --force /m);
});

Deno.test("a message of many lines does not take the screen", async () => {
  await using project = failing(`
    fail("long", [], "line\\n".repeat(400) + "y".repeat(9000));
  `);
  const { stderr } = await run(project, "stage", "long");
  assert.ok(stderr.split("\n").length < 45, stderr);
});

Deno.test("a stage's own long name leaves the command whole", async () => {
  const name = `${"a-part/".repeat(14)}end`;
  await using project = failing(`fail("${name}", [], "no");`);
  const { stderr } = await run(project, "stage", name);
  assert.ok(stderr.includes(`\n    deno task stage ${name} `), stderr);
  const told = stderr.slice(stderr.indexOf("Failed:"));
  await assertSnapshot(import.meta, "failed-long-name", stable(project, told));
});

const troubled = `
import { z } from "npm:zod@4.6.7";
import { json } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const troubled = stage(import.meta, {
  doc: "Does what it must not.",
  params: z.object({ how: z.string() }),
  inputs: {}, outputs: { out: json }, determinism: "bitwise",
  resources: { time: 2 },
  async run({ params, outputs }) {
    switch (params.how) {
      case "read": return void await Deno.readTextFile("/etc/passwd");
      case "write": return void await Deno.writeTextFile("/tmp/juice-no", "");
      case "env": return void Deno.env.get("SECRET");
      case "sys": return void Deno.hostname();
      case "net": return void await fetch("http://127.0.0.1:7777/");
      case "run": return void await new Deno.Command("/bin/ls").output();
      case "type": return void null.length;
      case "exit": return Deno.exit(7);
      case "time": for (;;) await new Promise((r) => setTimeout(r, 100));
      case "folder": return void await Deno.mkdir(outputs.out);
    }
  },
});`;

Deno.test("each way to fail is told with what to do", async () => {
  const ways = [
    "read",
    "write",
    "env",
    "sys",
    "net",
    "run",
    "type",
    "exit",
    "time",
    "folder",
    "nothing",
  ];
  await using project = failing(
    ways.map((how) => `add("${how}", troubled, { how: "${how}" }, {});`)
      .join("\n"),
  );
  project.write("stages/troubled.ts", troubled);
  const recipe = join(project.root, "stages/failing.ts");
  const text = Deno.readTextFileSync(recipe);
  project.write(
    "stages/failing.ts",
    `import { troubled } from "./troubled.ts";${text}`,
  );
  const texts: string[] = [];
  for (const how of ways) {
    const { stderr } = await run(project, "stage", how);
    const from = stderr.indexOf("Failed:");
    assert.ok(from >= 0, stderr);
    texts.push(stderr.slice(from, stderr.indexOf("  Log:")));
  }
  const told = stable(project, texts.join("\n"));
  assertFits(told);
  await assertSnapshot(import.meta, "failed-ways", told);
});
