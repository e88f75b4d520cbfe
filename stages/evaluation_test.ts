import assert from "node:assert/strict";
import { Generator } from "../learn/generation/generator.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { webgpuTest } from "../learn/testing/webgpu.ts";
import { createWasmDevice } from "../learn/wasm/device.ts";
import type { DeviceKind } from "../pipeline/stage.ts";
import {
  datasetColumns,
  referencesColumns,
  samplesColumns,
} from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { evaluation } from "./evaluation.ts";
import { judgeResponses } from "./evaluation/responses.ts";
import { evaluationSchema } from "./evaluation_file.ts";
import { generation } from "./generation.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { mean } from "./statistics/mean.ts";
import { pretraining } from "./pretraining.ts";
import { execute, temporaryFolder } from "./testing/context.ts";

const words = [
  ["cat", "K AE T"],
  ["hat", "HH AE T"],
  ["dog", "D AO G"],
  ["fog", "F AO G"],
  ["eye", "AY"],
  ["bed", "B EH D"],
].map(([prompt, response]) => ({ prompt: prompt!, response: response! }));
const references = words.map((word) => ({
  ...word,
  references: word.response,
}));

/** A base, a policy that was trained otherwise, and the held-out words. */
async function policies() {
  const folder = await temporaryFolder();
  const data = `${folder.path}/data.parquet`;
  const test = `${folder.path}/test.parquet`;
  await writeRows(data, datasetColumns, words);
  await writeRows(test, referencesColumns, references);
  const train = (seed: number, width = 16) =>
    execute(pretraining, {
      params: {
        layers: 1,
        width,
        heads: 2,
        context: 9,
        steps: 20,
        rate: 1e-2,
        batch: 6,
        seed,
      },
      inputs: { data },
    });
  const stack = new AsyncDisposableStack();
  stack.use(folder);
  const [base, own] = [stack.use(await train(1)), stack.use(await train(2))];
  return {
    folder: folder.path,
    data,
    test,
    base: base.outputs.policy,
    own: own.outputs.policy,
    train,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

type Policies = Awaited<ReturnType<typeof policies>>;

async function evaluate(
  { test, base }: Pick<Policies, "test" | "base">,
  policy: string,
  given: {
    kind?: "truncated" | "samples";
    accounts?: Record<string, string>;
    device?: DeviceKind;
  } = {},
) {
  await using done = await execute(evaluation, {
    params: {
      method: "rft",
      kind: given.kind ?? "truncated",
      baseRatio: 0.7,
      ratio: 0.35,
      seed: 1,
      batch: 4,
    },
    inputs: {
      policy,
      base,
      references: test,
      accounts: given.accounts ?? {},
    },
    device: given.device ?? "wasm",
  });
  return evaluationSchema.parse(
    JSON.parse(await Deno.readTextFile(done.outputs.evaluation)),
  );
}

Deno.test("an evaluation is what model, sampler and metrics say one by one", async () => {
  await using made = await policies();
  const { metrics, errors, margins, examples } = await evaluate(
    made,
    made.own,
  );
  const device = await createWasmDevice({ threads: 1 });
  const [own, base] = [made.own, made.base].map((path) =>
    loadPolicy(device, path)
  );
  const { speller } = own!;
  const prompts = words.map(({ prompt }) => speller.prompt(prompt));
  const say = async (temperature: number) => {
    const generator = new Generator(own!.model, 6, speller.context);
    return await generator.generate(prompts, { temperature, seed: 1 });
  };
  const score = async (
    of: typeof own,
    pairs: readonly [string, number[]][],
  ) => [
    ...await new Scorer(of!.model, 6, speller.context - 1).score(
      pairs.map(([prompt, response]) => ({
        prompt: speller.prompt(prompt),
        response,
      })),
    ),
  ];
  const [greedy, sampled, t07] = [await say(0), await say(1), await say(0.7)];
  const text = (said: typeof greedy) =>
    said.map(({ tokens }) => speller.text(tokens));
  const judged = judgeResponses(references, {
    greedy: text(greedy),
    sampled: text(sampled),
    t07: text(t07),
  }, "truncated");
  assert.deepEqual(errors, judged.errors);
  for (const [name, value] of Object.entries(judged.metrics)) {
    assert.equal(metrics[name as keyof typeof metrics], value, name);
  }
  assert.deepEqual(examples.map((one) => one.sampled), text(sampled));

  const drawn = sampled.map(({ tokens }, i): [string, number[]] => [
    words[i]!.prompt,
    [...tokens],
  ]);
  const [logs, underBase] = [await score(own, drawn), await score(base, drawn)];
  const near = (a: number | undefined, b: number) =>
    assert.ok(Math.abs(a! - b) < 1e-4, `${a} is not ${b}`);
  near(metrics.entropy, -mean(logs));
  near(metrics.kl_to_base, mean(logs.map((log, i) => log - underBase[i]!)));
  assert.ok(Math.abs(metrics.kl_to_base!) > 0.01);

  // "eye" has one phoneme, and so no truncated version.
  const rest = words.filter(({ prompt }) => prompt !== "eye");
  const tokens = (response: string) =>
    speller.sample("cat", response).response.slice();
  const clean = await score(
    own,
    rest.map(({ prompt, response }) => [prompt, tokens(response)]),
  );
  const low = await score(
    own,
    rest.map((
      { prompt, response },
    ) => [prompt, tokens(response.split(" ").slice(0, 2).join(" "))]),
  );
  assert.equal(margins.length, 5);
  margins.forEach((margin, i) => near(margin, clean[i]! - low[i]!));
  near(metrics.margin, mean(margins));
  device.destroy();
});

webgpuTest("an evaluation on webgpu is close to one on wasm", async () => {
  await using made = await policies();
  for (const kind of ["truncated", "samples"] as const) {
    const here = await evaluate(made, made.own, { kind });
    const there = await evaluate(made, made.own, { kind, device: "webgpu" });
    assert.deepEqual(there.errors, here.errors);
    for (const name of ["kl_to_base", "entropy", "margin"] as const) {
      const [a, b] = [here.metrics[name]!, there.metrics[name]!];
      assert.ok(Math.abs(a - b) < 1e-3, `${kind}, ${name}: ${a}, ${b}`);
    }
  }
});

Deno.test("the base does not diverge from itself", async () => {
  await using made = await policies();
  const { metrics } = await evaluate(made, made.base);
  assert.equal(metrics.kl_to_base, 0);
});

Deno.test("with kind samples the margin is over what the base says", async () => {
  await using made = await policies();
  const { margins, metrics } = await evaluate(made, made.own, {
    kind: "samples",
  });
  // Where the base says the reference there is none.
  assert.ok(margins.length > 0 && margins.length <= words.length);
  // The policy's own weights were in place again: its responses are the same.
  const plain = await evaluate(made, made.own);
  assert.equal(metrics.per_greedy, plain.metrics.per_greedy);
  assert.equal(metrics.kl_to_base, plain.metrics.kl_to_base);
});

Deno.test("what an arm took is the sum of its accounts", async () => {
  await using made = await policies();
  const accounts: Record<string, string> = {};
  for (const [i, name] of ["reward", "policy"].entries()) {
    accounts[name] = `${made.folder}/${name}.json`;
    await Deno.writeTextFile(
      accounts[name],
      JSON.stringify({
        version: 1,
        flops: 1e12 + i,
        trainedTokens: 10 + i,
        generatedTokens: i,
        scoredTokens: 5,
      }),
    );
  }
  const { compute } = await evaluate(made, made.base, { accounts });
  assert.deepEqual(compute, {
    flops: 2e12 + 1,
    trainedTokens: 21,
    generatedTokens: 1,
    scoredTokens: 10,
  });
});

Deno.test("a base of another shape is refused", async () => {
  await using made = await policies();
  await using wide = await made.train(1, 24);
  await assert.rejects(
    () => evaluate({ test: made.test, base: wide.outputs.policy }, made.own),
    (error) =>
      error instanceof DataError && /of different shapes/.test(error.message),
  );
});

Deno.test("recorded log-probabilities of samples are those of their texts", async () => {
  await using made = await policies();
  await using said = await execute(generation, {
    params: { seed: 3, batch: 4 },
    inputs: { policy: made.own, prompts: made.data },
  });
  const rows = await readRows(said.outputs.samples, samplesColumns);
  const device = await createWasmDevice({ threads: 1 });
  const { model, speller } = loadPolicy(device, made.own);
  const scores = await new Scorer(model, 6, speller.context - 1).score(
    rows.map(({ prompt, response }) => speller.sample(prompt, response)),
  );
  rows.forEach(({ log_probability }, i) =>
    assert.ok(Math.abs(log_probability - scores[i]!) < 1e-4)
  );
  device.destroy();
});

Deno.test("responses are judged by the nearest of the references", () => {
  const { metrics, errors } = judgeResponses(
    [
      { prompt: "a", references: "AH|EY" },
      { prompt: "read", references: "R IY D|R EH D" },
      { prompt: "three", references: "TH R IY" },
    ],
    {
      greedy: ["EY", "R EH D", "TH R"],
      sampled: ["AH", "R", "TH R IY IY"],
      t07: ["", "R AH D", "K"],
    },
    "truncated",
  );
  assert.deepEqual(errors, {
    greedy: [0, 0, 0.3333],
    sampled: [0, 0.6667, 0.3333],
    t07: [1, 0.3333, 1],
  });
  assert.equal(metrics.word_accuracy_greedy, 2 / 3);
  assert.equal(metrics.word_accuracy_sampled, 1 / 3);
  assert.equal(metrics.word_accuracy_t07, 0);
  assert.equal(metrics.per_sampled, 1 / 3);
  assert.equal(metrics.low_quality_rate, 1 / 3);
});
