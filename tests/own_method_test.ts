/**
 * Types docs/own-method.md in a copy of the checkout, and compares what it
 * shows with what happens.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { checkout, copyCheckout, temporary } from "./support/juice.ts";
import { elide } from "./support/page.ts";
import { typePage, wordsOf } from "./support/typing.ts";

/**
 * An output without what the page is not about: figures, of which the lock
 * decides, the widths of their columns, the notes below a table, and what a
 * training has to warn of.
 */
function withoutFigures(output: string): string {
  return elide(output).replace(/-?\d*\.\d+/g, "0.0")
    .replace(/\(\d+m?s\)/g, "(0ms)")
    .replace(/\n\n(?:.+\n)+\nStages:/g, "\n\nStages:")
    .replace(/^Warnings: .*\n(?: .*\n)+/gm, "")
    .replace(/ {2,}|─+/g, " ");
}

Deno.test("docs/own-method.md does what it says, typed from top to bottom", async () => {
  await using folder = temporary();
  const cwd = join(folder.path, "juice");
  await copyCheckout(cwd);
  await typePage(join(checkout, "docs/own-method.md"), {
    cwd,
    env: { JUICE_STORE: "" },
    argumentsOf(command) {
      const [program, ...args] = wordsOf(command);
      assert.equal(program, "deno", `not a command of this page: ${command}`);
      return args;
    },
    leaveOut: withoutFigures,
    shown: (output) =>
      output.replaceAll(Deno.realPathSync(cwd), "/home/ada/juice"),
  });
});
