import assert from "node:assert/strict";
import {
  aligned,
  brief,
  bytes,
  count,
  duration,
  moment,
  signed,
} from "./number.ts";

Deno.test("numbers are short, and whole ones whole", () => {
  assert.deepEqual(
    [0, 8000, -1234567, 0.15418, 2.4310949, 1e-7, 1.2e12, 0.5, 12345.6]
      .map((value) => brief(value)),
    [
      "0",
      "8\u202f000",
      "\u22121\u202f234\u202f567",
      "0.1542",
      "2.431",
      "1\u202f×\u202f10⁻⁷",
      "1.2\u202f×\u202f10¹²",
      "0.5",
      "12346",
    ],
  );
  assert.equal(brief(NaN), "NaN");
  assert.equal(brief(-Infinity), "\u2212∞");
  assert.equal(signed(0.5), "+0.5");
});

Deno.test("numbers have their nouns", () => {
  assert.deepEqual(
    [count(1, "stage"), count(0, "stage"), count(1234, "entry", "entries")],
    ["1 stage", "0 stages", "1\u202f234 entries"],
  );
});

Deno.test("the points of a column stand below each other", () => {
  const write = aligned([0.2, 0.2274, null, 12.5]);
  assert.deepEqual([0.2, 12.5, -1].map(write), ["0.20", "12.50", "\u22121.00"]);
  // What would be shown as nothing is not.
  assert.equal(write(0.0004), "0.0004");
  assert.deepEqual([1, 20].map(aligned([1, 20])), ["1", "20"]);
});

Deno.test("sizes and times are read at once", () => {
  assert.deepEqual([0, 999, 1000, 22501, 1.7e9].map(bytes), [
    "0\u202fB",
    "999\u202fB",
    "1\u202fkB",
    "22.5\u202fkB",
    "1.7\u202fGB",
  ]);
  assert.deepEqual([0.004, 3.477, 34.179, 59.6, 125, 7260].map(duration), [
    "4\u202fms",
    "3.48\u202fs",
    "34.2\u202fs",
    "1\u202fmin 0\u202fs",
    "2\u202fmin 5\u202fs",
    "2\u202fh 1\u202fmin",
  ]);
  assert.equal(moment("2026-11-22T19:39:18.782Z"), "2026-11-22 19:39:18 UTC");
});
