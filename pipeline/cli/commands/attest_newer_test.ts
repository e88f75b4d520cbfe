import assert from "node:assert/strict";
import { join } from "node:path";
import { flip } from "../../audit/testing/chain.ts";
import {
  type Found,
  recordOf,
  signedProject,
  storeOf,
} from "../testing/attest.ts";

Deno.test("attestations of before a run are said to be older, not broken", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  project.write("stages/letters.ts", "export const weight = 2;");
  await project.run("reproduce", "--update-lock");
  const verify = () => project.run("audit", "--verify", key.open);
  const { code, stdout } = await verify();
  assert.equal(code, 1);
  assert.match(stdout, /\nVerdict: not as signed, \d+ differences\n/);
  assert.match(stdout, /\nAll that was signed is still in the store as it was/);
  const { value } = await project.json("audit", "--verify", key.open);
  const faults = (value.findings as (Found & { part: string })[])
    .filter(({ severity }) => severity === "fault");
  assert.deepEqual(
    [...new Set(faults.map(({ part }) => part))].sort(),
    ["code", "lock"],
  );
  // Whoever has changed what was signed cannot hide behind a newer project.
  const { record } = recordOf(project, "word/pear");
  flip(storeOf(project).pathOf(record.outputs.word!.digest));
  assert.doesNotMatch((await verify()).stdout, /All that was signed/);
  const path = join(project.root, "attestations/default.intoto.jsonl");
  const lines = Deno.readTextFileSync(path).split("\r\n").join("\n");
  Deno.writeTextFileSync(path, lines.replaceAll("\n", "\r\n") + " \n");
  const windows = await project.json("audit", "--verify", key.open);
  assert.equal(windows.value.compared.statements, 11);
});
