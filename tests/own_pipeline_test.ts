/**
 * Types docs/own-pipeline.md, and compares what it shows with what happens.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { checkout, temporary } from "./support/juice.ts";
import { elide } from "./support/page.ts";
import { typePage, wordsOf } from "./support/typing.ts";

/** A command of the page, with this very Deno in the place of npx's. */
function argumentsOf(command: string): string[] {
  const typed = command.replace(
    /^npx -y deno@([\d.]+)/,
    (_, version) => {
      assert.equal(version, Deno.version.deno);
      return "deno";
    },
  );
  const [program, ...args] = wordsOf(typed);
  assert.equal(program, "deno", `not a command of this page: ${command}`);
  return args;
}

Deno.test("docs/own-pipeline.md does what it says, typed from top to bottom", async () => {
  await using folder = temporary();
  const cwd = join(folder.path, "weather");
  Deno.mkdirSync(cwd);
  Deno.symlinkSync(checkout, join(folder.path, "juice"));
  await typePage(join(checkout, "docs/own-pipeline.md"), {
    cwd,
    env: { JUICE_STORE: "" },
    argumentsOf,
    leaveOut: elide,
  });
});
