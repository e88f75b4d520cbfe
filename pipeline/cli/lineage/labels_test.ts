import assert from "node:assert/strict";
import type { Json } from "../../identity/preimage.ts";
import { sketch } from "../../lineage/testing/records.ts";
import { variedText } from "./labels.ts";

/** Executions that differ in one parameter. */
const varied = (values: readonly Json[]) =>
  variedText(
    values.map((part, at) =>
      sketch({ stage: `s/${at}`, params: { part }, at })
    ),
    false,
  );

Deno.test("values of a parameter are listed as long as they are few and short", () => {
  assert.equal(varied([2, 10, 1]), "part=1|2|10");
  assert.equal(varied([1, 2, 3, 4, 5, 6]), "part=(6 values)");
  assert.equal(varied(["a", "b".repeat(30)]), "part=(2 values)");
  // Each is short, yet together they would not fit a line.
  const parts = [0, 1, 2, 3].map((index) => ({ index, of: 4 }));
  assert.equal(varied(parts), "part=(4 values)");
  assert.equal(varied([1, 1]), "");
});
