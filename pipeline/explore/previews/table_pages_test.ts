import assert from "node:assert/strict";
import { checkThrown } from "../../cli/testing/messages.ts";
import { writeEndless } from "../../tables/testing/endless.ts";
import { TablePages } from "./table_pages.ts";

Deno.test("a table that claims to be endless is given up", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const { whole: path, endless } = writeEndless(folder);
    using pages = new TablePages({ longest: 500 });
    await checkThrown(import.meta, "endless", {
      "A table of too many values": () => pages.read(endless, {}),
    }, (text) => text.replaceAll(folder, "FOLDER"));
    using others = new TablePages();
    const { rows } = await others.read(path, {});
    assert.deepEqual(rows, [[1], [2], [3]]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
