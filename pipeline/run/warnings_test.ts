import assert from "node:assert/strict";
import { encode } from "../identity/canonical.ts";
import { Warnings } from "./warnings.ts";

Deno.test("a warning is one line, and is said once", () => {
  const warnings = new Warnings();
  assert.equal(warnings.take("  the rate\n  is high "), "the rate is high");
  assert.equal(warnings.take("the rate is high"), null);
  assert.equal(warnings.take(" \n"), null);
  assert.deepEqual(warnings.texts, ["the rate is high"]);
});

Deno.test("very many warnings and very long ones are kept within bounds", () => {
  const warnings = new Warnings();
  const kept = warnings.take("x".repeat(5000));
  assert.equal(kept?.length, 1001);
  for (let i = 0; i < 99; i++) warnings.take(`step ${i}`);
  assert.equal(warnings.texts.length, 51);
  assert.equal(warnings.texts.at(-1), "50 more warnings are left out");
});

Deno.test("a warning that is cut within a character can be recorded", () => {
  const warnings = new Warnings();
  warnings.take(`${"x".repeat(999)}\u{1f600}`);
  warnings.take("half \ud83d of one");
  assert.equal(warnings.texts.length, 2);
  for (const text of warnings.texts) {
    assert.doesNotThrow(() => encode(text, "params/1"), text);
  }
});
