import assert from "node:assert/strict";
import { renderAnswer } from "../cli/sql_table.ts";
import { makeStyle } from "../cli/terminal.ts";
import { assertFits } from "../testing/snapshot.ts";
import { makeTables, Questions } from "./ask.ts";
import { makeSweep } from "./testing/sweep.ts";

const page = new URL("../../docs/sql.md", import.meta.url);

Deno.test("the questions of docs/sql.md have the answers that it shows", async () => {
  const text = Deno.readTextFileSync(page);
  using questions = await Questions.open(makeTables(makeSweep()));
  const example = /```sql\n([^`]*)```\n\n```text\n([^`]*)```/g;
  let shown = text, count = 0;
  for (const [block, query = "", answer = ""] of text.matchAll(example)) {
    count++;
    const result = await questions.ask(query);
    assert(result.rows.length > 0, query);
    const lines = renderAnswer(result, 80, makeStyle(false)).join("\n") + "\n";
    assertFits(lines);
    if (lines === answer) continue;
    shown = shown.replace(
      block,
      () => "```sql\n" + query + "```\n\n```text\n" + lines + "```",
    );
  }
  assert(count >= 10, `${count} examples`);
  if (Deno.env.get("JUICE_UPDATE") === "1") Deno.writeTextFileSync(page, shown);
  else assert.equal(shown, text);
});

Deno.test("docs/sql.md names every table and column", () => {
  const text = Deno.readTextFileSync(page);
  for (const { name, columns } of makeTables(makeSweep())) {
    const row = text.split("\n").find((line) =>
      line.startsWith(`| \`${name}\``)
    );
    assert(row !== undefined, name);
    if (name === "results") continue;
    for (const [column] of columns) {
      const isCommon = ["key", "n", "stage"].includes(column);
      assert(isCommon || row.includes(`\`${column}\``), `${name}.${column}`);
    }
  }
});
