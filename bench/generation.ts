/**
 * Generation where responses are of different length: what continuous batches
 * and truncated sampling cost. (`training.ts` measures responses of one length
 * beside peers.)
 *
 *   deno run -A --v8-flags=--experimental-wasm-revectorize \
 *     bench/generation.ts [wasm|webgpu] [threads] [--quick]
 *
 * @module
 */

import { Generator, type Sampling } from "../learn/generation/generator.ts";
import { type Config, configSchema } from "../learn/models/gpt_neox.ts";
import { Model } from "../learn/models/model.ts";
import { Rng } from "../pipeline/rng.ts";
import { openDevice } from "../stages/learning/device.ts";
import { figure } from "./figure.ts";
import { machine } from "./machine.ts";

const [kind = "wasm", threads = String(navigator.hardwareConcurrency)] = Deno
  .args.filter((arg) => !arg.startsWith("--"));
if (kind !== "wasm" && kind !== "webgpu") {
  console.error(`Cannot compute on "${kind}": give "wasm" or "webgpu"`);
  Deno.exit(1);
}
const quick = Deno.args.includes("--quick");
using opened = await openDevice({ device: kind, threads: Number(threads) });
const rng = new Rng(1);

function configOf(
  layers: number,
  width: number,
  heads: number,
  vocabulary: number,
  context: number,
): Config {
  return configSchema.parse({
    model_type: "gpt_neox",
    vocab_size: vocabulary,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: 4 * width,
    max_position_embeddings: context,
    rotary_pct: 0.5,
    bos_token_id: 1,
    eos_token_id: 1,
    pad_token_id: 0,
  });
}

/** A model with random weights that ends a response with that probability. */
function openModel(config: Config, end: number): Model {
  const model = Model.initialise(opened, config, "policy", rng);
  // The last norm gives (1, 0, 0, ...) beside its random part, and the end
  // token's row answers to that.
  const values = model.layout.length;
  const flat = new Float32Array(values);
  const put = (name: string, at: number, value: number) =>
    flat[model.layout.offsets.get(name)! + at] = value;
  for (const { name, shape } of model.layout.parameters) {
    const from = model.layout.offsets.get(name)!;
    const length = shape.reduce((a, b) => a * b, 1);
    for (let i = 0; i < length; i++) {
      flat[from + i] = (rng.below(201) - 100) / 5e3;
    }
    if (/norm\.weight$/.test(name)) flat.fill(1, from, from + length);
  }
  const odds = end / (1 - end) * (config.vocab_size - 2);
  put("gpt_neox.final_layer_norm.bias", 0, 100);
  for (let v = 0; v < config.vocab_size; v++) {
    put("embed_out.weight", v * config.hidden_size, 0);
  }
  put("embed_out.weight", config.hidden_size, Math.log(odds) / 100);
  model.values.write(flat);
  return model;
}

const prompt = (length: number, { vocab_size }: Config) =>
  Array.from({ length }, () => 2 + rng.below(vocab_size - 2));

const rows: Record<string, string | number>[] = [];

async function measure(
  what: string,
  model: Model,
  [batch, capacity]: readonly [number, number],
  prompts: readonly (readonly number[])[],
  sampling: Partial<Sampling> = {},
) {
  const generator = new Generator(model, batch, capacity);
  const all = { temperature: 1, seed: 1, ...sampling };
  const responses = await generator.generate(prompts, all);
  const tokens = responses.reduce((n, { tokens }) => n + tokens.length, 0);
  const times = [];
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    const start = performance.now();
    await generator.generate(prompts, all);
    times.push(performance.now() - start);
  }
  generator.free();
  const { min, median } = figure(what, "ms", times);
  rows.push({
    what,
    prompts: prompts.length,
    tokens,
    "least, ms": Number(min.toFixed(1)),
    "median, ms": Number(median.toFixed(1)),
    "tokens/s": Math.round(tokens / median * 1000),
  });
}

const many = (count: number, make: () => number[]) =>
  Array.from({ length: count }, make);

// The default profile's model.
const small = configOf(2, 64, 4, 72, 128);
const endless = openModel(small, 1e-9);
await measure(
  "responses that fill the context of 22",
  endless,
  [256, 22],
  many(256, () => prompt(3 + rng.below(9), small)),
);
const ending = openModel(small, 1 / 6);
await measure(
  "short responses, 256 at a time",
  ending,
  [256, 22],
  many(quick ? 512 : 2048, () => prompt(3 + rng.below(9), small)),
);
// Long responses have 126 tokens, short ones 4.
const long = prompt(2, small), short = () => prompt(124, small);
const mixed = [256, 128] as const;
await measure("256 short ones", endless, mixed, many(256, short));
await measure("1 long one", endless, mixed, [long]);
await measure("255 short ones and 1 long one", endless, mixed, [
  ...many(255, short),
  long,
]);
await measure("256 long ones", endless, mixed, many(256, () => long));

if (!quick) {
  const large = configOf(6, 384, 6, 256, 256);
  const model = openModel(large, 1e-9);
  await measure(
    "10 million parameters, 192 tokens after 64",
    model,
    [16, 256],
    many(16, () => prompt(64, large)),
  );
  const wide = configOf(1, 64, 4, 50_000, 40);
  const words = openModel(wide, 1e-9);
  const starts = many(16, () => prompt(24, wide));
  await measure("vocabulary of 50,000", words, [16, 40], starts);
  await measure(
    "vocabulary of 50,000, top-k 50 and top-p 0.9",
    words,
    [16, 40],
    starts,
    { topK: 50, topP: 0.9 },
  );
}

const about = { ...machine(), device: opened.description };
console.log(about);
console.table(rows);
console.log(JSON.stringify({ version: 1, ...about, rows }));
