import assert from "node:assert/strict";
import { DataError } from "./data/error.ts";
import { samplesColumns } from "./data/columns.ts";
import { readRows } from "./data/parquet.ts";
import { generation } from "./generation.ts";
import { interpolation, type InterpolationSummary } from "./interpolation.ts";
import { phonemeErrorRate } from "./metrics/phoneme_error_rate.ts";
import { sft } from "./sft.ts";
import { digestOf, execute } from "./testing/context.ts";
import { pace, smallCell, words } from "./testing/small_cell.ts";

const weights = (policy: string) => digestOf(`${policy}/model.safetensors`);

Deno.test("a policy is moved along the line from one to another", async (t) => {
  await using cell = await smallCell();
  await using imitated = await execute(sft, {
    params: { ...pace, steps: 30, batch: 8 },
    inputs: { base: cell.base, demonstrations: cell.demonstrations },
  });
  const from = cell.base, to = imitated.outputs.policy;
  const move = (alphas: number[], inputs = { from, to }) =>
    execute(interpolation, {
      params: { alphas, batch: 4 },
      inputs: { ...inputs, validation: cell.references },
    });
  const summaryOf = async (path: string): Promise<InterpolationSummary> =>
    JSON.parse(await Deno.readTextFile(path));

  await t.step("alpha 0 and 1 are both ends, to the byte", async () => {
    await using begin = await move([0]);
    assert.equal(weights(begin.outputs.policy), weights(from));
    await using end = await move([1]);
    assert.equal(digestOf(end.outputs.policy), digestOf(to));
  });

  await t.step("the alpha of the lowest error rate is kept", async () => {
    await using done = await move([0, 0.5, 1, 2]);
    const { alpha, candidates, prompts } = await summaryOf(
      done.outputs.summary,
    );
    assert.equal(prompts, words.length);
    assert.deepEqual(candidates.map(({ alpha }) => alpha), [0, 0.5, 1, 2]);
    const rates = candidates.map(({ per_greedy }) => per_greedy!);
    const chosen = candidates.find((one) => one.alpha === alpha)!;
    assert.equal(chosen.per_greedy, Math.min(...rates));
    assert.ok(new Set(rates).size > 1, `all rates are ${rates[0]}`);
    // What it says of a policy is what that policy does.
    await using said = await execute(generation, {
      params: { temperature: 0, seed: 5 },
      inputs: { policy: done.outputs.policy, prompts: cell.demonstrations },
    });
    const rows = await readRows(said.outputs.samples, samplesColumns);
    const errors = rows.map(({ response }, i) =>
      phonemeErrorRate(response, [words[i]!.response])
    );
    assert.ok(
      Math.abs(
        errors.reduce((a, b) => a + b, 0) / errors.length - chosen.per_greedy!,
      ) < 1e-12,
    );
  });

  await t.step("of equal ones the nearest to the second is kept", async () => {
    await using done = await move([3, 1.5, 0, 0.5], { from, to: from });
    assert.equal((await summaryOf(done.outputs.summary)).alpha, 0.5);
    assert.equal(weights(done.outputs.policy), weights(from));
  });

  await t.step("policies of two shapes are refused", async () => {
    await using other = await smallCell(8);
    await assert.rejects(
      move([0.5], { from, to: other.base }),
      (error) =>
        error instanceof DataError &&
        /"hidden_size" is 16 in "from" and 8 in "to"; connect two policies/
          .test(error.message),
    );
  });

  await t.step("alphas are at least one, and differ", () => {
    for (const alphas of [[], [1, 1]]) {
      assert.equal(interpolation.params.safeParse({ alphas }).success, false);
    }
  });
});
