import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../testing/context.ts";
import { Database } from "./duckdb.ts";
import { duckdbAccess } from "./duckdb_access.ts";

const columns = { name: "string", size: "double", small: "boolean" } as const;
const animals = [
  { name: "ant", size: 0.5, small: true },
  { name: "éléphant", size: 3000, small: false },
  { name: "", size: -0.25, small: true },
];

Deno.test("rows go into a database and come back", async () => {
  using database = await Database.open();
  database.insert("animals", columns, animals);
  assert.deepEqual(
    database.rows("SELECT * FROM animals ORDER BY size DESC", columns),
    [animals[1], animals[0], animals[2]],
  );
  database.run("CREATE TABLE n AS SELECT count(*)::DOUBLE AS n FROM animals");
  assert.deepEqual(database.rows("FROM n", { n: "double" }), [{ n: 3 }]);
});

Deno.test("text is ordered by code point, whatever the locale", async () => {
  using database = await Database.open();
  const names = ["b", "é", "B", "a", "z"].map((name) => ({ name }));
  database.insert("names", { name: "string" }, names);
  assert.deepEqual(
    database.rows("FROM names ORDER BY name", { name: "string" })
      .map((row) => row.name),
    ["B", "a", "b", "z", "é"],
  );
});

Deno.test("a database reads no file and fetches no extension", async () => {
  using database = await Database.open();
  const here = fileURLToPath(import.meta.url);
  assert.throws(
    () => database.run(`FROM read_csv('${here}')`),
    /disabled by configuration/,
  );
  assert.throws(() => database.run(`SELECT '{}'::JSON`), /json extension/);
  assert.throws(
    () => database.run("SET autoload_known_extensions = true"),
    /locked/,
  );
});

Deno.test("a database opens with the declared access alone", async () => {
  await using folder = await temporaryFolder();
  const wasm = import.meta.resolve("@duckdb/duckdb-wasm/dist/duckdb-eh.wasm");
  const program = `${folder.path}/program.ts`;
  const library = import.meta.resolve("./duckdb.ts");
  await Deno.writeTextFile(
    program,
    `import { Database } from "${library}";
     using database = await Database.open();
     console.log(database.rows("SELECT 42.0::DOUBLE AS n", { n: "double" }));`,
  );
  const child = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-lock",
      `--config=${fileURLToPath(import.meta.resolve("../../deno.json"))}`,
      `--allow-read=${dirname(fileURLToPath(wasm))}`,
      `--allow-sys=${duckdbAccess.sys!.join()}`,
      program,
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  assert.equal(child.code, 0, text.decode(child.stderr));
  assert.equal(text.decode(child.stdout), "[ { n: 42 } ]\n");
});
