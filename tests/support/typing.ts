/**
 * Typing a page of the documentation: its files, edits and commands, one after
 * the other, and comparing what commands print with what the page shows.
 *
 * @module
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { elide, type Step, stepsOf } from "./page.ts";

const updating = Deno.env.get("JUICE_UPDATE") === "1" ||
  Deno.args.includes("--update");

/** How a page is typed. */
export interface Typing {
  /** The folder that the page begins in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The words of a command, as Deno gets them; refuses any other program. */
  readonly argumentsOf: (command: string) => string[];
  /** Leaves out of an output what the page need not have right. */
  readonly leaveOut: (output: string) => string;
  /** Puts another reader's place into an output; nothing unless told. */
  readonly shown?: (output: string) => string;
}

/** The words of a command line; what stands in single quotes is one. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|\S+/g)]
    .map(([word, quoted]) => quoted ?? word);
}

function write(path: string, text: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, text);
}

/** Runs a command as typed, with this very Deno. */
async function run(
  command: string,
  { cwd, env, argumentsOf }: Typing,
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: argumentsOf(command),
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const text = decoder.decode(stdout).trimEnd();
  const told = `${command}\n${text}\n${decoder.decode(stderr)}`;
  // What pages say of a result that is not the recorded one.
  assert.equal(code, text.includes("\nLock: differs") ? 1 : 0, told);
  return text;
}

/** Types a page from top to bottom; with `JUICE_UPDATE=1` it writes outputs. */
export async function typePage(page: string, typing: Typing): Promise<void> {
  const text = Deno.readTextFileSync(page);
  const steps = stepsOf(text);
  const outputs: string[] = [];
  for (const step of steps) {
    if (step.type === "file") write(join(typing.cwd, step.path), step.text);
    else if (step.type === "edit") {
      const path = join(typing.cwd, step.path);
      const before = Deno.readTextFileSync(path);
      assert.ok(before.includes(step.from), `${step.path} has no such text`);
      Deno.writeTextFileSync(path, before.replace(step.from, () => step.to));
    } else {
      const { leaveOut, shown = (output) => output } = typing;
      const output = shown(await run(step.command, typing));
      outputs.push(output);
      if (updating) continue;
      const expected = leaveOut(step.output);
      assert.equal(leaveOut(output), expected, `$ ${step.command}`);
    }
  }
  if (!updating) return;
  Deno.writeTextFileSync(page, updated(text, steps, outputs));
}

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
      const output = elide(now) === elide(before) ? before : now;
      return output === "" ? `${line}\n` : `${line}\n${output}\n`;
    });
    return "```console\n" + shown.join("\n") + "```";
  });
}
