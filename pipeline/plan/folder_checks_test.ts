import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../store/mod.ts";
import { makeTempStore } from "../testing/store.ts";
import { FolderChecks } from "./folder_checks.ts";

/** Enough files of long names for a tree object that is large. */
const files = 2500;

Deno.test("a large folder is checked beside the plan, where that can be done", async () => {
  using temp = makeTempStore();
  for (const [name, begins] of [["plain", true], ["with, comma", false]]) {
    const folder = join(temp.folder, `of ${name}`);
    Deno.mkdirSync(folder);
    for (let i = 0; i < files; i++) {
      Deno.writeTextFileSync(join(folder, String(i).padEnd(200, "x")), "");
    }
    const store = openStore(join(temp.folder, name as string));
    const { digest } = store.putFolder(folder);
    const checks = new FolderChecks(store);
    assert.equal(checks.begin(digest), begins, name as string);
    assert.equal(await checks.ended(), true, name as string);
  }
});
