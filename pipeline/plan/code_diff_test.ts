import assert from "node:assert/strict";
import fc from "fast-check";
import { diffBytes, type Hunk } from "./code_diff.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** The later text, made of the earlier one and the hunks. */
function apply(before: string, hunks: readonly Hunk[]): string {
  const lines = before.split("\n");
  const after: string[] = [];
  let at = 0;
  for (const { oldStart, oldLines, lines: changed } of hunks) {
    // An empty range stands behind the line that it names.
    const start = oldLines === 0 ? oldStart : oldStart - 1;
    after.push(...lines.slice(at, start));
    const text = changed.filter((line) => !line.startsWith("\\"));
    const old = text.filter((line) => !line.startsWith("+"));
    assert.deepEqual(
      lines.slice(start, start + oldLines),
      old.map((line) => line.slice(1)),
    );
    after.push(
      ...text.filter((line) => !line.startsWith("-"))
        .map((line) => line.slice(1)),
    );
    at = start + oldLines;
  }
  return [...after, ...lines.slice(at)].join("\n");
}

Deno.test("the hunks make the later text of the earlier one", () => {
  const line = fc.constantFrom("", "a", "b", "  c", "-d", "+e", "\\f", "é🧃");
  // Both end with a line's end, as the files of a project do.
  const text = fc.array(line, { maxLength: 30 })
    .map((lines) => lines.map((one) => `${one}\n`).join(""));
  fc.assert(fc.property(text, text, (before, after) => {
    const diff = diffBytes(encode(before), encode(after));
    assert(diff.type === "text");
    assert.equal(apply(before, diff.hunks), after);
    assert.equal(diff.hunks.length === 0, before === after);
  }));
});

Deno.test("a missing end of the last line is told where it changed", () => {
  const lines = (before: string, after: string) => {
    const diff = diffBytes(encode(before), encode(after));
    assert(diff.type === "text");
    return diff.hunks.flatMap((hunk) => hunk.lines);
  };
  assert.deepEqual(lines("a", "b"), ["-a", "+b"]);
  assert.deepEqual(lines("a\n", "a"), [
    "-a",
    "+a",
    "\\ No newline at end of file",
  ]);
});

Deno.test("of what is no text, or all too different, the sizes are told", () => {
  const sizes = (before: Uint8Array, after: Uint8Array) => {
    const diff = diffBytes(before, after);
    return diff.type === "sizes" ? [diff.before, diff.after] : diff.type;
  };
  assert.deepEqual(sizes(encode("a"), new Uint8Array([0, 1])), [1, 2]);
  assert.deepEqual(sizes(new Uint8Array([0xff]), encode("abc")), [1, 3]);
  assert.equal(sizes(encode("a"), encode("b")), "text");
  const many = (word: string) =>
    encode(Array.from({ length: 2000 }, (_, i) => `${word}${i}\n`).join(""));
  assert.deepEqual(sizes(many("a"), many("b")), [10890, 10890]);
});
