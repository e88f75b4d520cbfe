import assert from "node:assert/strict";
import { groupsOf, renderGroups } from "./grouped.ts";

Deno.test("what is said of many stages is said once", () => {
  const same = "changed: code or parameters differ from the lock's; same bytes";
  const all = Array.from({ length: 47 }, (_, i) => `sft/seed=${i}: ${same}`);
  const lines = ["word: drifted: output a", ...all, "page: failed"];
  assert.deepEqual(renderGroups(lines, 80), [
    "  word: drifted: output a",
    "  47 stages: changed: code or parameters differ from the lock's; same bytes",
    "    sft/seed=0, sft/seed=1, sft/seed=2, sft/seed=3 and 43 more",
    "  page: failed",
  ]);
  assert.equal(groupsOf(all.slice(0, 2)).length, 2);
  const different = all.map((line, i) => `${line} ${i}`);
  assert.deepEqual(renderGroups(different, 200).slice(11), [
    `  sft/seed=11: ${same} 11`,
    "  and 35 more; --json has all",
  ]);
});
