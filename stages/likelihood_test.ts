import assert from "node:assert/strict";
import {
  datasetColumns,
  samplesColumns,
  scoresColumns,
} from "./data/columns.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { splitPhonemes } from "./data/phonemes.ts";
import { likelihood } from "./likelihood.ts";
import { execute } from "./testing/context.ts";
import { smallCell } from "./testing/small_cell.ts";

Deno.test("a response is as likely as when the policy said it", async () => {
  await using cell = await smallCell();
  // A response that filled the context has no end, so it is no demonstration.
  const said = (await readRows(cell.samples, samplesColumns))
    .filter(({ response }) => splitPhonemes(response).length < 5);
  assert.ok(said.length >= 3);
  const demonstrations = cell.at("said.parquet");
  await writeRows(demonstrations, datasetColumns, said);
  const score = async (per?: "token" | "response") => {
    await using done = await execute(likelihood, {
      params: { batch: 4, ...(per === undefined ? {} : { per }) },
      inputs: { policy: cell.base, demonstrations },
    });
    return await readRows(done.outputs.scores, scoresColumns);
  };
  const sums = await score("response"), means = await score();
  sums.forEach(({ prompt, response, score, spread }, i) => {
    const { log_probability, ...row } = said[i]!;
    assert.deepEqual({ prompt, response }, row);
    assert.ok(Math.abs(score - log_probability) < 1e-4, `${score}`);
    assert.equal(spread, 0);
    const tokens = splitPhonemes(response).length + 1;
    assert.equal(means[i]!.score, score / tokens);
  });
  await writeRows(demonstrations, datasetColumns, []);
  await assert.rejects(score("token"), /there are no demonstrations/);
});
