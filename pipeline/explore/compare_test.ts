import assert from "node:assert/strict";
import { compareCarried } from "../../web/explorer/compare/mod.ts";
import type { Embedded } from "../../web/explorer/api.ts";
import { buildRecipe } from "../build_recipe.ts";
import { makeProject, runProfile, wasm } from "../testing/project.ts";
import { makeEmbedded } from "./embed.ts";
import { Explorer } from "./explorer.ts";
import { readBoard } from "./board.ts";

/** The small project after an edit of its code, with what it was before. */
async function makeEdited() {
  const made = makeProject();
  await runProfile(await made.open(), "plain");
  made.edit("stages/constant.json", "1", "2");
  const project = await made.open();
  await runProfile(project, "plain");
  const built = buildRecipe(project.recipe, "plain");
  const subject = { project, built, device: wasm };
  const { store } = project;
  let reads = 0;
  const all = store.allRecords.bind(store);
  store.allRecords = () => (reads++, all());
  return {
    made,
    subject,
    explorer: await Explorer.open(subject),
    /** How often all records were read since it was asked last. */
    readsOfAll: () => [reads, reads = 0][0],
    [Symbol.dispose]: () => made[Symbol.dispose](),
  };
}

Deno.test("a page that stands alone compares as the server does", async () => {
  using edited = await makeEdited();
  const { subject, explorer, readsOfAll } = edited;
  using _ = explorer;
  const page: Embedded = JSON.parse(
    JSON.stringify(await makeEmbedded(subject, await readBoard(subject))),
  );
  const records = Object.values(page.details).map(({ record }) => record!);
  assert.equal(records.length, 4);
  const said = new Set<string | null>();
  readsOfAll();
  for (const a of records) {
    for (const b of records) {
      const served = await explorer.compare(
        `${a.key}/${a.n}`,
        `${b.key}/${b.n}`,
      );
      const carried = compareCarried(page, a, b);
      assert.deepEqual(JSON.parse(JSON.stringify(carried)), served);
      said.add(carried.first);
    }
  }
  assert.ok(said.size > 6, [...said].join("\n"));
  assert.equal(readsOfAll(), 0, "what stands is known without the store");
});

Deno.test("records that stand no more are compared by all of the store", async () => {
  using edited = await makeEdited();
  const { explorer, readsOfAll } = edited;
  using _ = explorer;
  const now = (await explorer.stage("collect"))!.records;
  assert.equal(now.length, 2);
  const [after, before] = now.map(({ key, n }) => `${key}/${n}`);
  readsOfAll();
  const compared = await explorer.compare(before!, after!);
  assert.equal(
    compared!.first,
    "parity: code: stages/constant.json changed; everything after follows " +
      "from it",
  );
  // They are read once, and not anew as long as none has come.
  await explorer.compare(after!, before!);
  assert.equal(readsOfAll(), 1);
  await runProfile(edited.subject.project, "changed");
  await explorer.compare(before!, after!);
  assert.equal(readsOfAll(), 1);
});
