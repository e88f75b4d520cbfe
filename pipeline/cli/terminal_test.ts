import assert from "node:assert/strict";
import { makeStyle } from "./terminal.ts";

Deno.test("styles add nothing where colours are off", () => {
  assert.equal(makeStyle(false).red("a"), "a");
  assert.equal(makeStyle(true).red("a"), "\x1b[31ma\x1b[39m");
  assert.equal(makeStyle(true).red(""), "");
});
