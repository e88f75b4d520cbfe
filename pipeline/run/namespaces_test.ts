import assert from "node:assert/strict";
import { join } from "node:path";
import * as fc from "fast-check";
import { quote, toolPlaces } from "./namespaces.ts";

const onUnix = { ignore: Deno.build.os === "windows" };

Deno.test({
  name: "a quoted text is one word to a shell",
  ...onUnix,
  async fn() {
    const text = fc.string({ unit: "grapheme" })
      .filter((one) => !one.includes("\0"));
    const texts = fc.sample(text, 200).concat(
      "it's",
      "'",
      "\\'",
      "$HOME\n",
      "",
    );
    const { stdout } = await new Deno.Command("/bin/sh", {
      args: ["-c", `printf '%s\\0' ${texts.map(quote).join(" ")}`],
    }).output();
    const heard = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout);
    assert.deepEqual(heard.split("\0").slice(0, -1), texts);
  },
});

Deno.test({
  name: "a tool brings the libraries beside it, and nobody's home",
  ...onUnix,
  fn() {
    const home = Deno.realPathSync(Deno.makeTempDirSync());
    try {
      const at = (path: string) => join(home, path);
      const make = (path: string) => {
        Deno.mkdirSync(at(path), { recursive: true });
      };
      for (
        const path of ["venv/bin", "venv/lib", "python/bin", "python/lib64"]
      ) {
        make(path);
      }
      make("python/share");
      Deno.writeTextFileSync(at("venv/pyvenv.cfg"), "");
      Deno.writeTextFileSync(at("python/bin/python3.12"), "");
      Deno.symlinkSync("python3.12", at("python/bin/python3"));
      Deno.symlinkSync(at("python/bin/python3"), at("venv/bin/python"));
      Deno.writeTextFileSync(at("tool"), "");
      const places = (path: string) =>
        toolPlaces({ path, real: Deno.realPathSync(path) });
      assert.deepEqual(places(at("venv/bin/python")), [
        at("python/bin"),
        at("python/lib64"),
        at("venv/bin"),
        at("venv/lib"),
        at("venv/pyvenv.cfg"),
      ]);
      assert.deepEqual(places(at("tool")), [at("tool")]);
      assert.deepEqual(places("/bin/sh"), []);
    } finally {
      Deno.removeSync(home, { recursive: true });
    }
  },
});
