/**
 * Whole stages at the smallest size: what they count is what a person would
 * count, what they watch is what it is called, and one that goes astray says so.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Generator } from "../../learn/generation/generator.ts";
import { type Account, accountSchema } from "../account_file.ts";
import { type Curves, curvesSchema } from "../curves.ts";
import { datasetColumns, samplesColumns } from "../data/columns.ts";
import { readRows, writeRows } from "../data/parquet.ts";
import { generation } from "../generation.ts";
import { pretraining } from "../pretraining.ts";
import { selfPlay } from "../self_play.ts";
import { sft } from "../sft.ts";
import { execute, temporaryFolder } from "../testing/context.ts";
import { openDevice } from "./device.ts";
import { loadPolicy } from "./policy_folder.ts";
import { watchSeed } from "./policy_watch.ts";

const consonants = [..."bdfgklmnprstvwyz"];

const vowels = [["a", "AE"], ["e", "EH"], ["i", "IH"], ["o", "AO"]];

/** 1,024 words of five letters. */
const rows = vowels.flatMap(([letter, vowel]) =>
  consonants.flatMap((first) =>
    consonants.map((second) => ({
      prompt: [letter, first, letter, second, letter].join(""),
      response: [vowel, first, vowel, second, vowel].join(" ").toUpperCase(),
    }))
  )
);

/** A tenth of the words. */
const heldOut = 102;

/** Five letters and an equals sign, five phonemes and an end. */
const tokens = 12;

const json = async (path: string) => JSON.parse(await Deno.readTextFile(path));
const accountOf = async (path: string): Promise<Account> =>
  accountSchema.parse(await json(path));
const curvesOf = async (path: string): Promise<Curves> =>
  curvesSchema.parse(await json(path));
const pointsOf = ({ series }: Curves, name: string) =>
  series.find((one) => one.name === name)!.points;

/** A policy that has learned the words half, and its own responses. */
async function begin(folder: string) {
  const demonstrations = `${folder}/demonstrations.parquet`;
  await writeRows(demonstrations, datasetColumns, rows);
  const base = await execute(pretraining, {
    params: {
      layers: 1,
      width: 16,
      heads: 2,
      context: tokens,
      batch: 16,
      steps: 60,
      rate: 1e-2,
      seed: 1,
    },
    inputs: { data: demonstrations },
  });
  const { policy } = base.outputs;
  const own = await execute(generation, {
    params: { seed: 1, batch: 16 },
    inputs: { policy, prompts: demonstrations },
  });
  return { base, own, demonstrations };
}

Deno.test("accounts count what a person would count", async () => {
  await using folder = await temporaryFolder();
  const { base, own, demonstrations } = await begin(folder.path);
  await using _ = base, __ = own;
  const looks = 11;
  const trained = await accountOf(base.outputs.account);
  assert.equal(trained.trainedTokens, 60 * 16 * tokens);
  assert.equal(trained.generatedTokens, 0);
  assert.equal(trained.scoredTokens, looks * heldOut * tokens);
  assert.equal(base.metrics["flops"], trained.flops);
  assert.equal(base.metrics["trained_tokens"], trained.trainedTokens);

  const said = await readRows(own.outputs.samples, samplesColumns);
  const lengths = said.map(({ response }) => {
    const phonemes = response === "" ? 0 : response.split(" ").length;
    // One that fills the context has no end.
    return Math.min(phonemes + 1, tokens - 6);
  });
  const generated = lengths.reduce((sum, length) => sum + length, 0);
  assert.deepEqual(await accountOf(own.outputs.account), {
    version: 1,
    flops: own.metrics["flops"],
    trainedTokens: 0,
    generatedTokens: generated,
    scoredTokens: 0,
  });

  // Twice the steps are twice the work, but for what is looked at.
  const imitate = async (steps: number) => {
    await using done = await execute(sft, {
      params: { batch: 128, steps, rate: 1e-3, seed: 1 },
      inputs: { base: base.outputs.policy, demonstrations },
    });
    return await accountOf(done.outputs.account);
  };
  const short = await imitate(20), long = await imitate(40);
  assert.equal(long.trainedTokens, 2 * short.trainedTokens);
  assert.equal(long.scoredTokens, short.scoredTokens);
  const each = (long.flops - short.flops) / 20;
  assert.ok(short.flops > 20 * each && short.flops < 30 * each);
});

Deno.test("self-play watches its own responses and the pairs that it leaves out", async () => {
  await using folder = await temporaryFolder();
  const { base, own, demonstrations } = await begin(folder.path);
  await using _ = base, __ = own;
  const { policy } = base.outputs;
  const play = async (rate: number, anchor = 0) => {
    await using done = await execute(selfPlay, {
      params: { pairs: 8, beta: 0.3, anchor, steps: 60, rate, seed: 1 },
      inputs: {
        policy,
        base: policy,
        demonstrations,
        samples: own.outputs.samples,
      },
    });
    const { warnings, metrics } = done;
    return { warnings, metrics, curves: await curvesOf(done.outputs.curves) };
  };

  const sound = await play(1e-4);
  assert.deepEqual(sound.warnings, []);
  assert.deepEqual(sound.curves.warnings, []);
  const [first, last] = [0, -1].map((at) => (name: string) =>
    pointsOf(sound.curves, name).at(at)!
  );
  assert.deepEqual(first!("held-out accuracy"), [0, 0.5]);
  assert.deepEqual(first!("reward accuracy"), [0, 0.5]);
  assert.ok(Math.abs(first!("KL to base")[1]) < 1e-5);
  assert.equal(last!("KL to base")[0], 59);
  using device = await openDevice({ device: "wasm", threads: 1 });
  const { model, speller } = loadPolicy(device, policy);
  const prompts = rows.slice(0, 64).map(({ prompt }) => speller.prompt(prompt));
  const responses = await new Generator(model, prompts.length, tokens)
    .generate(prompts, { temperature: 1, seed: 1 + watchSeed });
  const nats = responses.reduce((sum, one) => sum - one.logProbability, 0);
  const entropy = nats / responses.length;
  assert.ok(Math.abs(first!("entropy")[1] - entropy) < 1e-4);

  const astray = await play(0.1);
  const rules = astray.curves.warnings.map(({ rule }) => rule);
  assert.ok(rules.includes("both likelihoods fall"), rules.join());
  const fall = astray.curves.warnings[rules.indexOf("both likelihoods fall")]!;
  assert.ok(
    astray.warnings.includes(`at step ${fall.step}, ${fall.message}`),
  );
  assert.match(fall.message, /add the demonstrations' cross-entropy/);
});
