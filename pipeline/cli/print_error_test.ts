import assert from "node:assert/strict";
import { printError } from "./print_error.ts";
import { captureTerminal } from "./testing/terminal.ts";

function printed(message: string): string[] {
  const terminal = captureTerminal();
  printError(terminal, message);
  return terminal.stderr().trimEnd().split("\n");
}

Deno.test("a name that is wider than a screen stays whole, and takes no screen", () => {
  const path = `"/${"a".repeat(150)}"`;
  assert.deepEqual(printed(`There is no file ${path} here`), [
    "Error: There is no file",
    path,
    "here",
  ]);
  const long = printed(`There is no artifact "${"a".repeat(5000)}": none`);
  assert.equal(long.length, 1 + 4 + 1);
  assert.ok(long.every((line) => line.length <= 80));
  assert.match(long[4]!, /a…$/);
  assert.equal(long[5], "none");
  const command = `  deno task lineage ${"a".repeat(500)}`;
  assert.deepEqual(printed(`Ask again:\n${command}`), [
    "Error: Ask again:",
    command,
  ]);
});
