/**
 * The work in jax-js, as one would write it there: a loss over a tree of
 * parameters, `valueAndGrad`, AdamW over the tree, and `jit` around the whole
 * step. Arrays are owned: `.ref` where one is used again.
 *
 *     deno run -A jax_js.js wasm|webgpu FOLDER THREADS
 *
 * @module
 */

import {
  bestProducts,
  countBuffers,
  device,
  inputs,
  peakMemory,
  repeat,
  rotaryTables,
  targets,
  threadCount,
  weights,
  work,
} from "./common.js";

const adapter = device === "webgpu"
  ? await navigator.gpu.requestAdapter({ powerPreference: "high-performance" })
  : null;
const buffers = device === "webgpu" ? countBuffers() : () => null;
const library = "@jax-js/jax";
const {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  nn,
  numpy: np,
  tree,
  valueAndGrad,
} = await import(library);
if (!(await init(device)).includes(device)) {
  throw new Error(`jax-js offers no "${device}" here`);
}
defaultDevice(device);

const { config, shape, optimiser } = work;
const { batch, time } = shape;
const { num_hidden_layers: layers, num_attention_heads: heads } = config;
const d = config.hidden_size, size = d / heads;
const epsilon = config.layer_norm_eps;
const { half, cos, sin } = rotaryTables();

const linear = (x, weight, bias) => {
  const y = np.matmul(x, np.transpose(weight));
  return bias === undefined ? y : y.add(bias);
};
const norm = (x, weight, bias) =>
  nn.standardize(x, -1, { epsilon }).mul(weight).add(bias);

/** Rotary positions on the first dimensions of [batch, time, heads, size]. */
function turn(x, cos, sin) {
  const a = x.ref.slice([], [], [], [0, half]);
  const b = x.ref.slice([], [], [], [half, 2 * half]);
  const turned = [
    a.ref.mul(cos.ref).sub(b.ref.mul(sin.ref)),
    b.mul(cos).add(a.mul(sin)),
  ];
  if (2 * half === size) {
    x.dispose();
    return np.concatenate(turned, -1);
  }
  return np.concatenate([...turned, x.slice([], [], [], [2 * half, size])], -1);
}

/**
 * Rows of the table. On WebGPU by a product with `oneHot`: in the shader of the
 * gradient's scatter, a pointer to storage goes to a function, which Deno's
 * WebGPU refuses.
 */
function embed(table, ids) {
  return device === "webgpu"
    ? np.matmul(nn.oneHot(ids, config.vocab_size), table)
    : np.take(table, ids, 0);
}

function logits(weight, { ids, cos, sin }) {
  const both = (name) => [weight[`${name}.weight`], weight[`${name}.bias`]];
  const rows = batch * time;
  let x = embed(weight["gpt_neox.embed_in.weight"], ids);
  for (let i = 0; i < layers; i++) {
    const layer = `gpt_neox.layers.${i}`;
    const packed = linear(
      norm(x.ref, ...both(`${layer}.input_layernorm`)),
      ...both(`${layer}.attention.query_key_value`),
    ).reshape([batch, time, heads, 3 * size]);
    const part = (array, at) =>
      array.slice([], [], [], [at * size, (at + 1) * size]);
    const attended = nn.dotProductAttention(
      turn(part(packed.ref, 0), cos.ref, sin.ref),
      turn(part(packed.ref, 1), cos.ref, sin.ref),
      part(packed, 2),
      { isCausal: true },
    ).reshape([rows, d]);
    const inner = nn.gelu(
      linear(
        norm(x.ref, ...both(`${layer}.post_attention_layernorm`)),
        ...both(`${layer}.mlp.dense_h_to_4h`),
      ),
      { approximate: false },
    );
    x = x.add(linear(attended, ...both(`${layer}.attention.dense`)))
      .add(linear(inner, ...both(`${layer}.mlp.dense_4h_to_h`)));
  }
  cos.dispose();
  sin.dispose();
  return linear(
    norm(x, ...both("gpt_neox.final_layer_norm")),
    weight["embed_out.weight"],
  );
}

/**
 * Log-probabilities of the targets, [batch, time]. By `oneHot`, which `jit`
 * fuses into the sum: the gradient of `takeAlongAxis` cannot be jitted (its
 * scatter "input is not imm").
 */
function logProbabilities(weight, { targets, ...data }) {
  const chosen = nn.oneHot(targets, config.vocab_size);
  return np.sum(nn.logSoftmax(logits(weight, data), -1).mul(chosen), -1)
    .reshape([batch, time]);
}

const decays = Object.fromEntries(
  weights.map(({ name, decays }) => [name, decays ? optimiser.decay : 0]),
);

/** One step: `schedule` is [rate, 1 - beta1^t, 1 - beta2^t]. */
const step = jit(function step(weight, first, second, schedule, data) {
  const [loss, gradient] = valueAndGrad((weight, data) =>
    np.mean(logProbabilities(weight, data)).neg()
  )(tree.ref(weight), data);
  const squares = Object.values(gradient)
    .map((g) => np.sum(np.square(g.ref)))
    .reduce((a, b) => a.add(b));
  const scale = np.minimum(
    np.array(optimiser.clip).div(np.sqrt(squares).add(1e-6)),
    1,
  );
  const [rate, correction1, correction2] = [0, 1, 2].map((i) =>
    schedule.ref.slice(i)
  );
  schedule.dispose();
  const next = { weight: {}, first: {}, second: {} };
  for (const name of Object.keys(weight)) {
    const g = gradient[name].mul(scale.ref);
    const m = first[name].mul(optimiser.beta1)
      .add(g.ref.mul(1 - optimiser.beta1));
    const v = second[name].mul(optimiser.beta2)
      .add(np.square(g).mul(1 - optimiser.beta2));
    next.first[name] = m.ref;
    next.second[name] = v.ref;
    const update = m.div(correction1.ref)
      .div(np.sqrt(v.div(correction2.ref)).add(optimiser.epsilon));
    const old = weight[name];
    const decayed = decays[name] === 0
      ? update
      : update.add(old.ref.mul(decays[name]));
    next.weight[name] = old.sub(decayed.mul(rate.ref));
  }
  for (const array of [scale, rate, correction1, correction2]) array.dispose();
  return [loss, next.weight, next.first, next.second];
});

const scoreAll = jit((weight, data) =>
  np.sum(logProbabilities(weight, data), -1)
);

const array = (values, shape) => np.array(values).reshape(shape);
const data = {
  ids: array(inputs, [batch * time]),
  targets: array(targets, [batch * time]),
  cos: array(cos, [1, time, 1, half]),
  sin: array(sin, [1, time, 1, half]),
};
let weight = {}, first = {}, second = {};
for (const { name, shape, values } of weights) {
  weight[name] = array(values, shape);
  first[name] = np.zeros(shape);
  second[name] = np.zeros(shape);
}
weights.length = 0;

let steps = 0;
/** Runs so many steps, and then waits for their losses. */
async function train(count) {
  const losses = [];
  for (let i = 0; i < count; i++) {
    steps++;
    const schedule = np.array([
      work.rate,
      1 - optimiser.beta1 ** steps,
      1 - optimiser.beta2 ** steps,
    ]);
    let loss;
    [loss, weight, first, second] = step(
      weight,
      first,
      second,
      schedule,
      tree.ref(data),
    );
    losses.push(loss);
  }
  await blockUntilReady([weight, first, second]);
  const numbers = [];
  for (const loss of losses) numbers.push((await loss.data())[0]);
  return numbers;
}

const losses = await train(1);
const firstStepAt = Date.now();
losses.push(...await train(2));
const times = await repeat(() => train(shape.steps));
const { version } = JSON.parse(
  Deno.readTextFileSync(`node_modules/${library}/package.json`),
);
const result = {
  library: `jax-js ${version}`,
  device: adapter === null ? "wasm" : adapter.info.description,
  threads: device === "wasm" ? threadCount : null,
  firstStepAt,
  losses,
  step: times.map((ms) => ms / shape.steps),
  memory: peakMemory(),
  deviceMemory: buffers(),
  notes: [
    "generation is not measured: it has no update of a cache in place",
    ...(device === "webgpu"
      ? ["embeds by products with one-hot rows: its scatter does not compile"]
      : []),
  ],
};
tree.dispose([first, second]);
if (work.parts.includes("score")) {
  result.score = await repeat(() =>
    scoreAll(tree.ref(weight), tree.ref(data)).data()
  );
}
if (work.parts.includes("product")) {
  result.products = await bestProducts(async (n) => {
    const values = Float32Array.from({ length: n * n }, (_, i) => i % 17 - 8);
    const a = array(values, [n, n]), b = array(values, [n, n]);
    const product = jit((a, b) => np.matmul(a, b));
    await blockUntilReady([a, b]);
    return async (times) => {
      let c;
      for (let i = 0; i < times; i++) {
        c?.dispose();
        c = product(a.ref, b.ref);
      }
      await blockUntilReady(c);
      c.dispose();
    };
  });
}
console.log(JSON.stringify(result));
Deno.exit(0);
