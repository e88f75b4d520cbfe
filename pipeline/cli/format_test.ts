import assert from "node:assert/strict";
import fc from "fast-check";
import { bytes, clip, count, duration, tail, width, wrap } from "./format.ts";

Deno.test("durations read naturally at every scale", () => {
  assert.equal(duration(0.04), "0.0 s");
  assert.equal(duration(9.96), "10 s");
  assert.equal(duration(59.6), "1 min 00 s");
  assert.equal(duration(125), "2 min 05 s");
  assert.equal(duration(3780), "1 h 03 min");
  assert.equal(duration(7199), "2 h 00 min");
});

Deno.test("sizes take the unit that keeps them short", () => {
  assert.equal(bytes(0), "0 B");
  assert.equal(bytes(999), "999 B");
  assert.equal(bytes(1234), "1.2 kB");
  assert.equal(bytes(999_700), "1.0 MB");
  assert.equal(bytes(34_000_000), "34 MB");
});

Deno.test("counts take the plural", () => {
  assert.equal(count(1, "stage"), "1 stage");
  assert.equal(count(0, "stage"), "0 stages");
  assert.equal(count(2, "entry", "entries"), "2 entries");
});

Deno.test("wrapping keeps every word and fits unless a word is too long", () => {
  fc.assert(fc.property(
    fc.array(fc.stringMatching(/^[a-z]{1,30}$/)),
    fc.integer({ min: 10, max: 80 }),
    (words, columns) => {
      const lines = wrap(words.join(" "), columns, "  ");
      assert.equal(
        lines.map((l) => l.slice(2)).join(" "),
        words.join(" "),
      );
      for (const line of lines) {
        assert.ok(width(line) <= columns || !line.trim().includes(" "));
      }
    },
  ));
});

Deno.test("clipping says that something is missing", () => {
  assert.equal(clip("abc", 3), "abc");
  assert.equal(clip("abcd", 3), "ab…");
  assert.equal(clip("abcd", 0), "");
});

Deno.test("widths and cuts are those of a terminal's columns", () => {
  assert.equal(width("日本"), 4);
  assert.equal(width("e\u0301"), 1);
  assert.equal(width("👩‍👩‍👧"), 2);
  assert.equal(clip("日本語", 5), "日本…");
  assert.equal(tail("日本語", 5), "本語");
  assert.equal(clip("日本語", 4), "日…");
  assert.equal(clip("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
  fc.assert(fc.property(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 1, max: 30 }),
    (text, columns) => assert.ok(width(clip(text, columns)) <= columns),
  ));
});
