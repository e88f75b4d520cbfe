import assert from "node:assert/strict";
import fc from "fast-check";
import { tokensOf } from "./code_tokens.ts";

Deno.test("comments, texts and words of the language are told apart", () => {
  const kinds = tokensOf('const a = "x"; // y', "ts")
    .filter(({ kind }) => kind !== "plain")
    .map(({ kind, text }) => `${kind} ${text}`);
  assert.deepEqual(kinds, ["keyword const", 'string "x"', "comment // y"]);
});

Deno.test("no text is lost, whatever it is", () => {
  const text = fc.string({
    unit: fc.constantFrom("'", '"', "`", "/", "*", "\\", "\n", "a", "1", " "),
  });
  fc.assert(fc.property(text, (code) => {
    assert.equal(tokensOf(code, "ts").map(({ text }) => text).join(""), code);
  }));
});
