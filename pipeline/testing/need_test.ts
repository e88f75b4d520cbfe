import assert from "node:assert/strict";
import { programNeed } from "./program.ts";
import { fateOf } from "./need.ts";

Deno.test("a missing program is required in CI, a permission is not", () => {
  const program = { reason: "needs x: apt-get install x", installable: true };
  const permission = { reason: "not permitted", installable: false };
  for (const all of [true, false]) assert.equal(fateOf(null, all), "runs");
  assert.equal(fateOf(program, false), "ignored");
  assert.equal(fateOf(program, true), "fails");
  assert.equal(fateOf(permission, false), "ignored");
  assert.equal(fateOf(permission, true), "ignored");
});

Deno.test("what a test of programs names as missing can be installed", () => {
  const installed = { kind: "namespaces" } as const;
  const python = "needs python3: apt-get install python3";
  assert.equal(fateOf(programNeed(installed, "none", python), true), "fails");
  assert.equal(programNeed(installed, "none", null), null);
  const forbidden = { kind: "none", why: "unshare failed" } as const;
  const need = programNeed(forbidden, "namespaces", null);
  assert.equal(fateOf(need, true), "ignored");
  assert.equal(programNeed(forbidden, "none", null), null);
  const lacking = {
    kind: "none",
    why: '"unshare" is not installed; it is in the package util-linux',
  } as const;
  assert.equal(fateOf(programNeed(lacking, "namespaces", null), true), "fails");
});
