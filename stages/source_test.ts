import assert from "node:assert/strict";
import cmudict from "../data/cmudict.json" with { type: "json" };
import configuration from "../deno.json" with { type: "json" };
import { entriesColumns } from "./data/columns.ts";
import { checkDeclared, entriesDigest, type Entry } from "./data/declared.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import { source } from "./source.ts";
import { digestOf, execute } from "./testing/context.ts";

Deno.test("the source writes the declared entries, twice the same bytes", async () => {
  const given = { params: { name: "cmudict" as const }, inputs: {} };
  await using first = await execute(source, given);
  await using second = await execute(source, given);
  assert.equal(
    digestOf(first.outputs.entries),
    digestOf(second.outputs.entries),
  );

  const entries = await readRows(first.outputs.entries, entriesColumns);
  assert.equal(entries.length, cmudict.entries.count);
  assert.equal(entriesDigest(entries), cmudict.entries.sha256);
  for (let i = 1; i < entries.length; i++) {
    assert(entries[i - 1]!.word < entries[i]!.word, entries[i]!.word);
  }
  const words = new Map(entries.map((e) => [e.word, e.pronunciation]));
  assert.equal(words.get("tomato"), "T AH0 M EY1 T OW2");
  assert.equal(words.get("tomato(2)"), "T AH0 M AA1 T OW2");
});

Deno.test("the declared package is the installed one", () => {
  const { name, version } = cmudict.package;
  assert.equal(configuration.imports[name as "zod"], `npm:${name}@${version}`);
});

Deno.test("a source that is not known is refused", async () => {
  await assert.rejects(
    () => execute(source, { params: { name: "x" as "cmudict" }, inputs: {} }),
    /cmudict/,
  );
});

Deno.test("entries that are not the declared ones are refused", () => {
  const entries: Entry[] = [
    { word: "cat", pronunciation: "K AE1 T" },
    { word: "dog", pronunciation: "D AO1 G" },
  ];
  const declared = {
    name: "pets",
    package: { name: "pet-words", version: "1.2.3" },
    // printf 'cat\tK AE1 T\ndog\tD AO1 G\n' | sha256sum
    entries: {
      count: 2,
      sha256:
        "7b1b2e1400774b76b302dc8e75198011e947e249d51beca9861cea1939f62db0",
    },
  };
  checkDeclared(declared, entries);
  for (
    const changed of [
      entries.slice(1),
      entries.toReversed(),
      [entries[0]!, { word: "dog", pronunciation: "D AA1 G" }],
    ]
  ) {
    assert.throws(() => checkDeclared(declared, changed), (error) => {
      assert(error instanceof DataError);
      assert.match(error.message, /Cannot use source "pets": npm package/);
      assert(error.message.includes(entriesDigest(changed)));
      assert.match(error.message, /"data\/pets\.json" declares 2 with/);
      assert.match(error.message, /install version "1\.2\.3"/);
      return true;
    });
  }
});
