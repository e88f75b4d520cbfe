import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../testing/check.ts";
import { type CommandProject, makeProject } from "../testing/project.ts";

const message = "\\x1b[31mtwo letters\\n are the same, so that what counts " +
  "them may count one of them twice\\x07; choose words of different letters";

/** A project whose word "pear" warns. */
function makeWarning(argument = `"${message}"`): CommandProject {
  const project = makeProject();
  const path = join(project.root, "stages/word.ts");
  const text = Deno.readTextFileSync(path)
    .replace("{ params, outputs, log }", "{ params, outputs, log, warn }")
    .replace(
      "const text =",
      `if (params.text === "pear") warn(${argument});\n    const text =`,
    );
  project.write("stages/word.ts", text);
  return project;
}

const alone = ["--jobs", "1"];

Deno.test("a warning is shown while it runs, and told at the end of every run", async () => {
  await using project = makeWarning();
  const { run } = project;
  const first = await run("reproduce", ...alone);
  await check(import.meta, project, "reproduce-warned", first);
  const cached = await run("reproduce", ...alone);
  await check(import.meta, project, "reproduce-warned-cached", cached);
  await check(import.meta, project, "status-warned", await run("status"));
  const explained = await run("explain", "word/*");
  await check(import.meta, project, "explain-warned", explained);
  const stage = await run("stage", "word/pear");
  await check(import.meta, project, "stage-warned", stage);
});

Deno.test("programs are given all warnings, as the stage wrote them", async () => {
  await using project = makeWarning();
  const { value: { stages } } = await project.json("reproduce");
  const warnings = Object.fromEntries(
    stages.map((one: { name: string; warnings: string[] }) => [
      one.name,
      one.warnings,
    ]),
  );
  assert.deepEqual(warnings["word/plum"], []);
  const [warning] = warnings["word/pear"];
  assert.ok(warning.startsWith("\x1b[31mtwo letters are the same, so"));
  const { value: status } = await project.json("status");
  assert.deepEqual(status.warnings, [
    { stage: "word/pear", messages: [warning] },
  ]);
  const { value: explained } = await project.json("explain", "word/pear");
  assert.deepEqual(explained.stages[0].warnings, [warning]);
});

Deno.test("whatever a stage hands over as a warning is told, and costs no result", async () => {
  const handed = {
    'new Error("the rate is high") as never': "Error: the rate is high",
    '"high ".repeat(1e6)': `${"high ".repeat(200)}…`,
    '`${"x".repeat(999)}\u{1f600}`': `${"x".repeat(999)}\ufffd…`,
  };
  for (const [argument, told] of Object.entries(handed)) {
    await using project = makeWarning(argument);
    const { code, value } = await project.json("stage", "word/pear");
    assert.equal(code, 0, argument);
    assert.deepEqual(value.stages[0].warnings, [told]);
  }
});
