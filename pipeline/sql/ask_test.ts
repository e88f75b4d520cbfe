import assert from "node:assert/strict";
import { join } from "node:path";
import { checkThrown } from "../cli/testing/messages.ts";
import { Database, openParquet, readRows } from "../tables/mod.ts";
import { makeTables, Questions } from "./ask.ts";
import { csvText, jsonText, parquetBytes } from "./formats.ts";
import { makeSweep } from "./testing/sweep.ts";

Deno.test("a query that cannot be answered is told with its place and what there is", async () => {
  using questions = await Questions.open(makeTables(makeSweep()));
  const ask = (query: string) => () => questions.ask(query);
  const long = `SELECT ${"stage, ".repeat(20)} kindd, seconds FROM records`;
  await checkThrown(import.meta, "faults", {
    "No SQL": ask("SELECT stage\nFORM records"),
    "No such table": ask("SELECT * FROM record"),
    "Nothing like such a table": ask("SELECT * FROM experiments"),
    "No such column": ask(
      "SELECT stage, second FROM records JOIN stages USING (key)",
    ),
    "No such column of a table": ask("SELECT r.duration FROM records r"),
    "A long line": ask(long),
    "Types that do not go together": ask("SELECT sum(stage) FROM records"),
    "Several statements": ask("SELECT 1; DROP TABLE records"),
    "Something to do": ask("/* all */ DROP TABLE records"),
    "Nothing": ask(" -- nothing"),
    "A pivot": ask("PIVOT records ON kind"),
    "Intervals": ask(
      "SELECT max(started_at) - min(started_at) AS span FROM records",
    ),
    "Intervals in a list": ask("SELECT [INTERVAL 1 DAY] AS spans"),
  });
});

Deno.test("a table is there however a query gets at it", async () => {
  using questions = await Questions.open(makeTables(makeSweep()));
  const first = async (query: string) =>
    (await questions.ask(query)).rows[0]?.[0];
  assert.equal(await first('SELECT count(*) FROM "STAGES"'), 17);
  assert.equal(
    await first("SELECT count(*) FROM query_table('pa' || 'rams')"),
    35,
  );
  assert.equal((await questions.ask("SHOW TABLES")).rows.length, 12);
});

Deno.test("before there are results, what is asked of them says so", async () => {
  const origins = { ...makeSweep(), results: [] };
  using questions = await Questions.open(makeTables(origins));
  await checkThrown(import.meta, "no-results", {
    "No such column yet": () => questions.ask("SELECT method FROM results"),
  });
});

Deno.test("a result is of the profile's stage, whoever else made its bytes", async () => {
  const origins = makeSweep();
  const twin = origins.records.map(({ n, record }) => ({
    n,
    record: { ...record, stage: `twin/${record.stage}` },
  }));
  for (
    const records of [
      [...twin, ...origins.records],
      [...origins.records, ...twin],
    ]
  ) {
    using questions = await Questions.open(makeTables({ ...origins, records }));
    const { rows } = await questions.ask("SELECT DISTINCT stage FROM results");
    assert.equal(rows.length, 8);
    assert(rows.every(([stage]) => /^evaluation/.test(String(stage))));
  }
});

/** Ways out of the tables, each as a statement. */
const escapes = (folder: string) => ({
  copy: `COPY (SELECT 1) TO '${folder}/copy.csv'`,
  export: `EXPORT DATABASE '${folder}/all'`,
  attach: `ATTACH '${folder}/other.db'`,
  csv: `SELECT * FROM read_csv('${folder}/secret.csv')`,
  file: `SELECT * FROM '${folder}/secret.csv'`,
  text: `SELECT * FROM read_text('${folder}/secret.csv')`,
  blob: `SELECT * FROM read_blob('${folder}/secret.csv')`,
  glob: `SELECT * FROM glob('${folder}/*')`,
  url: "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
  load: "LOAD httpfs",
  parquet: "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
  access: "SET enable_external_access = true",
  lock: "SET lock_configuration = false",
  reset: "RESET enable_external_access",
  autoload: "SET autoinstall_known_extensions = true",
});

Deno.test("no statement reaches files or the network, nor turns that on", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    Deno.writeTextFileSync(join(folder, "secret.csv"), "a\n1\n");
    using database = await Database.open();
    for (const [name, statement] of Object.entries(escapes(folder))) {
      assert.throws(() => database.run(statement), /Error: /, name);
    }
    // It has nothing to install with, and says nothing.
    try {
      database.run("INSTALL httpfs");
    } catch {
      // All the better.
    }
    const loaded = database.ask(
      "SELECT extension_name FROM duckdb_extensions() WHERE loaded",
    );
    assert.deepEqual(loaded.rows, [["core_functions"]]);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(left, ["secret.csv"]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("the same query gives the same bytes in every format", async () => {
  using questions = await Questions.open([{
    name: "odd",
    doc: "",
    columns: [
      ["text", "text", ""],
      ["number", "double", ""],
      ["whole", "bigint", ""],
      ["yes", "boolean", ""],
      ["at", "timestamp", ""],
    ],
    rows: [
      ['a "quoted", text\n', 0.1, 7, true, Date.parse("2026-01-02T03:04:05Z")],
      ["", NaN, 2 ** 40, false, 0],
      [null, null, null, null, null],
    ],
  }]);
  const result = await questions.ask("SELECT *, text AS text FROM odd");
  assert.equal(
    csvText(result),
    "text,number,whole,yes,at,text_1\n" +
      '"a ""quoted"", text\n",0.1,7,true,2026-01-02T03:04:05.000Z,' +
      '"a ""quoted"", text\n"\n' +
      '"",NaN,1099511627776,false,1970-01-01T00:00:00.000Z,""\n' +
      ",,,,,\n",
  );
  assert.deepEqual(JSON.parse(jsonText(result))[1], {
    text: "",
    number: "NaN",
    whole: 2 ** 40,
    yes: false,
    at: "1970-01-01T00:00:00.000Z",
    text_1: "",
  });
  const bytes = await parquetBytes(result);
  assert.deepEqual(bytes, await parquetBytes(result));
  const path = Deno.makeTempFileSync({ suffix: ".parquet" });
  try {
    Deno.writeFileSync(path, bytes);
    const file = await openParquet(path);
    assert.deepEqual(file.columns.map(({ type }) => type), [
      "VARCHAR",
      "DOUBLE",
      "BIGINT",
      "BOOLEAN",
      "TIMESTAMP",
      "VARCHAR",
    ]);
    const rows = await readRows(file);
    assert.deepEqual(rows[0]!.slice(1, 5), [
      0.1,
      7n,
      true,
      new Date("2026-01-02T03:04:05Z"),
    ]);
    assert(rows[2]!.every((value) => value === null || value === undefined));
  } finally {
    Deno.removeSync(path);
  }
  assert.equal(jsonText(await questions.ask("FROM odd WHERE false")), "[]\n");
});
