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
      ["--version"],
      ["lock", "check", "--profile", "smoke"],
      ["lock", "chekc"],
      ["plan", "--recipe", "stages/nope.ts"],
      ["plan", "--store", ""],
      ["pin", "paper", "--lock", "/nope/lock.json"],
      ["lock", "merge", "/nope/a", "/nope/b", "/nope/c"],
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

/** The commands that a help lists. */
function commandsIn(help: string): string[] {
  const [, listed = ""] = help.split("\nCommands:\n");
  return [...listed.matchAll(/^ {2}([a-z]+) (?=.* {2})/gm)]
    .map((match) => match[1]!);
}

Deno.test("the help of every command fits 80 columns and has an example", async () => {
  await using project = makeProject();
  const texts: string[] = [];
  const show = async (...words: string[]): Promise<string> => {
    const { code, stdout } = await project.run(...words, "--help");
    assert.equal(code, 0);
    assertFits(stdout);
    const typed = ["deno task", ...words].join(" ");
    assert.match(stdout, new RegExp(`Examples?:\n {2}${typed}`));
    texts.push(stdout);
    return stdout;
  };
  const general = await project.run("--help");
  assertFits(general.stdout);
  const commands = commandsIn(general.stdout);
  assert.ok(commands.length >= 11, commands.join());
  for (const command of commands) {
    for (const inner of commandsIn(await show(command))) {
      await show(command, inner);
    }
  }
  await assertSnapshot(import.meta, "help", general.stdout + texts.join("\n"));
});
