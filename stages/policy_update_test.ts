import assert from "node:assert/strict";
import { curvesSchema } from "./curves.ts";
import { datasetColumns, samplesColumns } from "./data/columns.ts";
import { writeRows } from "./data/parquet.ts";
import { policyUpdate } from "./policy_update.ts";
import { pretraining } from "./pretraining.ts";
import { rewardLearning } from "./reward_learning.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";

const pace = { steps: 6, rate: 2e-2, warmup: 0, seed: 1 };

/** A policy, and two rewards that learned from other pairs. */
async function begin(folder: string) {
  const prompts = `${folder}/prompts.parquet`;
  const rows = [
    { prompt: "cat", response: "K AE T" },
    { prompt: "dog", response: "D AO G" },
  ];
  await writeRows(prompts, datasetColumns, rows);
  const base = await execute(pretraining, {
    params: { layers: 1, width: 16, heads: 2, context: 9, ...pace, batch: 2 },
    inputs: { data: prompts },
  });
  const judge = async (response: string) => {
    const samples = `${folder}/${response}.parquet`;
    await writeRows(
      samples,
      samplesColumns,
      rows.map(({ prompt }) => ({ prompt, response, log_probability: -1 })),
    );
    return await execute(rewardLearning, {
      params: { ...pace, pairs: 2 },
      inputs: {
        base: base.outputs.policy,
        previous: undefined,
        demonstrations: prompts,
        samples: { samples },
        votes: undefined,
      },
    });
  };
  return { base, prompts, judges: [await judge("K"), await judge("AO AO")] };
}

Deno.test("an ensemble moves the policy elsewhere by its spread, and shows it", async () => {
  await using folder = await temporaryFolder();
  const { base, prompts, judges } = await begin(folder.path);
  const paths = judges.map(({ outputs }) => outputs.reward);
  const update = async (
    ensemble: { weight?: number },
    rewards: Record<string, string>,
  ) => {
    await using done = await execute(policyUpdate, {
      params: { ...pace, prompts: 2, samples: 4, beta: 0.1, ensemble },
      inputs: {
        policy: base.outputs.policy,
        base: base.outputs.policy,
        rewards,
        prompts,
      },
    });
    const text = await Deno.readTextFile(done.outputs.curves);
    const { series } = curvesSchema.parse(JSON.parse(text));
    return {
      digest: digestOf(done.outputs.policy),
      spread: series.find(({ name }) => name === "reward spread")?.points,
    };
  };
  const [one, two] = paths as [string, string];
  const mean = await update({}, { one, two });
  assert.ok(mean.spread!.every(([, spread]) => spread > 0));
  const pessimistic = await update({ weight: -1 }, { one, two });
  assert.notEqual(pessimistic.digest, mean.digest);
  // Twice the same reward is that reward, whatever its spread of 0 weighs.
  const alone = await update({}, { one });
  assert.notEqual(alone.digest, mean.digest);
  assert.equal(alone.spread, undefined);
  const twice = await update({ weight: -1 }, { one, again: one });
  assert.equal(twice.digest, alone.digest);
  assert.ok(twice.spread!.every(([, spread]) => spread === 0));
  await base[Symbol.asyncDispose]();
  for (const judge of judges) await judge[Symbol.asyncDispose]();
});

Deno.test("the policy step says what it lacks", async () => {
  await using folder = await temporaryFolder();
  const { base, prompts, judges } = await begin(folder.path);
  const update = (rewards: Record<string, string>) =>
    execute(policyUpdate, {
      params: { ...pace, prompts: 2, samples: 2, beta: 0.1 },
      inputs: {
        policy: base.outputs.policy,
        base: base.outputs.policy,
        rewards,
        prompts,
      },
    });
  await assert.rejects(
    update({}),
    /without a reward: connect one to the input "rewards"/,
  );
  await writeRows(prompts, datasetColumns, []);
  await assert.rejects(
    update({ one: judges[0]!.outputs.reward }),
    /there are no prompts/,
  );
  await base[Symbol.asyncDispose]();
  for (const judge of judges) await judge[Symbol.asyncDispose]();
});
