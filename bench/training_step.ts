/**
 * Time of a training step, of scoring and of generation, for the models of the
 * smoke and default profiles.
 *
 *   deno run -A bench/training_step.ts [wasm|webgpu] [threads]
 *
 * @module
 */

import { pack } from "../learn/data/sequence.ts";
import { Generator } from "../learn/generation/generator.ts";
import { configSchema } from "../learn/models/gpt_neox.ts";
import { Model } from "../learn/models/model.ts";
import { parameterCount } from "../learn/models/parameters.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../learn/objectives/likelihood.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { Trainer } from "../learn/training/trainer.ts";
import { Rng } from "../pipeline/rng.ts";
import { openDevice } from "../stages/learning/device.ts";

const kind = Deno.args[0] === "webgpu" ? "webgpu" : "wasm";
const threads = Number(Deno.args[1] ?? navigator.hardwareConcurrency);

/** Layers, width, context and batch of a profile. */
const shapes = {
  smoke: { layers: 1, width: 32, context: 16, batch: 128 },
  default: { layers: 2, width: 64, context: 22, batch: 256 },
};

const rows = [];
for (const [profile, shape] of Object.entries(shapes)) {
  using device = await openDevice({ device: kind, threads });
  const { layers, width, context, batch } = shape;
  const config = configSchema.parse({
    model_type: "gpt_neox",
    vocab_size: 72,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: 4,
    intermediate_size: 4 * width,
    max_position_embeddings: context,
    rotary_pct: 0.5,
    bos_token_id: 1,
    eos_token_id: 1,
    pad_token_id: 0,
  });
  const rng = new Rng(1);
  const model = Model.initialise(device, config, "policy", rng);
  const ids = (n: number) => Array.from({ length: n }, () => 2 + rng.below(70));
  const sequences = Array.from({ length: batch }, () => ({
    prompt: ids(context >> 1),
    response: ids(context - (context >> 1)),
  }));
  const time = context - 1;
  const packed = pack(sequences, batch, time);
  const data = {
    ...sequenceData(packed),
    weights: crossEntropyWeights(packed),
  };
  const trainer = new Trainer(model, likelihood(model, batch, time));
  const scorer = new Scorer(model, batch, time);
  const generator = new Generator(model, batch, context);
  const prompts = sequences.map(({ prompt }) => prompt);
  const measure = async (work: () => Promise<unknown>) => {
    await work();
    const times = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[2]!;
  };
  const step = await measure(async () => {
    for (let i = 0; i < 8; i++) trainer.step(data, 1e-3);
    await trainer.read();
  }) / 8;
  const score = await measure(() => scorer.score(sequences));
  const sampling = { temperature: 1, seed: 1 };
  const generate = await measure(() => generator.generate(prompts, sampling));
  const parameters = parameterCount(model.layout);
  const tokens = batch * time;
  // Six operations a parameter and token, the usual count; attention left out.
  const flops = 6 * (parameters - 72 * width) * tokens;
  rows.push({
    profile,
    parameters,
    tokens,
    "step, ms": step,
    "tokens/s": Math.round(tokens / step * 1000),
    "GFLOP/s": flops / step / 1e6,
    "score, ms": score,
    "generate, ms": generate,
  });
}
console.table(rows);
console.log(JSON.stringify({ version: 1, device: kind, threads, rows }));
