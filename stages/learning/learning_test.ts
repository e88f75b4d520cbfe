/**
 * The learning stages one by one, on a few words and for a few steps.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readConfig } from "../../learn/checkpoint/folder.ts";
import { decodeSafetensors } from "../../learn/checkpoint/safetensors.ts";
import { webgpuTest } from "../../learn/testing/webgpu.ts";
import type { DeviceKind } from "../../pipeline/stage.ts";
import { curvesSchema } from "../curves.ts";
import {
  datasetColumns,
  marksColumns,
  referencesColumns,
  samplesColumns,
} from "../data/columns.ts";
import { readRows, writeRows } from "../data/parquet.ts";
import { evaluation } from "../evaluation.ts";
import { evaluationSchema } from "../evaluation_file.ts";
import { generation } from "../generation.ts";
import { policyUpdate } from "../policy_update.ts";
import { pretraining } from "../pretraining.ts";
import { rewardLearning } from "../reward_learning.ts";
import { selfPlay } from "../self_play.ts";
import { sft } from "../sft.ts";
import { digestOf, execute, temporaryFolder } from "../testing/context.ts";
import { pace, words as rows } from "../testing/small_cell.ts";

const start = { layers: 1, width: 16, heads: 2, context: 9 };

/** Runs all learning stages; the digests of what they put out. */
async function chain(device: DeviceKind, threads: number) {
  await using folder = await temporaryFolder();
  const demonstrations = `${folder.path}/demonstrations.parquet`;
  const test = `${folder.path}/test.parquet`;
  await writeRows(demonstrations, datasetColumns, rows);
  await writeRows(
    test,
    referencesColumns,
    rows.map((row) => ({ ...row, references: row.response })),
  );
  const where = { device, threads };
  await using base = await execute(pretraining, {
    params: { ...start, ...pace, batch: 8 },
    inputs: { data: demonstrations },
    ...where,
  });
  await using imitated = await execute(sft, {
    params: { ...pace, batch: 8 },
    inputs: { base: base.outputs.policy, demonstrations },
    ...where,
  });
  await using own = await execute(generation, {
    params: { seed: 1, batch: 4 },
    inputs: { policy: base.outputs.policy, prompts: demonstrations },
    ...where,
  });
  const samples = own.outputs.samples;
  await using played = await execute(selfPlay, {
    params: { ...pace, pairs: 4, beta: 0.3, anchor: 0.1 },
    inputs: {
      policy: base.outputs.policy,
      base: base.outputs.policy,
      demonstrations,
      samples,
    },
    ...where,
  });
  await using judge = await execute(rewardLearning, {
    params: { ...pace, pairs: 4 },
    inputs: {
      base: base.outputs.policy,
      previous: undefined,
      demonstrations,
      samples: { one: samples, two: samples },
      votes: undefined,
    },
    ...where,
  });
  await using updated = await execute(policyUpdate, {
    params: { ...pace, prompts: 3, samples: 2, beta: 0.3 },
    inputs: {
      policy: imitated.outputs.policy,
      base: base.outputs.policy,
      rewards: { one: judge.outputs.reward },
      prompts: demonstrations,
    },
    ...where,
  });
  await using proximal = await execute(policyUpdate, {
    params: { ...pace, objective: "ppo", prompts: 3, samples: 2, beta: 0.3 },
    inputs: {
      policy: imitated.outputs.policy,
      base: base.outputs.policy,
      rewards: { one: judge.outputs.reward, two: judge.outputs.reward },
      prompts: demonstrations,
    },
    ...where,
  });
  await using measured = await execute(evaluation, {
    params: {
      method: "rft",
      ratio: 0.35,
      baseRatio: 0.7,
      kind: "truncated",
      seed: 1,
      batch: 4,
    },
    inputs: {
      policy: updated.outputs.policy,
      base: base.outputs.policy,
      references: test,
      accounts: {},
    },
    ...where,
  });
  const policies = [base, imitated, played, updated, proximal]
    .map(({ outputs }) => outputs.policy);
  // Everything is what its type says.
  for (const path of policies) {
    assert.equal(readConfig(path).hidden_size, 16);
    const file = await Deno.readFile(`${path}/model.safetensors`);
    assert.ok(decodeSafetensors(file).has("embed_out.weight"));
  }
  const reward = await Deno.readFile(
    `${judge.outputs.reward}/model.safetensors`,
  );
  assert.deepEqual(decodeSafetensors(reward).get("score.weight")!.shape, [
    1,
    16,
  ]);
  assert.equal((await readRows(samples, samplesColumns)).length, rows.length);
  const json = async (path: string) =>
    JSON.parse(await Deno.readTextFile(path));
  for (const { outputs } of [base, imitated, played, judge, updated]) {
    const { series } = curvesSchema.parse(await json(outputs.curves));
    assert.ok(series.length > 0);
    for (const { name, points } of series) {
      const looked = name.startsWith("held-out ") ||
        outputs === played.outputs && ["entropy", "KL to base"].includes(name);
      // The first of the steps, and one in each tenth.
      assert.equal(points.length, looked ? 11 : pace.steps, name);
    }
  }
  const result = evaluationSchema.parse(
    await json(measured.outputs.evaluation),
  );
  assert.equal(result.prompts, rows.length);
  assert.equal(result.margins.length, rows.length);
  return {
    digests: [...policies, judge.outputs.reward, samples].map(digestOf),
    losses: [base, imitated, played, judge, updated, proximal].map((
      { metrics },
    ) => metrics["final_loss"]!),
  };
}

Deno.test("the learning stages give the same bytes with 1 and 2 threads", async () => {
  const one = await chain("wasm", 1);
  assert.deepEqual(await chain("wasm", 2), one);
});

webgpuTest("the learning stages run on webgpu, close to wasm", async () => {
  const here = await chain("wasm", 1), there = await chain("webgpu", 1);
  here.losses.forEach((loss, i) =>
    assert.ok(Math.abs(loss - there.losses[i]!) < 2e-3, `${loss}, ${i}`)
  );
});

/** A base policy and the demonstrations it was trained on. */
async function begin(folder: string) {
  const demonstrations = `${folder}/demonstrations.parquet`;
  await writeRows(demonstrations, datasetColumns, rows);
  const base = await execute(pretraining, {
    params: { ...start, ...pace, steps: 1, batch: 8 },
    inputs: { data: demonstrations },
  });
  return { base, demonstrations };
}

Deno.test("a learner refuses a table with the marks of injected rows", async () => {
  await using folder = await temporaryFolder();
  const { base, demonstrations } = await begin(folder.path);
  await using _ = base;
  await writeRows(
    demonstrations,
    marksColumns,
    rows.map((row) => ({
      ...row,
      original: row.response,
      low_quality: false,
    })),
  );
  await assert.rejects(
    execute(sft, {
      params: { ...pace, batch: 8 },
      inputs: { base: base.outputs.policy, demonstrations },
    }),
    /column "original" is not declared/,
  );
});

Deno.test("learning stages say what is wrong with their data", async () => {
  await using folder = await temporaryFolder();
  const { base, demonstrations } = await begin(folder.path);
  await using _ = base;
  const imitate = () =>
    execute(sft, {
      params: { ...pace, batch: 8 },
      inputs: { base: base.outputs.policy, demonstrations },
    });
  await writeRows(demonstrations, datasetColumns, []);
  await assert.rejects(imitate, /there are none/);
  await writeRows(demonstrations, datasetColumns, [
    { prompt: "abracadabra", response: "AE B" },
  ]);
  await assert.rejects(imitate, /"abracadabra": it has 15 tokens/);
  await writeRows(demonstrations, datasetColumns, [
    { prompt: "cat", response: "K QQ T" },
  ]);
  await assert.rejects(imitate, /token "QQ" is not in the vocabulary/);
  const samples = `${folder.path}/samples.parquet`;
  const play = () =>
    execute(selfPlay, {
      params: { ...pace, pairs: 2, beta: 0.3 },
      inputs: {
        policy: base.outputs.policy,
        base: base.outputs.policy,
        demonstrations,
        samples,
      },
    });
  await writeRows(demonstrations, datasetColumns, rows);
  const sampled = (prompt: string, response: string) =>
    writeRows(samples, samplesColumns, [
      { prompt, response, log_probability: -1 },
    ]);
  await sampled("cow", "K AW");
  await assert.rejects(play, /sample for "cow": no demonstration/);
  await sampled("cat", "K AE T");
  await assert.rejects(play, /all 1 samples equal their demonstrations/);
});

Deno.test("reward learning needs something to begin with", async () => {
  await using folder = await temporaryFolder();
  const { base, demonstrations } = await begin(folder.path);
  await using _ = base;
  await assert.rejects(
    execute(rewardLearning, {
      params: { ...pace, pairs: 2 },
      inputs: {
        base: undefined,
        previous: undefined,
        demonstrations,
        samples: {},
        votes: undefined,
      },
    }),
    /connect "base".*or "previous"/,
  );
});

Deno.test("a learner says where training went astray", async () => {
  await using folder = await temporaryFolder();
  const { base, demonstrations } = await begin(folder.path);
  await using _ = base;
  await assert.rejects(
    execute(sft, {
      params: { ...pace, batch: 8, rate: 1e30, warmup: 0, clip: 1e30 },
      inputs: { base: base.outputs.policy, demonstrations },
    }),
    /Training stopped at step \d+: the (loss|gradient's norm) is not a finite/,
  );
});
