import assert from "node:assert/strict";
import fc from "fast-check";
import { differing, linesOf } from "./text_diff.ts";

const marked = (text: string, other: string) =>
  differing(text, other).filter(({ same }) => !same).map(({ text }) => text);

Deno.test("only the words that differ are marked", () => {
  assert.deepEqual(marked("D AH NG K ER", "D AH N K ER"), ["NG"]);
  assert.deepEqual(marked("a b c", "a b c"), []);
  assert.deepEqual(marked("b c", "a b c"), []);
  assert.deepEqual(marked("x y", "a b"), ["x", "y"]);
});

Deno.test("the pieces are the text, whatever it is compared with", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (text, other) => {
    const pieces = differing(text, other);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
  }));
});

Deno.test("lines of a unified diff are told apart", () => {
  assert.deepEqual(
    linesOf("@@ -1,2 +1,2 @@\n same\n-old\n+new\n").map(({ kind }) => kind),
    ["place", "same", "removed", "added"],
  );
});
