import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../store/mod.ts";
import { openParquet } from "../../tables/mod.ts";
import { check } from "../testing/check.ts";
import { checkMessages } from "../testing/messages.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("lineage --sql answers for a person and for programs", async () => {
  await using project = makeProject();
  const { run, json, root } = project;
  await run("reproduce");
  // A stage that ran with other parameters, and is not what stands now.
  await run("stage", "word/fig", "--profile", "smoke");
  const ask = (query: string, ...more: string[]) =>
    run("lineage", "--sql", query, ...more);
  await check(
    import.meta,
    project,
    "sql-table",
    await ask(
      "SELECT stage, kind, current, (key = '') AS none, " +
        "repeat('long ', 30) AS text, NULL AS empty FROM records ORDER BY stage",
    ),
  );
  const results = "SELECT * EXCLUDE source FROM results ORDER BY method";
  const { code, value } = await json("lineage", "--sql", results);
  assert.equal(code, 0);
  assert.deepEqual(value, {
    version: 1,
    columns: [
      { name: "method", type: "VARCHAR" },
      { name: "ratio", type: "DOUBLE" },
      { name: "seed", type: "DOUBLE" },
      { name: "letters", type: "DOUBLE" },
      { name: "stage", type: "VARCHAR" },
    ],
    rows: [["pear", 0.5, 1, 4, null], ["plum", 0.5, 1, 4, null]],
  });
  // The format follows from the file's name, and nothing is replaced.
  const out = join(root, "answer.parquet");
  const written = await ask(results, "--out", out);
  assert.match(written.stderr, /^2 rows written to .*answer\.parquet$/m);
  const { count } = await openParquet(out);
  assert.equal(count, 2);
  const again = await ask(results, "--out", out, "--format", "csv");
  await check(import.meta, project, "sql-out", again);
});

Deno.test("lineage --sql lists its tables, and says which records it leaves out", async () => {
  await using project = makeProject();
  const { run, json, root } = project;
  await run("stage", "word/pear");
  const listed = await run("lineage", "--sql");
  // How much code a stage has is nothing to hold fast here.
  const schema = listed.stdout.replace(/\(\d+ rows?\)/g, "(N rows)");
  await check(import.meta, project, "sql-schema", {
    ...listed,
    stdout: schema,
  });
  const { value } = await json("lineage", "--sql", "schema");
  assert.equal(value.tables.length, 12);
  assert.deepEqual(value.tables[0].columns[6], {
    name: "started_at",
    type: "TIMESTAMP",
    doc: "in UTC",
  });
  const store = openStore(join(root, ".juice"));
  const [key] = store.recordKeys();
  const path = store.recordPath(key!, 1);
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "{");
  const { stdout, stderr } = await run("lineage", "--sql", "FROM records");
  assert.match(stderr, /1 record cannot be read and is left out; audit/);
  assert.match(stdout, /^0 rows$/m);
});

Deno.test("what lineage cannot be asked for is said", async () => {
  await checkMessages(import.meta, "sql-usage", [
    { title: "Nothing", args: ["lineage"] },
    { title: "Both", args: ["lineage", "page", "--sql", "SELECT 1"] },
    { title: "A format of no query", args: ["lineage", "page", "--out", "x"] },
    {
      title: "What is of a lineage",
      args: ["lineage", "--sql", "SELECT 1", "--down"],
    },
    {
      title: "Two ways to print",
      args: ["lineage", "--sql", "SELECT 1", "--json", "--format", "csv"],
    },
    {
      title: "Parquet as text",
      args: ["lineage", "--sql", "SELECT 1", "--format", "parquet"],
    },
    {
      title: "A file",
      args: ["lineage", "--sql", "SELECT * FROM read_csv('/etc/hosts')"],
    },
    {
      title: "Writing one",
      args: ["lineage", "--sql", "COPY (SELECT 1) TO 'x.csv'"],
    },
  ]);
});
