import assert from "node:assert/strict";
import fc from "fast-check";
import { distance, nearest, suggestion } from "./suggest.ts";

Deno.test("edit distance counts a swap of neighbours once", () => {
  assert.equal(distance("smkoe", "smoke"), 1);
  assert.equal(distance("", "abc"), 3);
  assert.equal(distance("plan", "plan"), 0);
});

Deno.test("edit distance is symmetric and zero only for equal texts", () => {
  const text = fc.stringMatching(/^[abc]{0,6}$/);
  fc.assert(fc.property(text, text, (a, b) => {
    assert.equal(distance(a, b), distance(b, a));
    assert.equal(distance(a, b) === 0, a === b);
  }));
});

Deno.test("the nearest names come first and far ones not at all", () => {
  assert.deepEqual(nearest("smok", ["full", "smoke", "default"]), ["smoke"]);
  assert.deepEqual(nearest("zzzzzz", ["full", "smoke"]), []);
  assert.deepEqual(nearest("ratio=0.2", ["sft/ratio=0.2"]), ["sft/ratio=0.2"]);
});

Deno.test("without a near name the suggestion lists what there is", () => {
  assert.equal(
    suggestion("x", ["smoke", "full"]),
    '; there are "smoke", "full"',
  );
  assert.equal(suggestion("smkoe", ["smoke"]), '; did you mean "smoke"?');
  assert.equal(suggestion("x", []), "");
});
