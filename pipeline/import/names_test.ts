/**
 * Folders whose files have names that not every system can hold.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { rocrate } from "../export/rocrate/export.ts";
import {
  wordsProject,
  wordsTarget,
} from "../export/rocrate/testing/project.ts";
import { brokenRules } from "../export/rocrate/testing/rules.ts";
import { readDocument } from "../export/rocrate/testing/crate.ts";
import { comparedName } from "../portable.ts";
import type { ExportTarget } from "../export/target.ts";
import { removeIfThere } from "../store/files.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { openStore } from "../store/store.ts";
import { encodeTree, listFiles } from "../store/tree.ts";
import { readCrate, writeCrate } from "./mod.ts";

const room = Deno.makeTempDirSync({ prefix: "juice-" });
const project = await wordsProject();
const target = await wordsTarget(project);
Deno.test.afterAll(() => {
  project[Symbol.dispose]();
  removeIfThere(room);
});
const { store } = target.places;

/** The profile whose stage "pages" has put out a folder of these files. */
function withFolder(paths: readonly string[]): ExportTarget {
  const entries = paths.map((path) => {
    const { digest, size } = store.putBytes(new TextEncoder().encode(path));
    return { path, digest, size };
  });
  const { digest } = store.putBytes(encodeTree(entries));
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const stages = target.stages.map((one) => {
    if (one.stage.name !== "pages") return one;
    const pages = { ...one.record.outputs["pages"]!, digest, size };
    const record: ExecutionRecord = {
      ...one.record,
      outputs: { ...one.record.outputs, pages },
    };
    return { ...one, record, n: store.writeRecord(record) };
  });
  // What reads the folder has read another one; nothing is shown of it.
  return {
    ...target,
    stages: stages.filter(({ stage }) => stage.name !== "pages/pages"),
    results: undefined,
    report: undefined,
  };
}

const name = fc.oneof(
  fc.constantFrom(
    ...["CON", "con", "Con", "nul.txt", "a.", "a", "A", "a ", "a:b", "a\\b"],
    ...["what?", "~41", "é", "e\u0301", "explorer.html", "index.html", "*"],
  ),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }),
).filter((one) => !/[/\0]/.test(one) && one !== "." && one !== "..");
const path = fc.array(name, { minLength: 1, maxLength: 2 })
  .map((names) => names.join("/"));
/** Files none of which stands where another one needs a folder. */
const folder = fc.uniqueArray(path, { minLength: 8, maxLength: 20 }).map(
  (paths) =>
    paths.filter((one) => !paths.some((two) => two.startsWith(`${one}/`))),
);

Deno.test("a folder of any names goes out under portable ones and comes back", async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(folder, async (paths) => {
      const crate = join(room, `crate-${++count}`);
      Deno.mkdirSync(crate);
      const given = withFolder(paths);
      await rocrate(given, crate, { files: true });
      assert.deepEqual(brokenRules(readDocument(crate)), new Map());
      const files = listFiles(crate);
      for (const file of files) {
        for (const part of file.split("/")) {
          assert.doesNotMatch(part, /[<>:"|?*\\]|[. ]$/);
          assert.doesNotMatch(part, /^(?:con|nul)(?:\.|$)/i);
        }
      }
      assert.equal(new Set(files.map(comparedName)).size, files.length);
      const other = openStore(join(room, `store-${count}`));
      await writeCrate(other, await readCrate(crate));
      const { record } = given.stages.find(({ stage }) =>
        stage.name === "pages"
      )!;
      const { digest } = record.outputs["pages"]!;
      assert.deepEqual(
        other.readTree(digest).map(({ path }) => path).sort(),
        [...paths].sort(),
      );
    }),
    { numRuns: 3 },
  );
});

Deno.test("names of stages and outputs are portable, too", async () => {
  const crate = join(room, "named");
  Deno.mkdirSync(crate);
  const last = target.stages.at(-1)!;
  const stage = { ...last.stage, name: "aux/a:b." };
  await rocrate(
    {
      ...target,
      stages: [...target.stages.slice(0, -1), { ...last, stage }],
      results: undefined,
    },
    crate,
    { files: true },
  );
  const files = listFiles(crate);
  const own = "artifacts/~61ux/a~3Ab~2E/results.json";
  assert.ok(files.includes(own), files.join("\n"));
  // The name itself is in the metadata.
  const entity = readDocument(crate).document["@graph"]
    .find((one) => one["@id"] === own)!;
  assert.equal(entity["name"], "aux/a:b..results");
});
