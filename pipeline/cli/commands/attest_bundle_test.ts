import assert from "node:assert/strict";
import { join } from "node:path";
import { writeTestKey } from "../../attest/testing/keys.ts";
import {
  type Found,
  line,
  recordOf,
  signedProject,
} from "../testing/attest.ts";

Deno.test("a statement that is missing, added, repeated or of another key is named", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const folder = join(project.root, "attestations");
  const path = join(folder, "default.intoto.jsonl");
  const whole = Deno.readTextFileSync(path);
  const lines = whole.trimEnd().split("\n");
  const payloads = lines.map((text) => atob(JSON.parse(text).payload));
  const at = (part: string) => {
    const index = payloads.findIndex((text) => text.includes(part));
    assert.ok(index > 0, part);
    return index;
  };
  const verify = async (text: string, open = key.open): Promise<string[]> => {
    Deno.writeTextFileSync(path, text);
    const { code, value } = await project.json("audit", "--verify", open);
    assert.equal(code, 1);
    return (value.findings as Found[])
      .filter(({ severity }) => severity === "fault").map(line);
  };
  const without = (index: number) =>
    [...lines.slice(0, index), ...lines.slice(index + 1)].join("\n") + "\n";
  assert.deepEqual(await verify(without(at('"stage":"word/pear"'))), [
    "word/pear: statement was signed as ########, and is not there",
  ]);
  const { key: id } = recordOf(project, "count/pear").record;
  assert.deepEqual(await verify(without(at(`"event":"${id}/1"`))), [
    "count/pear: statement on its reads was signed as ########, and is not " +
    "there",
  ]);
  assert.deepEqual(await verify(without(0)), [
    "statement on the result is missing, so that nobody can tell whether all " +
    "others are there",
  ]);
  assert.deepEqual(await verify(whole + lines[2] + "\n"), [
    `line ${lines.length + 1} is there twice`,
  ]);
  assert.deepEqual(await verify(whole + lines[0] + "\n"), [
    "statement on the result is there 2 times, and one file is of one result",
  ]);
  const cut = await verify(whole.slice(0, whole.length - 40));
  assert.equal(
    cut[0],
    `line ${lines.length} is no envelope, or only a part of one`,
  );
  assert.match(cut[1]!, /: statement .*was signed as #{8}, and is not there$/);

  // A statement of another profile, and one that somebody else signed.
  const other = writeTestKey(project.root, "B");
  await project.run("reproduce", "--profile", "smoke", "--update-lock");
  await project.run("audit", "--sign", key.secret, "--profile", "smoke");
  const smoke = Deno.readTextFileSync(join(folder, "smoke.intoto.jsonl"))
    .split("\n");
  const fig = smoke.find((text) =>
    text !== "" &&
    atob(JSON.parse(text).payload).includes('"stage":"word/fig"')
  )!;
  assert.match(
    (await verify(whole + fig)).join(),
    /^line 12 is a statement on the stage "word\/fig", which is not part of/,
  );
  const all = await verify(whole, other.open);
  assert.match(all[0]!, /^each of 11 lines, from line 1 on, has no valid sig/);
  const unsigned = JSON.stringify({ ...JSON.parse(lines[3]!), signatures: [] });
  const [first, second] = await verify(
    [...lines.slice(0, 3), unsigned, ...lines.slice(4)].join("\n"),
  );
  assert.equal(first, "line 4 is not signed");
  assert.match(second!, /: statement .*was signed as #{8}, and is not there$/);
  const swapped = JSON.stringify({
    ...JSON.parse(lines[3]!),
    payloadType: "application/json",
  });
  assert.match(
    (await verify([...lines.slice(0, 3), swapped].join("\n")))[0]!,
    /^line 4 has no valid signature of the key #{8}$/,
  );

  // Of another profile than is asked for.
  Deno.copyFileSync(join(folder, "smoke.intoto.jsonl"), path);
  const { value } = await project.json("audit", "--verify", key.open);
  assert.equal(
    line(value.findings[0]),
    'profile is "smoke", and not "default"',
  );
});
