import assert from "node:assert/strict";
import { JuiceError } from "../errors.ts";
import { makeStyle, type Stream, writeErr, writeOut } from "./terminal.ts";

Deno.test("styles add nothing where colours are off", () => {
  assert.equal(makeStyle(false).red("a"), "a");
  assert.equal(makeStyle(true).red("a"), "\x1b[31ma\x1b[39m");
  assert.equal(makeStyle(true).red(""), "");
});

Deno.test("output that cannot be written is an error in plain words", () => {
  const full: Stream = {
    writeSync() {
      throw Object.assign(new Error("os error 28"), { code: "ENOSPC" });
    },
  };
  assert.throws(
    () => writeOut(full, "table"),
    (error) =>
      error instanceof JuiceError &&
      error.message === "Cannot write to standard output: there is no room " +
          "left where it goes",
  );
  writeErr(full, "progress");
});
