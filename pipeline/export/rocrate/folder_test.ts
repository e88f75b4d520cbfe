import assert from "node:assert/strict";
import { removeIfThere } from "../../store/files.ts";
import { CrateFolder } from "./folder.ts";
import { Graph } from "./graph.ts";

Deno.test("a path is free where neither a file nor a folder stands", () => {
  const path = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const folder = new CrateFolder(path, new Graph());
    folder.write("pages/Explorer.html/a.txt", "a");
    folder.write("other/index.html", "b");
    for (const taken of ["pages", "pages/explorer.html", "other/INDEX.html"]) {
      assert.equal(folder.isFree(taken), false, taken);
    }
    for (const free of ["explorer.html", "other/explorer.html"]) {
      assert.equal(folder.isFree(free), true, free);
    }
  } finally {
    removeIfThere(path);
  }
});
