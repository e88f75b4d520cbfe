import assert from "node:assert/strict";
import { shortened } from "./labels.ts";

const both = (...words: string[]) =>
  words.flatMap((one) => [`${one} seed=1`, `${one} seed=2`]);

Deno.test("a long label leaves out what its other words imply", () => {
  const short = "beta=1 base=0.35 ratio=0.5";
  const long = "rounds=2 negatives=last base=0.7 ratio=0.35";
  const longer = "rounds=2 negatives=last round=1 base=0.7 ratio=0.35";
  assert.deepEqual(
    shortened(both(short, long, longer)),
    both(short, "rounds=2 negatives=last", "rounds=2 round=1"),
  );
});

Deno.test("a word that tells a stage from another stays", () => {
  const long = "rounds=2 negatives=last round=1 base=0.7 ratio=0.35";
  assert.deepEqual(
    shortened(both(long, long.replace("0.35", "0.5"))),
    both("rounds=2 ratio=0.35", "rounds=2 ratio=0.5"),
  );
  assert.deepEqual(shortened(["x".repeat(80)]), ["x".repeat(80)]);
});
