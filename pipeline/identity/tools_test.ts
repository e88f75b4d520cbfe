import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { command } from "../kinds/command.ts";
import { sha256 } from "./hash.ts";
import { findTool, toolDigests } from "./tools.ts";

const onUnix = { ignore: Deno.build.os === "windows" };

/** Makes a folder with programs, and says what is in the way of them. */
function withPrograms(run: (folder: string) => void): void {
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    for (const name of ["a", "b", "shims"]) Deno.mkdirSync(join(folder, name));
    Deno.mkdirSync(join(folder, "a/tool"));
    Deno.writeTextFileSync(join(folder, "b/plain"), "no program");
    Deno.writeTextFileSync(join(folder, "b/real"), "#!/bin/sh", {
      mode: 0o755,
    });
    Deno.symlinkSync("real", join(folder, "b/tool"));
    Deno.writeTextFileSync(join(folder, "shims/python"), "", { mode: 0o755 });
    run(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test({
  name: "a tool is the first program of its name on the path",
  ...onUnix,
  fn: () =>
    withPrograms((folder) => {
      const path = `${folder}/none::${folder}/a:${folder}/b`;
      assert.deepEqual(findTool("kind", "tool", path), {
        name: "tool",
        path: join(folder, "b/tool"),
        real: join(folder, "b/real"),
        digest: sha256("#!/bin/sh"),
      });
      Deno.writeTextFileSync(join(folder, "b/real"), "#!/bin/bash");
      const { digest } = findTool("kind", "tool", path);
      assert.equal(digest, sha256("#!/bin/bash"));
    }),
});

Deno.test({
  name: "what is no program, or stands in for one, is refused",
  ...onUnix,
  fn: () =>
    withPrograms((folder) => {
      const refused = (name: string, message: RegExp) =>
        assert.throws(
          () => findTool("count", name, `${folder}/b:${folder}/shims`),
          (error) => error instanceof ToolError && message.test(error.message),
        );
      refused("plain", /^The stage kind "count" needs the program "plain", wh/);
      refused("missing", /in no folder of the PATH\nInstall it, or add its/);
      refused("python", /shims\/python" only picks one of several versions/);
    }),
});

Deno.test({
  name: "the keys of one plan hold the same tools",
  ...onUnix,
  fn: () =>
    withPrograms((folder) => {
      const kind = command({ url: "file:///p/stages/count.ts" }, {
        doc: "",
        params: z.object({}),
        inputs: {},
        outputs: {},
        determinism: "bitwise",
        tools: ["sh"],
        arguments: () => ["sh"],
      });
      const plan = {};
      const before = toolDigests(kind, plan);
      assert.match(before.sh!, /^[0-9a-f]{64}$/);
      const path = Deno.env.get("PATH")!;
      try {
        Deno.writeTextFileSync(join(folder, "b/sh"), "x", { mode: 0o755 });
        Deno.env.set("PATH", `${folder}/b:${path}`);
        assert.deepEqual(toolDigests(kind, plan), before);
        assert.deepEqual(toolDigests(kind, {}), { sh: sha256("x") });
      } finally {
        Deno.env.set("PATH", path);
      }
    }),
});
