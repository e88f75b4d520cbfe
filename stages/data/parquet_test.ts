import assert from "node:assert/strict";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { temporaryFolder } from "../testing/context.ts";
import { datasetColumns, marksColumns, samplesColumns } from "./columns.ts";
import { DataError } from "./error.ts";
import { readRows, writeRows } from "./parquet.ts";

// Lone surrogates have no UTF-8 encoding, so strings are of whole graphemes.
const text = fc.string({ unit: "grapheme" });
const rows = fc.array(fc.record({
  prompt: text,
  response: text,
  log_probability: fc.double({ noNaN: true }),
}));

Deno.test("any rows come back as they were written, in order", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/samples.parquet`;
  await fc.assert(
    fc.asyncProperty(rows, async (rows) => {
      await writeRows(path, samplesColumns, rows);
      const read = await readRows(path, samplesColumns);
      assert.deepEqual(read.map((row) => ({ ...row })), plain(rows));
    }),
    { numRuns: 50 },
  );
});

Deno.test("the same rows give the same bytes, over several row groups", async () => {
  await using folder = await temporaryFolder();
  const many = Array.from({ length: 150_000 }, (_, i) => ({
    prompt: `word ${i}`,
    response: "K AE T",
    original: `${i % 7}`,
    low_quality: i % 3 === 0,
  }));
  const bytes: Uint8Array[] = [];
  for (const name of ["a", "b"]) {
    const path = `${folder.path}/${name}.parquet`;
    await writeRows(path, marksColumns, many);
    bytes.push(await Deno.readFile(path));
  }
  assert.deepEqual(bytes[0], bytes[1]);
  const read = await readRows(`${folder.path}/b.parquet`, marksColumns);
  assert.equal(read.length, many.length);
  for (const i of [0, 99_999, 100_000, 149_999]) {
    assert.deepEqual({ ...read[i] }, many[i]);
  }
});

/** Asserts on the message of the error for a file of given bytes. */
async function refuses(
  bytes: Uint8Array | ArrayBuffer,
  wrong: RegExp,
): Promise<void> {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/given.parquet`;
  await Deno.writeFile(path, new Uint8Array(bytes));
  await assert.rejects(() => readRows(path, datasetColumns), (error) => {
    assert(error instanceof DataError, String(error));
    assert(error.message.includes(`"${path}"`), error.message);
    assert.match(error.message, wrong);
    return true;
  });
}

const columnData = [
  { name: "prompt", type: "STRING" as const, data: ["cat"], nullable: false },
  { name: "response", type: "STRING" as const, data: ["K"], nullable: false },
];

Deno.test("a file that is not Parquet is refused by name", async () => {
  await refuses(new Uint8Array(), /no Parquet footer/);
  await refuses(new TextEncoder().encode("a,b\n1,2\n"), /no Parquet footer/);
});

Deno.test("a truncated file is refused by name", async () => {
  const bytes = parquetWriteBuffer({ columnData });
  await refuses(bytes.slice(0, -5), /no Parquet footer/);
});

Deno.test("no damage gets through as a crash or as a cell of another type", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/damaged.parquet`;
  const whole = new Uint8Array(parquetWriteBuffer({ columnData }));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(whole.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bytes = whole.slice();
        bytes[at]! ^= flip;
        await Deno.writeFile(path, bytes);
        try {
          for (const row of await readRows(path, datasetColumns)) {
            assert.equal(typeof row.prompt, "string");
            assert.equal(typeof row.response, "string");
          }
        } catch (error) {
          assert(error instanceof DataError, String(error));
        }
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("a file that is not there is refused by name", async () => {
  await assert.rejects(
    () => readRows("/nowhere/x.parquet", datasetColumns),
    /^DataError: Cannot read table "\/nowhere\/x\.parquet": /,
  );
});

Deno.test("a missing, an undeclared and a mistyped column are refused", async () => {
  const [prompt, response] = columnData as [
    typeof columnData[0],
    typeof columnData[0],
  ];
  await refuses(
    parquetWriteBuffer({ columnData: [prompt] }),
    /column "response" is missing; it has "prompt"/,
  );
  const mark = { name: "low_quality", type: "BOOLEAN" as const, data: [true] };
  await refuses(
    parquetWriteBuffer({ columnData: [prompt, response, mark] }),
    /column "low_quality" is not declared/,
  );
  const number = { name: "response", type: "DOUBLE" as const, data: [1] };
  await refuses(
    parquetWriteBuffer({ columnData: [prompt, number] }),
    /column "response" is of type "double" where "string" is wanted/,
  );
});

Deno.test("an empty cell is refused with its row", async () => {
  const holes = {
    name: "response",
    type: "STRING" as const,
    data: ["K", null],
  };
  const prompts = { ...columnData[0]!, data: ["cat", "dog"] };
  await refuses(
    parquetWriteBuffer({ columnData: [prompts, holes] }),
    /row 1 has no value in column "response"/,
  );
});

/** fast-check's records have no prototype. */
function plain<T extends object>(rows: readonly T[]): T[] {
  return rows.map((row) => ({ ...row }));
}
