import assert from "node:assert/strict";
import { join } from "node:path";
import { flip } from "../../audit/testing/chain.ts";
import {
  type Found,
  line,
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

Deno.test("whoever takes a record away does not hide what became of its output", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const { record, path } = recordOf(project, "word/pear");
  Deno.removeSync(path);
  const gone = await project.json("audit", "--verify", key.open);
  assert.equal(gone.code, 1);
  const broken = "word/pear: record ########/1 is gone, and what it made " +
    'was read by "count/pear" of what is here: the chain breaks there';
  assert.deepEqual(gone.value.findings.map(line), [broken]);
  flip(storeOf(project).pathOf(record.outputs.word!.digest));
  const { code, value } = await project.json("audit", "--verify", key.open);
  assert.equal(code, 1);
  assert.deepEqual(value.findings.map(line), [
    broken,
    "word/pear: output word was signed as ########, and is ########",
  ]);
});

Deno.test("a record beside the signed one is told by its bytes alone", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const store = storeOf(project);
  const { record } = recordOf(project, "word/pear");
  const verify = async () => {
    const { value } = await project.json("audit", "--verify", key.open);
    return value.findings.map(line);
  };
  // Running again is nobody's fault.
  store.writeRecord({ ...record, startedAt: "2026-02-03T04:05:06.789Z" });
  assert.deepEqual(await verify(), []);
  const stored = store.putBytes(new TextEncoder().encode('"fig"'));
  const word = { ...record.outputs.word!, ...stored };
  store.writeRecord({ ...record, outputs: { word } });
  assert.deepEqual(await verify(), [
    "word/pear: record ########/3 is of the same key, has other bytes than " +
    "what was signed (output word: ######## -> ########), and nothing was " +
    "signed of it",
  ]);
});
