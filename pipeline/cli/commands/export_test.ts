import assert from "node:assert/strict";
import { join } from "node:path";
import { writeTestKey } from "../../attest/testing/keys.ts";
import { exportFormats } from "../../export/formats.ts";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("formats are listed for who names none, each with what it is", async () => {
  await using project = makeProject();
  await check(
    import.meta,
    project,
    "export-formats",
    await project.run("export"),
  );
  const { code, value } = await project.json("export");
  assert.equal(code, 0);
  assert.deepEqual(value, {
    version: 1,
    formats: exportFormats.map(({ name, doc }) => ({ name, doc })),
  });
});

Deno.test("an export goes nowhere into the store", async () => {
  await using project = makeProject();
  for (const place of [".juice", ".juice/objects/crate"]) {
    const out = join(project.root, place);
    const refused = await project.run(
      "export",
      "--format",
      "prov",
      "--out",
      out,
    );
    assert.equal(refused.code, 2);
    await check(import.meta, project, "export-into-store", refused);
  }
});

Deno.test("an export says what it wrote and what it left out, the same each time", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const place = (name: string) => join(project.root, name);
  const first = await project.run(
    ...["export", "--format", "intoto", "--out", place("a")],
  );
  await check(import.meta, project, "export-intoto", {
    ...first,
    // The digits of times and paths differ in number.
    stdout: first.stdout.replace(/[\d.]+ kB/, "00 kB"),
  });
  const { code, value } = await project.json(
    ...["export", "--format", "intoto", "--out", place("b")],
  );
  assert.equal(code, 0);
  const name = "default.statements.jsonl";
  const text = Deno.readTextFileSync(join(place("a"), name));
  assert.equal(Deno.readTextFileSync(join(place("b"), name)), text);
  assert.deepEqual({ ...value, leftOut: value.leftOut.length }, {
    version: 1,
    format: "intoto",
    profile: "default",
    folder: place("b"),
    main: name,
    files: 1,
    bytes: text.length,
    leftOut: 1,
    privatePaths: [],
  });
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.length, 11);
  // Nothing of this machine is handed over.
  assert.ok(!text.includes(project.root));
  const again = await project.json(
    ...["export", "--format", "intoto", "--out", place("b")],
  );
  assert.equal(again.code, 1);
  assert.equal(Deno.readTextFileSync(join(place("b"), name)), text);
});

Deno.test("an export that is signed is verified as any attestations", async () => {
  await using project = makeProject();
  const key = writeTestKey(project.root);
  const out = join(project.root, "signed");
  const settings = ["--set", 'words=["fig","date"]'];
  await project.run("reproduce", ...settings);
  const { code, value } = await project.json(
    ...["export", "--format", "intoto", "--out", out, "--sign", key.secret],
    ...settings,
  );
  assert.equal(code, 0, JSON.stringify(value));
  assert.deepEqual(value.altered, ['words=["fig","date"]']);
  const verified = await project.json(
    ...["audit", "--verify", key.open],
    ...["--attestations", join(out, value.main)],
  );
  assert.equal(verified.code, 0, JSON.stringify(verified.value.findings));
  assert.equal(verified.value.compared.stages, 6);
});
