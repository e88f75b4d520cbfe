import assert from "node:assert/strict";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { stable } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("unknown names and options exit with 2 and suggest the nearest", async () => {
  await using project = makeProject();
  const texts: string[] = [];
  for (
    const args of [
      ["plan", "--profile", "smkoe"],
      ["explain", "pgae"],
      ["stage", "cuont/*"],
      ["plan", "--profle", "smoke"],
      ["reprodce"],
      ["reproduce", "--jobs", "0"],
      ["reproduce", "--frozen", "--update-lock"],
      ["stage"],
      ["lineage", "comparison.result"],
      ["lineage", "ab"],
      ["audit", "page"],
    ]
  ) {
    const { code, stdout, stderr } = await project.run(...args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    texts.push(`$ ${args.join(" ")}\n${stderr}`);
  }
  await assertSnapshot(import.meta, "usage", stable(project, texts.join("\n")));
  const { code, value } = await project.json("plan", "--profile", "smkoe");
  assert.equal(code, 2);
  assert.match(value.error.message, /no profile "smkoe"/);
});

Deno.test("the help of every command fits 80 columns and has an example", async () => {
  await using project = makeProject();
  const texts: string[] = [];
  const general = await project.run("--help");
  const commands = [...general.stdout.matchAll(/^ {2}([a-z]+) (?=.* {2})/gm)]
    .map((match) => match[1]!);
  assert.ok(commands.length >= 9, commands.join());
  for (const command of commands) {
    const { code, stdout } = await project.run(command, "--help");
    assert.equal(code, 0);
    assertFits(stdout);
    assert.match(stdout, new RegExp(`Examples?:\n {2}deno task ${command}`));
    texts.push(stdout);
  }
  assertFits(general.stdout);
  await assertSnapshot(import.meta, "help", general.stdout + texts.join("\n"));
});
