import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { checkThrown } from "../../cli/testing/messages.ts";
import { TablePages } from "./table_pages.ts";

Deno.test("a table that claims to be endless is given up", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const path = join(folder, "table.parquet");
    const bytes = new Uint8Array(parquetWriteBuffer({
      columnData: [{ name: "n", data: [1, 2, 3], type: "INT32" }],
    }));
    Deno.writeFileSync(path, bytes);
    // The number of values in the first page's header goes on and on.
    const damaged = join(folder, "damaged.parquet");
    bytes[12]! ^= 0x80;
    Deno.writeFileSync(damaged, bytes);
    using pages = new TablePages({ longest: 500 });
    await checkThrown(import.meta, "endless", {
      "A table of too many values": () => pages.read(damaged, {}),
    }, (text) => text.replaceAll(folder, "FOLDER"));
    using others = new TablePages();
    const { rows } = await others.read(path, {});
    assert.deepEqual(rows, [[1], [2], [3]]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
