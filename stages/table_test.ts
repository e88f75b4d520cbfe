import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { textsColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import { table, type TableSummary } from "./table.ts";
import { execute, temporaryFolder } from "./testing/context.ts";
import { anyCodePoint } from "../pipeline/testing/text.ts";

/** Reads a file of the given bytes. */
async function read(bytes: Uint8Array | string, params = {}) {
  await using folder = await temporaryFolder();
  const file = `${folder.path}/data`;
  await Deno.writeFile(
    file,
    typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes,
  );
  await using done = await execute(table, { params, inputs: { file } });
  const summary: TableSummary = JSON.parse(
    await Deno.readTextFile(done.outputs.summary),
  );
  return {
    rows: (await readRows(done.outputs.texts, textsColumns))
      .map((row) => ({ ...row })),
    summary,
    log: done.log,
    warnings: done.warnings,
    metrics: done.metrics,
  };
}

const line = (prompt: unknown, response: unknown, more = {}) =>
  JSON.stringify({ prompt, response, ...more }) + "\n";

type Column = Parameters<typeof parquetWriteBuffer>[0]["columnData"][number];
const parquet = (...columnData: Column[]) =>
  new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 }));

Deno.test("a line is a row, whatever stands beside it", async () => {
  const { rows, summary, log } = await read(
    "\ufeff" + line("a", "b") + "\r\n" + line("é", "😀\n", { source: 1 }) +
      line("last", "without an end").trimEnd(),
  );
  assert.deepEqual(rows, [
    { row: 1, prompt: "a", response: "b" },
    { row: 3, prompt: "é", response: "😀\n" },
    { row: 4, prompt: "last", response: "without an end" },
  ]);
  assert.deepEqual(summary, {
    version: 1,
    format: "jsonl",
    rowsIn: 3,
    rowsOut: 3,
    leftOut: 0,
    ignored: ["source"],
    malformed: [],
  });
  assert.deepEqual(log, ["other columns are ignored: source"]);
});

Deno.test("each malformed line is left out with its number and reason", async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const long = "x".repeat(1 << 20);
  const parts = [
    encode(line("good", "row")),
    encode("{not json\n"),
    encode('["prompt", "response"]\n'),
    encode('"text"\n'),
    encode(JSON.stringify({ response: "b" }) + "\n"),
    encode(line(null, "b")),
    encode(JSON.stringify({ prompt: "b" }) + "\n"),
    encode(line(7, "b")),
    encode(line("a", ["b"])),
    encode(line(" \t", "b")),
    encode(line("a", "")),
    new Uint8Array([0x7b, 0xff, 0xfe, 0x0a]),
    encode('{"prompt": "\\ud800", "response": "b"}\n'),
    encode(line("a", long)),
    encode(line("another", "good one")),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const { rows, summary, warnings, metrics } = await read(bytes);
  assert.deepEqual(rows.map(({ row }) => row), [1, 15]);
  assert.deepEqual(
    summary.malformed.map(({ reason, rows, numbers }) => [
      reason,
      rows,
      ...numbers,
    ]),
    [
      ["too long", 1, 14],
      ["not UTF-8", 2, 12, 13],
      ["not JSON", 1, 2],
      ["not an object", 2, 3, 4],
      ["no prompt", 2, 5, 6],
      ["no response", 1, 7],
      ["prompt is not text", 1, 8],
      ["response is not text", 1, 9],
      ["empty prompt", 1, 10],
      ["empty response", 1, 11],
    ],
  );
  assert.equal(summary.rowsIn, 15);
  assert.equal(metrics.malformed, 13);
  assert.match(
    warnings[0]!,
    /^13 of 15 rows are malformed .*not JSON: 1 \(row 2\)/,
  );
});

Deno.test("many faults of one kind are counted, and the first are listed", async () => {
  const { summary, warnings } = await read(line("a", "b") + "{\n".repeat(250));
  const [found] = summary.malformed;
  assert.equal(found!.rows, 250);
  assert.deepEqual(found!.numbers.length, 100);
  assert.match(warnings[0]!, /not JSON: 250 \(rows 2, 3, 4, 5, 6, \.\.\.\)$/);
});

Deno.test("no more rows are taken than were asked for, and it says so", async () => {
  const given = [1, 2, 3, 4].map((i) => line(`prompt ${i}`, "r")).join("");
  const { rows, summary, warnings } = await read(given, { most: 3 });
  assert.equal(rows.length, 3);
  assert.equal(summary.leftOut, 1);
  assert.match(warnings[0]!, /^1 of 4 rows are left out: no more than 3/);
});

Deno.test("Parquet is read by its columns, over all row groups", async () => {
  const data = ["a", null, "c", "é😀", " "];
  for (const codec of ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"] as const) {
    const { rows, summary } = await read(
      new Uint8Array(parquetWriteBuffer({
        columnData: [
          { name: "id", data: [1, 2, 3, 4, 5], type: "INT32" },
          { name: "response", data: ["1", "2", "3", "4", "5"], type: "STRING" },
          { name: "prompt", data, type: "STRING", nullable: true },
        ],
        rowGroupSize: 2,
        codec,
        compressors: {
          GZIP: (bytes) => new Uint8Array(gzipSync(bytes)),
          ZSTD: (bytes) => new Uint8Array(zstdCompressSync(bytes)),
        },
      })),
    );
    assert.deepEqual(rows, [
      { row: 1, prompt: "a", response: "1" },
      { row: 3, prompt: "c", response: "3" },
      { row: 4, prompt: "é😀", response: "4" },
    ]);
    assert.equal(summary.format, "parquet");
    assert.deepEqual(summary.ignored, ["id"]);
    assert.deepEqual(
      summary.malformed.map(({ reason, numbers }) => [reason, ...numbers]),
      [["no prompt", 2], ["empty prompt", 5]],
    );
  }
});

Deno.test("bytes in Parquet that are no UTF-8 are a fault of their row", async () => {
  const { rows, summary } = await read(parquet(
    {
      name: "prompt",
      data: [new Uint8Array([0xff]), new Uint8Array([0x61])],
      type: "BYTE_ARRAY",
    },
    { name: "response", data: ["1", "2"], type: "STRING" },
  ));
  assert.deepEqual(rows, [{ row: 2, prompt: "a", response: "2" }]);
  assert.deepEqual(summary.malformed[0]!.reason, "not UTF-8");
});

Deno.test("a column of numbers is a fault of each of its rows", async () => {
  await assert.rejects(
    () =>
      read(parquet(
        { name: "prompt", data: [1, 2, 3], type: "INT32" },
        { name: "response", data: ["1", "2", "3"], type: "STRING" },
      )),
    (error) =>
      error instanceof DataError &&
      /none of 3 rows .*prompt is not text: 3 \(rows 1, 2, 3\)/
        .test(error.message),
  );
});

Deno.test("files that hold no rows are refused, with what to give", async () => {
  const refused = (message: RegExp) => (error: unknown) => {
    assert(error instanceof DataError, String(error));
    assert.match(error.message, message);
    assert.match(error.message, /; (give a Parquet file with|write it again)/);
    return true;
  };
  await assert.rejects(() => read(""), refused(/has no rows/));
  await assert.rejects(() => read("\n\n"), refused(/has no rows/));
  await assert.rejects(
    () => read("prompt,response\nhello,world\n"),
    refused(/none of 2 rows .*not JSON: 2 \(rows 1, 2\)/),
  );
  await assert.rejects(
    () => read("PAR1 and then nothing of the kind"),
    refused(/Parquet file cannot be read/),
  );
  const whole = parquet({ name: "prompt", data: ["a"], type: "STRING" });
  await assert.rejects(
    () => read(whole),
    (error) =>
      error instanceof DataError &&
      /no column "response"; it has "prompt"/.test(error.message),
  );
});

Deno.test("a file that has to be unpacked or rewritten first is refused as such", async () => {
  const lines = new TextEncoder().encode(line("a", "b"));
  const utf16 = new Uint8Array(
    Uint16Array.from(
      "\ufeff" + line("a", "b"),
      (character) => character.charCodeAt(0),
    ).buffer,
  );
  for (
    const [bytes, message] of [
      [new Uint8Array(gzipSync(lines)), /compressed by gzip; decompress it/],
      [new Uint8Array(zstdCompressSync(lines)), /compressed by zstd; decomp/],
      [new TextEncoder().encode("PK\x03\x04..."), /a ZIP archive; unpack it/],
      [utf16, /text in UTF-16; write it in UTF-8 first$/],
    ] as const
  ) {
    await assert.rejects(
      () => read(bytes),
      (error) => error instanceof DataError && message.test(error.message),
    );
  }
});

Deno.test("rows with other columns than the wanted are told which they have", async () => {
  await assert.rejects(
    () => read('{"question": "a", "answer": "b"}\n'),
    /no prompt: 1 \(row 1\)\), and other columns are answer, question; give/,
  );
});

Deno.test("a damaged Parquet page is refused", async () => {
  const whole = parquet(
    { name: "prompt", data: ["aaaa", "bbbb"], type: "STRING" },
    { name: "response", data: ["cccc", "dddd"], type: "STRING" },
  );
  whole.fill(0xee, 4, 40);
  await assert.rejects(() => read(whole), DataError);
});

Deno.test("good lines come out whole, whatever stands between them", async () => {
  const text = fc.string({ unit: anyCodePoint, minLength: 1, maxLength: 9 })
    .filter((text) => text.trim() !== "");
  const row = fc.record({ prompt: text, response: text });
  const noise = fc.oneof(
    fc.string({ unit: anyCodePoint, maxLength: 9 })
      .map((text) => text.replaceAll("\n", "")),
    fc.json().map((json) => json.replaceAll("\n", "")),
    fc.constantFrom("", " ", "{}", "null", '{"prompt": "a"}'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(row, noise), { maxLength: 12 }),
      async (lines) => {
        const given = [{ prompt: "a", response: "b" }, ...lines];
        const { rows, summary } = await read(
          given.map((line) =>
            typeof line === "string" ? line : JSON.stringify(line)
          ).join("\n"),
        );
        const good = given.flatMap((line, i) =>
          typeof line === "string" ? [] : [{ row: i + 1, ...line }]
        );
        assert.deepEqual(rows, good);
        const blank =
          given.filter((line) => typeof line === "string" && line.trim() === "")
            .length;
        const lost = summary.malformed.reduce((sum, { rows }) => sum + rows, 0);
        assert.equal(summary.rowsIn, given.length - blank);
        assert.equal(lost, summary.rowsIn - good.length);
        const numbers = summary.malformed.flatMap(({ numbers }) => numbers);
        assert.ok(numbers.every((n) => typeof given[n - 1] === "string"));
      },
    ),
    { numRuns: 30 },
  );
});
