import assert from "node:assert/strict";
import { nearestNames, suggest } from "./suggest.ts";

Deno.test("near names come first, far ones not at all", () => {
  const known = ["smoke", "default", "full"];
  assert.deepEqual(nearestNames("smokee", known), ["smoke"]);
  assert.deepEqual(nearestNames("zzzzzz", known), []);
  assert.deepEqual(nearestNames("sft", ["sft/a", "rft/a", "sfr"]), [
    "sfr",
    "sft/a",
  ]);
});

Deno.test("a suggestion names what is near, else what there is", () => {
  assert.equal(suggest("ful", ["full"]), '; did you mean "full"?');
  assert.equal(suggest("qqqqq", ["a", "b"]), '; there are "a", "b"');
  assert.equal(suggest("x", []), "");
});
