import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { checkThrown } from "../cli/testing/messages.ts";
import { TableThread } from "./thread.ts";

/** Reads all rows of a table, and says how many there are. */
const reading = new URL("./testing/rows_thread.ts", import.meta.url);

Deno.test("a table that claims to be endless ends neither the program nor its thread", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const path = join(folder, "table.parquet");
    const bytes = new Uint8Array(parquetWriteBuffer({
      columnData: [{ name: "n", data: [1, 2, 3], type: "INT32" }],
    }));
    Deno.writeFileSync(path, bytes);
    // The number of values in the first page's header goes on and on.
    const endless = join(folder, "endless.parquet");
    bytes[12]! ^= 0x80;
    Deno.writeFileSync(endless, bytes);
    using hurried = new TableThread<string, number>(reading, { longest: 500 });
    using narrow = new TableThread<string, number>(reading, { memory: 64 });
    let next: Promise<number> | null = null;
    await checkThrown(import.meta, "thread", {
      "What is not done in time": () => hurried.ask(endless, "rows"),
      "What takes too much memory": () => {
        const grown = narrow.ask(endless, "grow");
        next = narrow.ask(path, "rows");
        return grown;
      },
    }, (text) => text.replaceAll(folder, "FOLDER"));
    using thread = new TableThread<string, number>(reading);
    const all = [thread.ask(path, "rows"), thread.ask(path, "rows")];
    assert.deepEqual(await Promise.all(all), [3, 3]);
    // What waited for a thread that was given up got another one.
    assert.equal(await next, 3);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
