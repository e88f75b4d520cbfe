import assert from "node:assert/strict";
import { Model } from "../models/model.ts";
import { parametersOf } from "../models/gpt_neox.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, roughValues, tinyConfig } from "../testing/tiny.ts";
import { CheckpointError, loadModel, readConfig, saveModel } from "./folder.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const tokenizer = JSON.stringify({
  added_tokens: [{ id: 0, content: "<pad>" }, { id: 1, content: "<eos>" }],
  model: { type: "WordLevel", vocab: {} },
});

/** A folder with a saved model of the tiny configuration. */
async function saved() {
  const path = await Deno.makeTempDir({ prefix: "juice-checkpoint-" });
  const device = createReferenceDevice();
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  model.values.write(roughValues(model.layout.length, 2));
  await saveModel(model, path, tokenizer);
  const edit = async (change: (config: Record<string, unknown>) => void) => {
    const config = JSON.parse(await Deno.readTextFile(`${path}/config.json`));
    change(config);
    await Deno.writeTextFile(`${path}/config.json`, JSON.stringify(config));
  };
  return {
    path,
    device,
    model,
    edit,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("a folder holds what transformers looks for", async () => {
  await using folder = await saved();
  const json = async (name: string) =>
    JSON.parse(await Deno.readTextFile(`${folder.path}/${name}`));
  const config = await json("config.json");
  assert.deepEqual(config.architectures, ["GPTNeoXForCausalLM"]);
  assert.equal(config.model_type, "gpt_neox");
  const { pad_token, eos_token, model_input_names } = await json(
    "tokenizer_config.json",
  );
  assert.deepEqual([pad_token, eos_token], ["<pad>", "<eos>"]);
  assert.deepEqual(model_input_names, ["input_ids", "attention_mask"]);
  const tensors = decodeSafetensors(
    await Deno.readFile(`${folder.path}/model.safetensors`),
  );
  assert.deepEqual(
    [...tensors.keys()].sort(),
    parametersOf(tinyConfig, "policy").map(({ name }) => name).sort(),
  );
  assert.deepEqual(
    tensors.get("gpt_neox.layers.0.attention.query_key_value.weight")!.shape,
    [24, 8],
  );
});

Deno.test("loadModel() gives back what was saved", async () => {
  await using folder = await saved();
  const again = loadModel(createReferenceDevice(), folder.path, "policy");
  const { model } = folder;
  const before = model.tensors(await model.read());
  for (const [name, { data }] of again.tensors(await again.read())) {
    assert.deepEqual(data, before.get(name)!.data, name);
  }
});

Deno.test("loadModel() begins a reward with a policy's trunk and a head of zero", async () => {
  await using folder = await saved();
  const reward = loadModel(createReferenceDevice(), folder.path, "reward");
  const tensors = reward.tensors(await reward.read());
  assert.ok(tensors.get("score.weight")!.data.every((x) => x === 0));
  const trunk = tensors.get("gpt_neox.embed_in.weight")!.data;
  assert.ok(trunk.some((x) => x !== 0));
});

Deno.test("readConfig() reads rotary settings of newer files", async () => {
  await using folder = await saved();
  await folder.edit((config) => {
    delete config["rotary_pct"];
    delete config["rotary_emb_base"];
    config["rope_parameters"] = {
      rope_type: "default",
      rope_theta: 500,
      partial_rotary_factor: 0.5,
    };
  });
  const { rotary_pct, rotary_emb_base } = readConfig(folder.path);
  assert.deepEqual([rotary_pct, rotary_emb_base], [0.5, 500]);
});

Deno.test("a checkpoint that would compute something else is refused", async () => {
  const cases: [string, unknown, RegExp][] = [
    ["attention_bias", false, /attention_bias/],
    ["hidden_act", "gelu_new", /hidden_act/],
    ["use_parallel_residual", false, /use_parallel_residual/],
    ["rope_parameters", { rope_type: "linear" }, /rope_scaling/],
    ["num_attention_heads", 3, /multiple of num_attention_heads/],
    ["vocab_size", "7", /vocab_size/],
  ];
  for (const [name, value, message] of cases) {
    await using folder = await saved();
    await folder.edit((config) => config[name] = value);
    assert.throws(() => readConfig(folder.path), CheckpointError);
    assert.throws(() => readConfig(folder.path), message);
  }
});

Deno.test("loadModel() names the file or the parameter that is wrong", async () => {
  await using folder = await saved();
  const device = createReferenceDevice();
  const load = () => loadModel(device, folder.path, "policy");
  const weights = `${folder.path}/model.safetensors`;
  const tensors = decodeSafetensors(await Deno.readFile(weights));
  tensors.delete("embed_out.weight");
  await Deno.writeFile(weights, encodeSafetensors(tensors));
  assert.throws(load, /parameter "embed_out.weight" is missing/);
  tensors.set("embed_out.weight", { shape: [1], data: new Float32Array(1) });
  await Deno.writeFile(weights, encodeSafetensors(tensors));
  assert.throws(load, /"embed_out.weight" has shape \[1\], not \[7,8\]/);
  await Deno.remove(weights);
  assert.throws(load, /it has no "model.safetensors"/);
  await Deno.writeTextFile(`${folder.path}/config.json`, "{");
  assert.throws(load, /"config.json" is not JSON/);
});
