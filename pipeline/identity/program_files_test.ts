import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ClosureError } from "../errors.ts";
import { command } from "../kinds/command.ts";
import { programFiles } from "./program_files.ts";

function withFiles(run: (names: (files: string[]) => string[]) => void) {
  const root = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    Deno.mkdirSync(join(root, "stages/lib x"), { recursive: true });
    for (const name of ["count.py", "lib x/a%b.py", "..hidden"]) {
      Deno.writeTextFileSync(join(root, "stages", name), name);
    }
    Deno.writeTextFileSync(join(root, "beside.py"), "");
    const url = pathToFileURL(join(root, "stages/count.ts")).href;
    run((files) => {
      const kind = command({ url }, {
        doc: "",
        params: z.object({}),
        inputs: {},
        outputs: {},
        determinism: "bitwise",
        files,
        arguments: () => [],
      });
      return programFiles(kind, root).map(({ name }) => name);
    });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("a program's files are named by their place in the project", () =>
  withFiles((names) => {
    assert.deepEqual(names(["./count.py", "./lib x/a%b.py", "./..hidden"]), [
      "stages/count.py",
      "stages/lib x/a%b.py",
      "stages/..hidden",
    ]);
    assert.deepEqual(names([]), []);
  }));

Deno.test("a file elsewhere, written in two ways or missing is refused", () =>
  withFiles((names) => {
    const refused = (file: string, message: RegExp) =>
      assert.throws(
        () => names([file]),
        (error) => error instanceof ClosureError && message.test(error.message),
        file,
      );
    for (
      const file of [
        "count.py",
        "../beside.py",
        "./../beside.py",
        "./lib x/../count.py",
        "./lib x//a%b.py",
        "././count.py",
        "./lib x/..",
        "./",
        "/etc/passwd",
        "https://example.com/a.py",
      ]
    ) refused(file, /begin with "\.\/"$/);
    refused("./missing.py", /"\.\/missing\.py": No such file/);
  }));
