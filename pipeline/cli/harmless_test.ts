import assert from "node:assert/strict";
import fc from "fast-check";
import { harmless, harmlessLine } from "./harmless.ts";
import { anyCodePoint } from "../testing/text.ts";

Deno.test("escape sequences and control characters go, the text stays", () => {
  assert.equal(harmless("\x1b[31mred\x1b[0m"), "red");
  assert.equal(harmless("\x1b[2J\x1b[1;1Hgone"), "gone");
  assert.equal(harmless("\x1b]0;a title\x07text"), "text");
  assert.equal(
    harmless("bell\x07 back\b\x7f \x9b1mnull\0"),
    "bell back null",
  );
  assert.equal(harmless("\u202egnp.exe"), "gnp.exe");
  assert.equal(harmless("a\tb\r\nc\nd"), "a  b\nc\nd");
  assert.equal(harmless("日本 👩‍👩‍👧 é"), "日本 👩‍👩‍👧 é");
  assert.equal(harmless("half \ud83d"), "half \ufffd");
});

Deno.test("nothing that moves the cursor is left of any text", () => {
  const tricky = fc.constantFrom("\x1b", "[", "]", "0", ";", "m", "\x07", "\r");
  fc.assert(fc.property(
    fc.array(fc.oneof(tricky, fc.string({ unit: anyCodePoint }))),
    (parts) => {
      const text = harmless(parts.join(""));
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    },
  ));
});

Deno.test("of a line that was written over, the last version is left", () => {
  assert.equal(harmlessLine("10 %\r50 %\r100 %"), "100 %");
  assert.equal(harmlessLine("100 %\r"), "100 %");
  assert.equal(harmlessLine("done\r\x1b[K"), "done");
  assert.equal(harmlessLine(""), "");
});
