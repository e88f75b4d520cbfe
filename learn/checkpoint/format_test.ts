/**
 * The names and shapes of Hugging Face's GPT-NeoX checkpoints, written out by
 * hand from the published format (the files of `EleutherAI/pythia-*`), so that
 * no mistake in our own list can confirm itself.
 *
 * @module
 */

import assert from "node:assert/strict";
import { configSchema, type Head } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, roughValues } from "../testing/tiny.ts";
import { loadModel, saveModel } from "./folder.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** Every size is another one, so that no two can be exchanged. */
const described = {
  model_type: "gpt_neox",
  vocab_size: 11,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 20,
  max_position_embeddings: 6,
  rotary_pct: 0.5,
  rotary_emb_base: 10000,
  layer_norm_eps: 1e-5,
  hidden_act: "gelu",
  use_parallel_residual: true,
  attention_bias: true,
  tie_word_embeddings: false,
  bos_token_id: 1,
  eos_token_id: 1,
};
const config = configSchema.parse({ ...described, pad_token_id: 0 });

const layer = (i: number): [string, number[]][] => [
  [`gpt_neox.layers.${i}.input_layernorm.weight`, [8]],
  [`gpt_neox.layers.${i}.input_layernorm.bias`, [8]],
  [`gpt_neox.layers.${i}.post_attention_layernorm.weight`, [8]],
  [`gpt_neox.layers.${i}.post_attention_layernorm.bias`, [8]],
  [`gpt_neox.layers.${i}.attention.query_key_value.weight`, [24, 8]],
  [`gpt_neox.layers.${i}.attention.query_key_value.bias`, [24]],
  [`gpt_neox.layers.${i}.attention.dense.weight`, [8, 8]],
  [`gpt_neox.layers.${i}.attention.dense.bias`, [8]],
  [`gpt_neox.layers.${i}.mlp.dense_h_to_4h.weight`, [20, 8]],
  [`gpt_neox.layers.${i}.mlp.dense_h_to_4h.bias`, [20]],
  [`gpt_neox.layers.${i}.mlp.dense_4h_to_h.weight`, [8, 20]],
  [`gpt_neox.layers.${i}.mlp.dense_4h_to_h.bias`, [8]],
];
const trunk: [string, number[]][] = [
  ["gpt_neox.embed_in.weight", [11, 8]],
  ...layer(0),
  ...layer(1),
  ["gpt_neox.final_layer_norm.weight", [8]],
  ["gpt_neox.final_layer_norm.bias", [8]],
];

/** What older files hold beside the parameters: buffers, no parameters. */
const buffers = [0, 1].flatMap((i): [string, string, number[], number][] => [
  [`gpt_neox.layers.${i}.attention.bias`, "BOOL", [1, 1, 6, 6], 36],
  [`gpt_neox.layers.${i}.attention.masked_bias`, "F32", [], 4],
  [`gpt_neox.layers.${i}.attention.rotary_emb.inv_freq`, "F32", [1], 4],
]);

/** A saved model in a folder of its own. */
async function saved(head: Head) {
  const path = await Deno.makeTempDir({ prefix: "juice-format-" });
  const device = createReferenceDevice();
  const model = Model.initialise(device, config, head, lcg(1));
  model.values.write(roughValues(model.layout.length, 2));
  await saveModel(model, path, "{}");
  const weights = `${path}/model.safetensors`;
  return {
    path,
    weights,
    tensors: decodeSafetensors(await Deno.readFile(weights)),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

const heads: [Head, string, [string, number[]], object][] = [
  ["policy", "GPTNeoXForCausalLM", ["embed_out.weight", [11, 8]], {}],
  [
    "reward",
    "GPTNeoXForSequenceClassification",
    ["score.weight", [1, 8]],
    { num_labels: 1 },
  ],
];

for (const [head, architecture, last, more] of heads) {
  Deno.test(`a saved ${head} has the tensors of ${architecture}, and no other`, async () => {
    await using folder = await saved(head);
    const found = [...folder.tensors].map(([name, { shape }]) => [name, shape]);
    const sorted = (list: unknown[][]) =>
      list.sort(([a], [b]) => String(a) < String(b) ? -1 : 1);
    assert.deepEqual(sorted(found), sorted([...trunk, last]));
    const written = JSON.parse(
      await Deno.readTextFile(`${folder.path}/config.json`),
    );
    for (
      const [key, value] of Object.entries({
        ...described,
        ...more,
        architectures: [architecture],
        torch_dtype: "float32",
      })
    ) assert.deepEqual(written[key], value, key);
  });
}

/** Adds an older file's buffers to a file of float32 tensors. */
function withBuffers(file: Uint8Array): Uint8Array {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(file.subarray(8, 8 + length));
  const header = JSON.parse(text) as Record<string, unknown>;
  const body = file.subarray(8 + length);
  let end = body.length;
  for (const [name, dtype, shape, size] of buffers) {
    header[name] = { dtype, shape, data_offsets: [end, end + size] };
    end += size;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
}

Deno.test("the buffers of older files are passed over, whatever their type", async () => {
  await using folder = await saved("policy");
  await Deno.writeFile(
    folder.weights,
    withBuffers(
      encodeSafetensors(folder.tensors),
    ),
  );
  const again = loadModel(createReferenceDevice(), folder.path, "policy");
  for (const [name, { data }] of again.tensors(await again.read())) {
    assert.deepEqual(data, folder.tensors.get(name)!.data, name);
  }
});

Deno.test("a parameter of a type that is not read is refused by its name", async () => {
  await using folder = await saved("policy");
  const text = new TextDecoder("latin1").decode(
    encodeSafetensors(folder.tensors),
  ).replace('"F32"', '"I32"');
  await Deno.writeFile(
    folder.weights,
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
  );
  assert.throws(
    () => loadModel(createReferenceDevice(), folder.path, "policy"),
    {
      name: "CheckpointError",
      message: `Cannot load the checkpoint "${folder.path}": ` +
        `"model.safetensors" cannot be read: tensor "embed_out.weight" has ` +
        `the unsupported type "I32"`,
    },
  );
});
