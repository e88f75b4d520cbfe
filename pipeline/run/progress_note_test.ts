import assert from "node:assert/strict";
import { join } from "node:path";
import { makeTempStore } from "../testing/store.ts";
import {
  metricsWriter,
  progressWriter,
  readProgress,
  readTold,
} from "./progress_note.ts";

Deno.test("progress is left once a second at most, and not of a short run", () => {
  using temp = makeTempStore();
  const { folder } = temp;
  let now = 0;
  const write = progressWriter(folder, () => now);
  const seen = [500, 999, 1000, 1500, 1999, 2100].map((at, i) => {
    now = at;
    write({ done: i, total: 10, unit: "steps" });
    return readProgress(folder)?.done ?? null;
  });
  assert.deepEqual(seen, [null, null, 2, 2, 2, 5]);
  assert.deepEqual(readProgress(folder), { done: 5, total: 10, unit: "steps" });
});

Deno.test("progress that cannot be written or read is left out", () => {
  using temp = makeTempStore();
  let now = 0;
  const write = progressWriter(join(temp.folder, "gone"), () => now);
  now = 5000;
  write({ done: 1, total: 2, unit: "steps" });
  assert.equal(readProgress(join(temp.folder, "gone")), null);
  const path = join(temp.folder, "progress.json");
  for (
    const text of ["", '{"done":1', "null", '{"done":"1","total":2,"unit":""}']
  ) {
    Deno.writeTextFileSync(path, text);
    assert.equal(readProgress(temp.folder), null, text);
  }
});

Deno.test("metrics that are told together are all left, once a second each", () => {
  using temp = makeTempStore();
  const { folder } = temp;
  let now = 0;
  const tell = metricsWriter(folder, () => now);
  const seen = [500, 1000, 1500, 2000].map((at) => {
    now = at;
    tell("loss", at);
    tell("rate", 2 * at);
    return readTold(folder);
  });
  assert.deepEqual(seen, [
    {},
    { loss: 1000, rate: 2000 },
    { loss: 1000, rate: 2000 },
    { loss: 2000, rate: 4000 },
  ]);
  for (const text of ["", '{"loss":', "null", '{"loss":"low"}']) {
    Deno.writeTextFileSync(join(folder, "told.json"), text);
    assert.deepEqual(readTold(folder), {}, text);
  }
});
