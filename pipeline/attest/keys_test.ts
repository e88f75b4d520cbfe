import assert from "node:assert/strict";
import { join } from "node:path";
import { JuiceError } from "../errors.ts";
import { findProgram } from "../find_program.ts";
import { needingTest } from "../testing/need.ts";
import { pae, signEnvelope, verifyEnvelope } from "./dsse.ts";
import { isOpenToOthers, readPublicKey, readSigningKey } from "./keys.ts";
import { writeNewKey } from "./new_key.ts";
import { writeTestKey } from "./testing/keys.ts";

/** Runs something in a folder that goes away. */
async function inFolder(
  run: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    await run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("a new key signs, and its public half verifies", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "me");
    const id = await writeNewKey(path);
    const secret = await readSigningKey(path);
    const open = await readPublicKey(`${path}.pub`);
    assert.deepEqual([secret.id, open.id], [id, id]);
    const envelope = await signEnvelope("text", "a/type", secret);
    assert.notEqual(await verifyEnvelope(envelope, open), null);
    if (Deno.build.os !== "windows") {
      assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
      assert.equal(isOpenToOthers(path), false);
      Deno.chmodSync(path, 0o640);
      assert.equal(isOpenToOthers(path), true);
    }
  });
});

Deno.test("a new key goes over no file, and leaves no half behind", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "me");
    for (const taken of [path, `${path}.pub`]) {
      Deno.writeTextFileSync(taken, "precious");
      await assert.rejects(writeNewKey(path), JuiceError);
      assert.equal(Deno.readTextFileSync(taken), "precious");
      Deno.removeSync(taken);
      assert.deepEqual([...Deno.readDirSync(folder)], []);
    }
  });
});

Deno.test("a key that is encrypted is of use only with its passphrase", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "me");
    const id = await writeNewKey(path, "pass ü");
    const text = Deno.readTextFileSync(path);
    assert.match(text, /^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    assert.equal(isOpenToOthers(path), false);
    assert.equal((await readSigningKey(path, () => "pass ü")).id, id);
    for (const wrong of ["pass u", "", "pass ü "]) {
      await assert.rejects(
        readSigningKey(path, () => wrong),
        /the passphrase is not its own/,
      );
    }
    // Nobody is asked for the passphrase of what could not be used anyway.
    Deno.writeTextFileSync(path, text.slice(0, 150));
    await assert.rejects(
      readSigningKey(path, () => assert.fail("asked")),
      /a part of its PEM is missing/,
    );
  });
});

Deno.test("a key's id is the SHA-256 of its SPKI", async () => {
  await inFolder(async (folder) => {
    const { secret, open } = writeTestKey(folder);
    const pem = Deno.readTextFileSync(open);
    const der = Uint8Array.fromBase64(pem.replace(/-----.*-----/g, ""));
    const hash = await crypto.subtle.digest("SHA-256", der);
    const id = new Uint8Array(hash).toHex();
    assert.equal((await readPublicKey(open)).id, id);
    assert.equal((await readSigningKey(secret)).id, id);
    // As an editor on Windows leaves it.
    Deno.writeTextFileSync(open, "\ufeff" + pem.replaceAll("\n", "\r\n"));
    assert.equal((await readPublicKey(open)).id, id);
  });
});

const openssl = findProgram(["openssl"]);

needingTest(
  "openssl makes keys that sign, and verifies what was signed",
  openssl === null
    ? { reason: "needs openssl: apt-get install openssl", installable: true }
    : null,
  async () => {
    await inFolder(async (folder) => {
      const run = (...args: string[]) => {
        const { success, stderr } = new Deno.Command(openssl!, {
          args,
          cwd: folder,
        }).outputSync();
        assert.ok(success, new TextDecoder().decode(stderr));
      };
      run("genpkey", "-algorithm", "ed25519", "-out", "theirs");
      run("pkey", "-in", "theirs", "-pubout", "-out", "theirs.pub");
      await writeNewKey(join(folder, "ours"));
      run("pkey", "-in", "ours", "-noout");
      const own = await writeNewKey(join(folder, "hidden"), "open");
      run("pkey", "-in", "hidden", "-passin", "pass:open", "-out", "plain");
      assert.equal((await readSigningKey(join(folder, "plain"))).id, own);
      run(
        ...["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", "plain"],
        ...["-out", "again", "-passout", "pass:shut"],
      );
      const again = await readSigningKey(join(folder, "again"), () => "shut");
      assert.equal(again.id, own);
      for (const name of ["theirs", "ours"]) {
        const path = join(folder, name);
        const key = await readSigningKey(path);
        const { id } = await readPublicKey(`${path}.pub`);
        assert.equal(key.id, id);
        const { payload, payloadType, signatures } = await signEnvelope(
          "text",
          "a/type",
          key,
        );
        const body = Uint8Array.fromBase64(payload);
        Deno.writeFileSync(join(folder, "signed"), pae(payloadType, body));
        Deno.writeFileSync(
          join(folder, "sig"),
          Uint8Array.fromBase64(signatures[0]!.sig),
        );
        run(
          ...["pkeyutl", "-verify", "-rawin", "-in", "signed"],
          ...["-sigfile", "sig", "-pubin", "-inkey", `${name}.pub`],
        );
      }
    });
  },
);
