import assert from "node:assert/strict";
import { saveModel } from "../learn/checkpoint/folder.ts";
import { configSchema, type Head } from "../learn/models/gpt_neox.ts";
import { Model } from "../learn/models/model.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { createWasmDevice } from "../learn/wasm/device.ts";
import { Rng } from "../pipeline/rng.ts";
import { referencesColumns, textSeparator } from "./data/columns.ts";
import { writeRows } from "./data/parquet.ts";
import { type Evaluation, evaluationSchema } from "./evaluation_file.ts";
import { byteTokenizerFile } from "./learning/byte_tokenizer.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { endId, padId } from "./learning/special_tokens.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";
import { textEvaluation } from "./text_evaluation.ts";

/** As many ids as tokens, so that whatever is drawn has a meaning. */
const ids = 264;
const context = 24;

/** Writes a model whose parameters are all zero, or drawn from a seed. */
async function model(folder: string, head: Head, seed?: number) {
  const device = await createWasmDevice({ threads: 1 });
  const config = configSchema.parse({
    model_type: "gpt_neox",
    vocab_size: ids,
    hidden_size: 8,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: 16,
    max_position_embeddings: context,
    rotary_pct: 0.5,
    bos_token_id: endId,
    eos_token_id: endId,
    pad_token_id: padId,
  });
  const made = Model.initialise(device, config, head, new Rng(seed ?? 0));
  const { length } = made.layout;
  if (seed === undefined) {
    made.values.write(new Float32Array(length));
  } else if (head === "reward") {
    // As it is initialised, a reward is 0 whatever it reads.
    const rng = new Rng(seed);
    made.values.write(Float32Array.from({ length }, () => rng.below(9) / 9));
  }
  await Deno.mkdir(folder);
  await saveModel(made, folder, byteTokenizerFile());
  device.destroy();
  return folder;
}

const rows = [
  { prompt: "a", response: "one two", also: ["one"] },
  { prompt: "b", response: "éé", also: [] },
  { prompt: "c", response: "four fives", also: ["four"] },
];

/**
 * Evaluates a policy of zeros, or of drawn parameters, against zeros, and by a
 * judge of zeros, or of drawn parameters.
 */
async function evaluate(
  kind: Evaluation["kind"],
  seed?: number,
  judge?: number,
) {
  await using folder = await temporaryFolder();
  const at = (name: string) => `${folder.path}/${name}`;
  const references = at("references.parquet");
  await writeRows(
    references,
    referencesColumns,
    rows.map(({ prompt, response, also }) => ({
      prompt,
      response,
      references: [response, ...also].join(textSeparator),
    })),
  );
  const given = {
    params: {
      method: "sft",
      kind,
      baseRatio: 0.7,
      ratio: 0.35,
      seed: 1,
      batch: 2,
    },
    inputs: {
      policy: await model(at("policy"), "policy", seed),
      base: await model(at("base"), "policy"),
      judge: await model(at("judge"), "reward", judge),
      references,
      accounts: {},
    },
  };
  await using done = await execute(textEvaluation, given);
  await using again = await execute(textEvaluation, {
    ...given,
    params: { ...given.params, batch: 3 },
  });
  const path = done.outputs.evaluation;
  assert.equal(digestOf(path), digestOf(again.outputs.evaluation));
  return evaluationSchema.parse(JSON.parse(await Deno.readTextFile(path)));
}

const near = (a: number | undefined, b: number) =>
  assert.ok(Math.abs(a! - b) < 1e-3, `${a} is not ${b}`);

Deno.test("a policy that knows nothing is surprised as chance has it", async () => {
  const found = await evaluate("truncated");
  const { metrics, margins, rewards, examples } = found;
  near(metrics.perplexity, ids);
  near(metrics.kl_to_base, 0);
  near(metrics.judge_reward, 0);
  assert.deepEqual(rewards, [0, 0, 0]);
  assert.equal(found.errors, undefined);
  assert.equal(metrics.per_greedy, undefined);
  // A response that is n bytes shorter is so much likelier: "one ", "é", "four ".
  const shorter = [3, 2, 5];
  margins.forEach((margin, i) => near(margin, -shorter[i]! * Math.log(ids)));
  // Almost every sample fills the context: no one ends by chance here.
  const full = context - 2;
  near(metrics.entropy, full * Math.log(ids));
  assert.equal(metrics.low_quality_rate, 0);
  assert.deepEqual(examples.map(({ prompt }) => prompt), ["a", "b", "c"]);
});

Deno.test("a policy that differs from the base has a divergence from it", async () => {
  const { metrics } = await evaluate("another", 3);
  assert.ok(metrics.kl_to_base! > 0);
  assert.ok(metrics.perplexity! > 1);
  // Samples of an untrained policy are no right responses.
  assert.equal(metrics.low_quality_rate, 1);
});

Deno.test("a judge reads samples as the texts that it learned from", async () => {
  const { examples, rewards } = await evaluate("truncated", undefined, 4);
  // What is drawn by chance has bytes that are no characters.
  assert.ok(examples.every(({ sampled }) => sampled.includes("\ufffd")));
  await using folder = await temporaryFolder();
  const path = await model(`${folder.path}/judge`, "reward", 4);
  const device = await createWasmDevice({ threads: 1 });
  const { model: judge, speller } = loadPolicy(device, path, "reward");
  const scored = await new Scorer(judge, 3, context).score(
    examples.map(({ prompt, sampled }) => speller.sample(prompt, sampled)),
  );
  rewards!.forEach((reward, i) => near(reward, scored[i]!));
  assert.notEqual(rewards![0], rewards![1]);
  device.destroy();
});

Deno.test("samples of the base that do not fit as responses have no margin", async () => {
  // What is drawn by chance fills the context, and so leaves no room for an end.
  const { metrics, margins } = await evaluate("samples");
  assert.deepEqual(margins, []);
  assert.equal(metrics.margin, undefined);
  near(metrics.perplexity, ids);
});
