import { join } from "node:path";
import { writeBundle } from "../../attest/bundle.ts";
import { readPublicKey, readSigningKey } from "../../attest/keys.ts";
import { writeNewKey } from "../../attest/new_key.ts";
import { pemOf, writeTestKey } from "../../attest/testing/keys.ts";
import { checkMessages, checkThrown } from "../testing/messages.ts";

const engine = new URL("../../", import.meta.url).pathname;

Deno.test("what cannot be signed or verified is told by its name", async () => {
  await checkMessages(import.meta, "attest", [
    { title: "No such key", args: ["audit", "--sign", "/nope/key.pem"] },
    {
      title: "No key at all",
      args: ["audit", "--verify", join(engine, "README.md")],
    },
    {
      title: "Two things at once",
      args: ["audit", "--sign", "a", "--verify", "b"],
    },
    { title: "A place without a key", args: ["audit", "--out", "a"] },
    {
      title: "Attestations without a key",
      args: ["audit", "--attestations", "a"],
    },
    {
      title: "A repetition",
      args: ["audit", "word/*", "--repeat", "2", "--new-key", "/nope/key"],
    },
    {
      title: "Settings",
      args: ["audit", "--verify", "/nope/key", "--set", "a=1"],
    },
  ]);
});

Deno.test("what is no key is told by what it is instead", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const file = (name: string, text: string): string => {
      const path = join(folder, name);
      Deno.writeTextFileSync(path, text);
      return path;
    };
    const { secret, open } = writeTestKey(folder);
    const zeros = "0".repeat(64);
    // The object identifier of X25519, which agrees on keys and signs nothing.
    const x25519 = pemOf("PRIVATE KEY", zeros).replace("K2Vw", "K2Vu");
    const of = (label: string) =>
      pemOf("PUBLIC KEY", zeros).replaceAll("PUBLIC KEY", label);
    await checkThrown(import.meta, "keys", {
      "A public key to sign with": () => readSigningKey(open),
      "A private key to verify with": () => readPublicKey(secret),
      "An encrypted key": () =>
        readSigningKey(file("encrypted", of("ENCRYPTED PRIVATE KEY"))),
      "A certificate": () => readPublicKey(file("cert", of("CERTIFICATE"))),
      "No key": () => readPublicKey(file("text", "hello")),
      "A key that was cut off": () =>
        readSigningKey(
          file("cut", Deno.readTextFileSync(secret).slice(0, 80)),
        ),
      "A key of another algorithm": () =>
        readSigningKey(file("x25519", x25519)),
      "Base64 that is none": () =>
        readPublicKey(
          file("bad", Deno.readTextFileSync(open).replace("MCow", "MC=w")),
        ),
      "A key that is not there": () => readPublicKey(join(folder, "nope")),
      "A new key over a file": () => writeNewKey(file("mine", "mine")),
      "Attestations over a file": () =>
        writeBundle(file("thesis.jsonl", "mine"), "{}"),
    }, (text) => text.replaceAll(folder, "FOLDER"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
