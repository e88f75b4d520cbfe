import assert from "node:assert/strict";
import { checkThrown } from "../cli/testing/messages.ts";
import { writeEndless } from "./testing/endless.ts";
import { TableThread } from "./thread.ts";

/** Reads all rows of a table, and says how many there are. */
const reading = new URL("./testing/rows_thread.ts", import.meta.url);

Deno.test("a table that claims to be endless ends neither the program nor its thread", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const { whole: path, endless } = writeEndless(folder);
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
