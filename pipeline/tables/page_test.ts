import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { checkThrown } from "../cli/testing/messages.ts";
import { removeIfThere } from "../store/files.ts";
import { Tables } from "./page.ts";

type Source = Parameters<typeof parquetWriteBuffer>[0]["columnData"];

/** A folder with a table in it. */
function makeTable(columnData: Source, rowGroupSize = 100) {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  const path = join(folder, "table.parquet");
  const write = (columns: Source) =>
    Deno.writeFileSync(
      path,
      new Uint8Array(parquetWriteBuffer({
        columnData: columns,
        rowGroupSize,
        codec: "UNCOMPRESSED",
      })),
    );
  write(columnData);
  return {
    path,
    write,
    [Symbol.dispose]: () => removeIfThere(folder),
  };
}

const count = 1000;
const numbers = Array.from({ length: count }, (_, i) => (i * 7) % count);

Deno.test("a page in the file's own order reads no more of it than its rows", async () => {
  using table = makeTable([
    { name: "n", data: numbers, type: "INT32" },
    { name: "text", data: numbers.map((n) => `row ${n} `.repeat(500)) },
  ]);
  using tables = new Tables();
  let bytes = 0;
  const { openSync } = Deno;
  try {
    Deno.openSync = (...args) => {
      const file = openSync(...args);
      const { readSync } = file;
      file.readSync = (into) => {
        const read = readSync.call(file, into);
        bytes += read ?? 0;
        return read;
      };
      return file;
    };
    const page = await tables.page(table.path, { offset: 250, limit: 3 });
    assert.deepEqual(page.columns, [
      { name: "n", type: "INTEGER" },
      { name: "text", type: "VARCHAR" },
    ]);
    assert.deepEqual(page.rows.map(([n]) => n), [750, 757, 764]);
    assert.deepEqual([page.offset, page.total], [250, count]);
  } finally {
    Deno.openSync = openSync;
  }
  const { size } = Deno.statSync(table.path);
  assert(bytes > 0 && bytes < size / 2, `${bytes} of ${size} bytes`);
});

Deno.test("a table can be sorted and filtered, whatever its columns are called", async () => {
  const column = 'odd" FROM x; --';
  using table = makeTable([
    { name: column, data: numbers, type: "INT32" },
    {
      name: "text",
      data: numbers.map((n) => n === 3 ? null : n === 9 ? "100%_A" : `b${n}`),
      nullable: true,
    },
    { name: "day", data: numbers.map((n) => new Date(86400000 * n)) },
    { name: "big", data: numbers.map((n) => BigInt(n) << 52n), type: "INT64" },
    { name: "list", data: numbers.map((n) => ({ n })), type: "JSON" },
  ]);
  using tables = new Tables();
  const page = (request: Parameters<Tables["page"]>[1]) =>
    tables.page(table.path, request);
  const first = await page({ orderBy: column, descending: true, limit: 2 });
  assert.deepEqual(first.rows.map(([n]) => n), [999, 998]);
  assert.equal(first.total, count);
  assert.deepEqual(first.rows[1], [
    998,
    "b998",
    "1972-09-25T00:00:00.000Z",
    String(998n << 52n),
    '{"n":998}',
  ]);
  // The same row looks the same without the database.
  const plain = await page({ limit: count });
  assert.deepEqual(plain.rows.find(([n]) => n === 998), first.rows[1]);
  // Empty cells come last, either way.
  for (const descending of [false, true]) {
    const { rows } = await page({ orderBy: "text", descending, offset: 999 });
    assert.deepEqual(rows.map(([n]) => n), [3]);
  }
  for (const filter of ["100%_", "%_a", "100%_A"]) {
    const { rows, total } = await page({ filter });
    assert.deepEqual([total, rows[0]?.[0]], [1, 9], filter);
  }
  for (const filter of ["b_9", "%", "' OR 1=1 --", '"']) {
    const expected = plain.rows.filter((row) =>
      row.some((cell) => String(cell).toLowerCase().includes(filter))
    );
    assert.equal((await page({ filter })).total, expected.length, filter);
  }
  assert.equal((await page({ offset: 5000, orderBy: "text" })).rows.length, 0);
});

Deno.test("a table that was replaced is read anew", async () => {
  using table = makeTable([{ name: "a", data: [2, 1], type: "INT32" }]);
  using tables = new Tables();
  const sorted = async () =>
    (await tables.page(table.path, { orderBy: "a" })).rows.flat();
  assert.deepEqual(await sorted(), [1, 2]);
  table.write([{ name: "a", data: [5, 4, 3], type: "INT32" }]);
  assert.deepEqual(await sorted(), [3, 4, 5]);
  assert.equal((await tables.page(table.path)).total, 3);
});

Deno.test("many tables are looked at with a bounded database", async () => {
  using tables = new Tables();
  using all = new DisposableStack();
  const paths = Array.from(
    { length: 12 },
    (_, i) =>
      all.use(makeTable([{ name: "a", data: [i, -i], type: "INT32" }])).path,
  );
  for (const path of [...paths, ...paths]) {
    const { rows } = await tables.page(path, { orderBy: "a" });
    assert.deepEqual(
      rows.flat(),
      [-paths.indexOf(path), paths.indexOf(path)]
        .map((n) => n + 0),
    );
  }
});

Deno.test("a table is as large as its rows, however few bytes they are in", async () => {
  using table = makeTable([
    { name: "same", data: new Array(100_000).fill("one"), type: "STRING" },
  ], 100_000);
  assert(Deno.statSync(table.path).size < 10_000);
  using tables = new Tables(1e6);
  const sorted = tables.page(table.path, { orderBy: "same" });
  await assert.rejects(sorted, /takes 4 MB or more, and at most 1 MB/);
});

Deno.test("what cannot be shown of a table is said", async () => {
  using table = makeTable([{ name: "rate", data: [1.5], type: "DOUBLE" }]);
  using tables = new Tables();
  const folder = join(table.path, "..");
  const other = join(folder, "other.parquet");
  const short = join(folder, "short.parquet");
  Deno.writeTextFileSync(other, "no table, but a text that is long enough");
  const bytes = Deno.readFileSync(table.path);
  Deno.writeFileSync(short, bytes.subarray(0, bytes.length - 1));
  await checkThrown(import.meta, "page", {
    "Not Parquet": () => tables.page(other),
    "Cut off": () => tables.page(short),
    "Not there": () => tables.page(join(folder, "none")),
    "No such column": () => tables.page(table.path, { orderBy: "rat" }),
    "Too large": () => new Tables(10).page(table.path, { orderBy: "rate" }),
    "No number": () => tables.page(table.path, { offset: 1.5 }),
  }, (text) => text.replaceAll(folder, "FOLDER"));
});
