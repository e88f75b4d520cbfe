/**
 * The work in TensorFlow.js, as one would write it there: variables, operations
 * that run at once, `variableGrads` around the loss, AdamW over the variables
 * (its own Adam has no decoupled decay), everything within `tidy`.
 *
 *     deno run -A tfjs.js wasm FOLDER THREADS
 *
 * @module
 */

import {
  bestProducts,
  inputs,
  peakMemory,
  repeat,
  rotaryTables,
  targets,
  threadCount,
  weights,
  work,
} from "./common.js";

// By names that are computed, so that nothing resolves them before.
const [core, backend] = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"];
const tf = await import(core);
const wasm = await import(backend);
wasm.setWasmPaths(`${Deno.cwd()}/node_modules/${backend}/dist/`);
wasm.setThreadsCount(threadCount);
await tf.setBackend("wasm");
await tf.ready();
// It starts threads where it believes to be in a browser alone, and there by
// classic workers, which Deno has not.
const threads = tf.env().get("IS_NODE") ? 1 : wasm.getThreadsCount();

const { config, shape, optimiser } = work;
const { batch, time } = shape;
const { num_hidden_layers: layers, num_attention_heads: heads } = config;
const d = config.hidden_size, size = d / heads;
const { half, cos, sin } = rotaryTables();
const rows = batch * time;

const variable = Object.fromEntries(
  weights.map(({ name, shape, values }) => [
    name,
    tf.variable(tf.tensor(values, shape), true, name),
  ]),
);
const state = (name) => {
  const { shape } = variable[name];
  return tf.variable(tf.zeros(shape), false);
};
const first = Object.fromEntries(
  weights.map(({ name }) => [name, state(name)]),
);
const second = Object.fromEntries(
  weights.map(({ name }) => [name, state(name)]),
);
const decays = Object.fromEntries(
  weights.map(({ name, decays }) => [name, decays ? optimiser.decay : 0]),
);
weights.length = 0;
const table = (values) => tf.tensor(values, [time, half]);
const cosines = table(cos), sines = table(sin);
const ids = tf.tensor1d(inputs, "int32");
const chosen = tf.oneHot(tf.tensor1d(targets, "int32"), config.vocab_size)
  .toFloat();
const given = tf.oneHot(ids, config.vocab_size).toFloat();
const causal = tf.tensor(
  Float32Array.from(
    { length: time * time },
    (_, i) => i % time > Math.floor(i / time) ? -1e30 : 0,
  ),
  [time, time],
);

const linear = (x, name) => {
  const y = tf.matMul(x, variable[`${name}.weight`], false, true);
  const bias = variable[`${name}.bias`];
  return bias === undefined ? y : y.add(bias);
};
const norm = (x, name) => {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub(mean).mul(tf.rsqrt(variance.add(config.layer_norm_eps)))
    .mul(variable[`${name}.weight`]).add(variable[`${name}.bias`]);
};
/** The exact form. */
const gelu = (x) => x.mul(0.5).mul(tf.erf(x.mul(Math.SQRT1_2)).add(1));

/** Rotary positions on the first dimensions of [batch, heads, time, size]. */
function turn(x) {
  const sizes = [half, half, size - 2 * half].filter((n) => n > 0);
  const [a, b, ...rest] = tf.split(x, sizes, -1);
  return tf.concat([
    a.mul(cosines).sub(b.mul(sines)),
    b.mul(cosines).add(a.mul(sines)),
    ...rest,
  ], -1);
}

function logits() {
  // Not `gather`: the kernel of its gradient is missing on this backend.
  let x = tf.matMul(given, variable["gpt_neox.embed_in.weight"]);
  for (let i = 0; i < layers; i++) {
    const layer = `gpt_neox.layers.${i}`;
    const packed = linear(
      norm(x, `${layer}.input_layernorm`),
      `${layer}.attention.query_key_value`,
    ).reshape([batch, time, heads, 3 * size]).transpose([0, 2, 1, 3]);
    const [q, k, v] = tf.split(packed, 3, -1);
    const scores = tf.matMul(turn(q), turn(k), false, true)
      .mul(size ** -0.5).add(causal);
    const attended = tf.matMul(tf.softmax(scores), v)
      .transpose([0, 2, 1, 3]).reshape([rows, d]);
    const inner = gelu(
      linear(
        norm(x, `${layer}.post_attention_layernorm`),
        `${layer}.mlp.dense_h_to_4h`,
      ),
    );
    x = x.add(linear(attended, `${layer}.attention.dense`))
      .add(linear(inner, `${layer}.mlp.dense_4h_to_h`));
  }
  return linear(norm(x, "gpt_neox.final_layer_norm"), "embed_out");
}

/** Log-probabilities of the targets, [batch, time]. */
const logProbabilities = () =>
  tf.logSoftmax(logits()).mul(chosen).sum(-1).reshape([batch, time]);

let steps = 0;
function step() {
  steps++;
  const correction1 = 1 - optimiser.beta1 ** steps;
  const correction2 = 1 - optimiser.beta2 ** steps;
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() =>
      tf.neg(tf.mean(logProbabilities()))
    );
    const squares = tf.addN(
      Object.values(grads).map((g) => tf.sum(tf.square(g))),
    );
    const scale = tf.minimum(
      tf.scalar(optimiser.clip).div(tf.sqrt(squares).add(1e-6)),
      1,
    );
    for (const [name, gradient] of Object.entries(grads)) {
      const g = gradient.mul(scale), weight = variable[name];
      const m = first[name].mul(optimiser.beta1)
        .add(g.mul(1 - optimiser.beta1));
      const v = second[name].mul(optimiser.beta2)
        .add(tf.square(g).mul(1 - optimiser.beta2));
      const update = m.div(correction1)
        .div(tf.sqrt(v.div(correction2)).add(optimiser.epsilon));
      const decayed = decays[name] === 0
        ? update
        : update.add(weight.mul(decays[name]));
      weight.assign(weight.sub(decayed.mul(work.rate)));
      first[name].assign(m);
      second[name].assign(v);
    }
    return value;
  });
}

/** Runs so many steps, and then reads their losses. */
async function train(count) {
  const losses = [];
  for (let i = 0; i < count; i++) losses.push(step());
  const numbers = [];
  for (const loss of losses) {
    numbers.push((await loss.data())[0]);
    loss.dispose();
  }
  return numbers;
}

const losses = await train(1);
const firstStepAt = Date.now();
losses.push(...await train(2));
const times = await repeat(() => train(shape.steps));
const result = {
  library: `TensorFlow.js ${tf.version_core}`,
  device: "wasm",
  threads,
  firstStepAt,
  losses,
  step: times.map((ms) => ms / shape.steps),
  memory: peakMemory(),
  notes: [
    "embeds by products with one-hot rows: its backend has no kernel for the " +
    "gradient of gather",
    "generation is not measured: it has no update of a cache in place",
    ...(threads === 1 && threadCount > 1
      ? ["one thread: its backend starts none outside of browsers"]
      : []),
  ],
};
if (work.parts.includes("score")) {
  result.score = await repeat(async () => {
    const scores = tf.tidy(() => logProbabilities().sum(-1));
    await scores.data();
    scores.dispose();
  });
}
if (work.parts.includes("product")) {
  result.products = await bestProducts((n) => {
    const a = tf.randomUniform([n, n]), b = tf.randomUniform([n, n]);
    return async (times) => {
      let c;
      for (let i = 0; i < times; i++) {
        c?.dispose();
        c = tf.matMul(a, b);
      }
      await c.data();
      c.dispose();
    };
  });
}
console.log(JSON.stringify(result));
Deno.exit(0);
