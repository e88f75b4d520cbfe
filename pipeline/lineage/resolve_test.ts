import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { keyOf } from "../identity/key.ts";
import { openStore } from "../store/mod.ts";
import { digestOfPath } from "./by_path.ts";
import { type Places, UnknownArtifactError } from "./found.ts";
import { Producers } from "./producers.ts";
import { findArtifact } from "./resolve.ts";
import { sketch } from "./testing/records.ts";

/** A store with one stage that has a file and a folder as outputs. */
async function withPlaces(
  run: (places: Places, folder: string) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const store = openStore(join(folder, "store"));
    const made = join(store.root, "made");
    Deno.mkdirSync(join(made, "figures"), { recursive: true });
    Deno.writeTextFileSync(join(made, "index.html"), "<p>");
    Deno.writeTextFileSync(join(made, "figures", "a.svg"), "<svg>");
    const report = store.putFolder(made);
    const table = store.putBytes(new TextEncoder().encode("{}"));
    const bare = sketch({ stage: "report/ratio=0.2" });
    const record = {
      ...bare,
      key: keyOf(bare.preimage),
      outputs: {
        report: { ...report, type: "report", form: "folder" as const },
        table: { ...table, type: "json", form: "file" as const },
      },
    };
    store.writeRecord(record);
    const places: Places = {
      store,
      producers: new Producers(store.allRecords()),
      recordOfStage: (name) => store.recordsOfStage(name, 1)[0] ?? null,
      stages: [record.stage],
      // Not from where the tests run: a checkout may have a report.
      pathOf: (text) => resolve(folder, text),
    };
    run(places, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what is not found in a store without records may be for that", () =>
  withPlaces((places) => {
    const find = (records: typeof places.producers.records) => () =>
      findArtifact("1234abcd", {
        ...places,
        producers: new Producers(records),
      });
    assert.throws(
      find([]),
      /"1234abcd": .*; the store has no records yet, which/,
    );
    assert.throws(find(places.producers.records), /stage or stage\.output$/);
  }));

Deno.test("an artifact is found by digest, prefix, stage and output", () =>
  withPlaces((places) => {
    const byOutput = findArtifact("report/ratio=0.2.table", places);
    assert.equal(byOutput.label, "report/ratio=0.2.table");
    const { digest } = byOutput;
    assert.equal(findArtifact(digest, places).digest, digest);
    assert.equal(findArtifact(digest.slice(0, 6), places).digest, digest);
    const byStage = findArtifact("report/ratio=0.2", places);
    assert.equal(byStage.label, "report/ratio=0.2.report");
    assert.deepEqual(byStage.also, [digest], "the other output");
    const { key } = byStage.record!;
    const byKey = findArtifact(key.slice(0, 8), places);
    assert.equal(byKey.record!.stage, "report/ratio=0.2");
    assert.equal(
      byKey.label,
      `key ${key.slice(0, 8)} of report/ratio=0.2.report`,
    );
    assert.equal(byKey.digest, byStage.digest);
  }));

Deno.test("a path leads to the artifact, also from a file inside a folder", () =>
  withPlaces((places, folder) => {
    const { digest } = findArtifact("report/ratio=0.2.report", places);
    const copy = join(folder, "copy");
    places.store.materialize(digest, "folder", copy, { copy: true });
    assert.equal(digestOfPath(copy), digest);
    assert.equal(findArtifact(copy, places).digest, digest);
    const page = findArtifact(join(copy, "figures", "a.svg"), places);
    assert.equal(page.digest, digest);
    assert.equal(page.label, 'file "figures/a.svg" of report/ratio=0.2.report');

    // What was put beside the artifact's own files does not hide it.
    Deno.writeTextFileSync(join(copy, "explorer.html"), "<p>The DAG");
    const beside = findArtifact(copy, places);
    assert.equal(beside.digest, digest);
    assert.equal(
      beside.label,
      'report/ratio=0.2.report (without "explorer.html")',
    );
    assert.throws(
      () => findArtifact(join(copy, "explorer.html"), places),
      /"explorer.html" is no part of report\/ratio=0.2.report, but was put be/,
    );
    const inner = findArtifact(join(copy, "figures"), places);
    assert.equal(inner.digest, digest);
    assert.equal(inner.label, 'folder "figures" of report/ratio=0.2.report');

    Deno.writeTextFileSync(join(copy, "index.html"), "edited");
    assert.throws(
      () => findArtifact(copy, places),
      /no record in the store .* made its bytes/,
    );
    assert.throws(
      () => findArtifact(join(copy, "index.html"), places),
      /no record in the store .* made its bytes/,
    );
  }));

Deno.test("what is no artifact is refused by name", () =>
  withPlaces((places) => {
    const refused = (text: string, message: RegExp) =>
      assert.throws(() => findArtifact(text, places), (error) => {
        assert.ok(error instanceof UnknownArtifactError);
        assert.match(error.message, message);
        return true;
      });
    refused(
      "report/ratio=0.2.tabel",
      /no output "tabel"; did you mean "table"/,
    );
    refused("reprot/ratio=0.2", /did you mean "report\/ratio=0.2"/);
    refused(
      "report",
      /; below "report\/" there are stages, such as "report\/ratio=0.2"/,
    );
    const { digest } = findArtifact("report/ratio=0.2.table", places);
    refused(digest.slice(0, 2), /at least 4/);
  }));
