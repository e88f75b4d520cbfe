/**
 * Types docs/own-pipeline.md, and compares what it shows with what happens.
 *
 * @module
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { checkout, temporary } from "./support/juice.ts";
import { elide, type Step, stepsOf } from "./support/page.ts";

const page = join(checkout, "docs/own-pipeline.md");
const updating = Deno.env.get("JUICE_UPDATE") === "1" ||
  Deno.args.includes("--update");

function write(path: string, text: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, text);
}

/** Runs a command as typed, with this very Deno in the place of npx's. */
async function run(command: string, cwd: string): Promise<string> {
  const typed = command.replace(
    /^npx -y deno@([\d.]+)/,
    (_, version) => {
      assert.equal(version, Deno.version.deno);
      return "deno";
    },
  );
  const [program, ...args] = typed.split(" ");
  assert.equal(program, "deno", `not a command of this page: ${command}`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1", JUICE_STORE: "" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const text = decoder.decode(stdout).trimEnd();
  const told = `${command}\n${text}\n${decoder.decode(stderr)}`;
  // What the page says of a result that is not the recorded one.
  assert.equal(code, text.includes("\nLock: differs") ? 1 : 0, told);
  return text;
}

Deno.test("docs/own-pipeline.md does what it says, typed from top to bottom", async () => {
  await using folder = await temporary();
  const cwd = join(folder.path, "weather");
  Deno.mkdirSync(cwd);
  Deno.symlinkSync(checkout, join(folder.path, "juice"));
  const text = Deno.readTextFileSync(page);
  const steps = stepsOf(text);
  const outputs: string[] = [];
  for (const step of steps) {
    if (step.type === "file") write(join(cwd, step.path), step.text);
    else if (step.type === "edit") {
      const path = join(cwd, step.path);
      const before = Deno.readTextFileSync(path);
      assert.ok(before.includes(step.from), `${step.path} has no such text`);
      Deno.writeTextFileSync(path, before.replace(step.from, step.to));
    } else {
      const output = await run(step.command, cwd);
      outputs.push(output);
      if (updating) continue;
      assert.equal(elide(output), elide(step.output), `$ ${step.command}`);
    }
  }
  if (updating) Deno.writeTextFileSync(page, updated(text, steps, outputs));
});

/** The page with the outputs that its commands had. */
function updated(
  text: string,
  steps: readonly Step[],
  outputs: readonly string[],
): string {
  const commands = steps.filter((step) => step.type === "command");
  let at = 0;
  return text.replace(/^```console\n(.*?)^```$/gms, (_, block: string) => {
    const typed = block.match(/^\$ .*$/gm) ?? [];
    const shown = typed.map((line) => {
      assert.equal(line, `$ ${commands[at]!.command}`);
      // What is only another time or digest is no change of the page.
      const before = commands[at]!.output, now = outputs[at++]!;
      return `${line}\n${elide(now) === elide(before) ? before : now}\n`;
    });
    return "```console\n" + shown.join("\n") + "```";
  });
}
