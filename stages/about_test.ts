import assert from "node:assert/strict";
import { join } from "node:path";
import declared from "../data/cmudict.json" with { type: "json" };
import { buildRecipe } from "../pipeline/build_recipe.ts";
import { about } from "./about.ts";
import { entriesColumns } from "./data/columns.ts";
import { byCodeUnit } from "./data/order.ts";
import { writeRows } from "./data/parquet.ts";
import recipe from "./recipe.ts";

Deno.test("every source that the recipe names is a kind without inputs", () => {
  const { stages } = buildRecipe(recipe, "smoke");
  const first = stages.filter(({ inputs }) => Object.keys(inputs).length === 0);
  const kinds = new Set(first.map(({ kind }) => kind.name));
  assert.deepEqual(Object.keys(recipe.about?.sources ?? {}), [...kinds]);
});

Deno.test("licences and authors are those that stand with code and data", () => {
  const licence = Deno.readTextFileSync(
    new URL("../LICENSE", import.meta.url),
  );
  assert.match(licence, /^MIT License\n\nCopyright .* The Juice authors\n/);
  assert.equal(about.license, "https://spdx.org/licenses/MIT");
  assert.deepEqual(about.authors?.map(({ name }) => name), [
    "The Juice authors",
  ]);
  const source = about.sources!["source"]!;
  const id = declared.licence.dictionary.split(",")[0];
  assert.equal(source.license, `https://spdx.org/licenses/${id}`);
  for (const { name } of source.creators) {
    assert.ok(JSON.stringify(declared.citation).includes(name), name);
  }
});

Deno.test("entries are compared with the SHA-256 that data/ declares", async () => {
  const { verify } = about.sources!["source"]!;
  const { dictionary } = await import("cmu-pronouncing-dictionary");
  const rows = Object.entries(dictionary)
    .map(([word, pronunciation]) => ({ word, pronunciation }))
    .sort((a, b) => byCodeUnit(a.word, b.word));
  const folder = Deno.makeTempDirSync();
  try {
    const entries = join(folder, "entries");
    await writeRows(entries, entriesColumns, rows);
    assert.equal(await verify!({ entries }), null);
    rows[0] = { ...rows[0]!, pronunciation: "AH0" };
    await writeRows(entries, entriesColumns, rows);
    assert.match(
      (await verify!({ entries }))!,
      /^it holds 135155 entries with SHA-256 "\w{64}" where "data\/cmudict.json" declares 135155 with "a19e/,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
