import assert from "node:assert/strict";
import { join } from "node:path";
import { encryptKey } from "../../attest/encrypted_key.ts";
import { bundleName } from "../../attest/mod.ts";
import { pem } from "../../attest/pem.ts";
import {
  line,
  recordOf,
  signedProject,
  storeOf,
  withChanged,
} from "../testing/attest.ts";
import { check } from "../testing/check.ts";

Deno.test("what is signed verifies, the same bytes each time, and the page says so", async () => {
  await using made = await signedProject();
  const { project, key, signed } = made;
  const path = join(project.root, "attestations");
  const file = join(path, bundleName("default"));
  const text = Deno.readTextFileSync(file);
  const out = join(project.root, "elsewhere");
  const again = await project.json("audit", "--sign", key.secret, "--out", out);
  assert.deepEqual([again.code, again.value.clean], [0, true]);
  assert.equal(again.value.signed.path, join(out, bundleName("default")));
  assert.equal(Deno.readTextFileSync(again.value.signed.path), text);
  await check(import.meta, project, "audit-signed", {
    ...signed,
    stdout: signed.stdout.slice(signed.stdout.indexOf("Signed")),
  });
  const verified = await project.run("audit", "--verify", key.open);
  await check(import.meta, project, "audit-verified", verified);
  const { code, value } = await project.json("audit", "--verify", key.open);
  assert.equal(code, 0);
  assert.deepEqual([value.version, value.verified, value.profile], [
    1,
    true,
    "default",
  ]);
  assert.deepEqual(value.findings, []);
  assert.equal(value.compared.records, 6);
  assert.equal(value.compared.stages, 6);
  assert.equal(value.compared.lockEntries, 6);
  assert.ok(value.compared.packages > 0);
});

Deno.test("a key from standard input signs as its file does, once it is decrypted", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const name = bundleName("default");
  const text = Deno.readTextFileSync(join(project.root, "attestations", name));
  const secret = Deno.readTextFileSync(key.secret);
  const der = Uint8Array.fromBase64(secret.replace(/-----.*-----/g, ""));
  const hidden = pem("ENCRYPTED PRIVATE KEY", await encryptKey(der, "open"));
  const passphrase = join(project.root, "passphrase");
  Deno.writeTextFileSync(passphrase, "open\n");
  const sign = async (given: string, ...args: string[]) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-check", new URL("../main.ts", import.meta.url)]
          .map(String),
        ...["audit", "--sign", "-", "--out", join(project.root, "out.jsonl")],
        ...["--recipe", join(project.root, "stages/recipe.ts")],
        ...["--store", join(project.root, ".juice"), ...args],
      ],
      env: { JUICE_PASSPHRASE: "another" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(given));
    await writer.close();
    const { code, stderr } = await child.output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  const out = join(project.root, "out.jsonl");
  const wrong = await sign(hidden);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /Cannot decrypt the key "-"/);
  assert.throws(() => Deno.statSync(out), Deno.errors.NotFound);
  const right = await sign(hidden, "--passphrase-file", passphrase);
  assert.deepEqual(right, { code: 0, stderr: "" });
  assert.equal(Deno.readTextFileSync(out), text);
});

Deno.test("without the store, and where it lacks records, all else is compared", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const store = join(project.root, ".juice");
  const verify = () => project.run("audit", "--verify", key.open);
  // What nothing else was made from is only not here.
  Deno.removeSync(recordOf(project, "page").path);
  const lacking = await project.json("audit", "--verify", key.open);
  assert.equal(lacking.code, 0);
  assert.match(
    line(lacking.value.findings[0]),
    /^store has no record of 1 of the executions/,
  );
  Deno.removeSync(store, { recursive: true });
  await check(import.meta, project, "audit-verified-alone", await verify());
  project.write("stages/letters.ts", "export const weight = 2;");
  await check(import.meta, project, "audit-verified-changed", await verify());
});

Deno.test("only what is clean and agrees with the lock is signed", async () => {
  await using made = await signedProject();
  const { project, key } = made;
  const path = join(project.root, "attestations", "default.intoto.jsonl");
  Deno.removeSync(path);
  const sign = (...args: string[]) =>
    project.json("audit", "--sign", key.secret, ...args);
  const object = storeOf(project).pathOf(
    recordOf(project, "comparison").record.outputs.results!.digest,
  );
  await withChanged(object, () => "[]", async () => {
    const { code, value } = await sign();
    assert.deepEqual([code, value.clean, value.signed], [1, false, null]);
  });
  // Another experiment is signed apart, and says what was set.
  await project.run("reproduce", "--set", 'words=["fig"]');
  const altered = await sign("--set", 'words=["fig"]');
  assert.equal(altered.code, 0);
  const file = join(
    project.root,
    "altered.attestations",
    "default.intoto.jsonl",
  );
  assert.equal(altered.value.signed.path, file);
  const verified = await project.json(
    ...["audit", "--verify", key.open, "--attestations", file],
  );
  assert.equal(verified.code, 0, JSON.stringify(verified.value.findings));
  assert.deepEqual(verified.value.settings, ['words=["fig"]']);
  // What the lock does not agree with is not.
  project.write("stages/letters.ts", "export const weight = 3;");
  await project.run("reproduce");
  const refused = await project.run("audit", "--sign", key.secret);
  await check(import.meta, project, "audit-sign-refused", {
    ...refused,
    stdout: "",
  });
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  const nothing = await project.run("audit", "--verify", key.open);
  await check(import.meta, project, "audit-verify-nothing", nothing);
  const nor = join(project.root, "nothing.jsonl");
  const other = await project.run(
    ...["audit", "--verify", key.open, "--attestations", nor],
  );
  await check(import.meta, project, "audit-verify-no-file", other);
});
