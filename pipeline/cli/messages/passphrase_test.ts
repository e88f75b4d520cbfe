import assert from "node:assert/strict";
import { join } from "node:path";
import { writeNewKey } from "../../attest/mod.ts";
import {
  findPassphrase,
  newPassphrase,
  type PassphraseSources,
} from "../passphrase.ts";
import { signingKey } from "../signing_key.ts";
import { readStandardInput } from "../standard_input.ts";
import { checkMessages, checkThrown } from "../testing/messages.ts";
import { captureTerminal } from "../testing/terminal.ts";

/** Where somebody types, or a variable is set, or neither. */
function sources(typed?: string, variable?: string): PassphraseSources {
  return {
    variable: () => variable,
    terminal: () =>
      typed === undefined ? null : {
        readSync: (into) =>
          into.set(new TextEncoder().encode(typed)) ??
            new TextEncoder().encode(typed).length,
        setRaw() {},
      },
  };
}

Deno.test("what is started after a passphrase was found is not given it", async () => {
  const module = new URL("../passphrase.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { findPassphrase } from ${JSON.stringify(module)};
       console.log(findPassphrase("me.pem", {}, null));
       const child = new Deno.Command(Deno.execPath(), {
         args: ["eval", "console.log(Deno.env.get('JUICE_PASSPHRASE'))"],
       });
       console.log(new TextDecoder().decode(child.outputSync().stdout).trim());`,
    ],
    env: { JUICE_PASSPHRASE: "given", NO_COLOR: "1" },
    stdin: "null",
    stderr: "null",
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "given\nundefined\n");
});

Deno.test("options that lack what they need say so", async () => {
  const file = ["--passphrase-file", "/nope/passphrase"];
  await checkMessages(import.meta, "passphrase-options", [
    { title: "Nothing to encrypt", args: ["audit", "--encrypt"] },
    { title: "No key that it is of", args: ["audit", ...file] },
    {
      title: "Two things at one place",
      args: ["audit", "--sign", "-", "--passphrase-file", "-"],
    },
    {
      title: "An export that is not signed",
      args: ["export", "--format", "intoto", "--out", "/nope/out", ...file],
    },
    {
      title: "No such file",
      args: ["audit", "--new-key", "/nope/key", ...file],
    },
  ]);
});

Deno.test("a passphrase is a file's first line, a variable, or what is typed", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const terminal = captureTerminal();
    const file = (text: string) => {
      const path = join(folder, "passphrase");
      Deno.writeTextFileSync(path, text);
      return { passphraseFile: path };
    };
    const find = (
      options: Parameters<typeof findPassphrase>[1],
      ...from: Parameters<typeof sources>
    ) => findPassphrase("me.pem", options, terminal, sources(...from));
    const make = (typed?: string, variable?: string, encrypt = true) =>
      newPassphrase("me.pem", { encrypt }, terminal, sources(typed, variable));
    assert.equal(
      find(file("from a file\r\nmore\n"), "x\r", "y"),
      "from a file",
    );
    assert.equal(find({}, "x\r", "from a variable"), "from a variable");
    assert.equal(find({}, "typed\r"), "typed");
    assert.equal(make("typed\rtyped\r"), "typed");
    assert.equal(make(undefined, undefined, false), null);
    assert.equal(make(undefined, "of a program", false), "of a program");
    const path = join(folder, "me.pem");
    await writeNewKey(path, "right");
    await checkThrown(import.meta, "passphrase", {
      "An empty first line": () => find(file("\nmore")),
      "An empty variable": () => find({}, undefined, ""),
      "Nothing typed": () => find({}, "\r"),
      "No terminal": () => find({}),
      "Ctrl-C": () => find({}, "abc\x03"),
      "Two that differ": () => make("one\rtwo\r"),
      "Another key's": () => signingKey(path, file("wrong"), terminal),
      "A terminal instead of a pipe": () =>
        readStandardInput("a private key", {
          isTerminal: () => true,
          readSync: () => null,
        }),
    }, (text) => text.replaceAll(folder, "FOLDER"));
    assert.equal(terminal.stderr().includes("others"), false);
    if (Deno.build.os !== "windows") {
      Deno.chmodSync(path, 0o644);
      await signingKey(path, file("right"), terminal);
      assert.match(terminal.stderr(), /Others on this machine can read/);
    }
    for (const text of ["one", "two", "typed", "right", "abc"]) {
      assert.ok(!terminal.stderr().includes(text), text);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
