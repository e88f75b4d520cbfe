/**
 * The policy step as a whole, on problems so small that the policy it should
 * come to can be written down: ref(y) exp(r(y) / beta) / Z.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Sequence } from "../../learn/data/sequence.ts";
import { configSchema } from "../../learn/models/gpt_neox.ts";
import { Model } from "../../learn/models/model.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { lcg } from "../../learn/testing/tiny.ts";
import { createWasmDevice } from "../../learn/wasm/device.ts";
import { AccountBook } from "../learning/account_book.ts";
import { trainTogether } from "../learning/train.ts";
import { temporaryFolder } from "../testing/context.ts";
import { actorCriticStep } from "./actor_critic.ts";
import { rlooStep } from "./rloo.ts";
import { policySettings } from "./settings.ts";

/** Of two tokens, so that attention sees whether another 1 or 2 came since. */
const prompt = [1, 2];
const beta = 0.5;

/** All responses that a policy can give, and their rewards. */
interface Problem {
  /** Tokens of prompt and response, at most. */
  readonly capacity: number;
  readonly responses: readonly (readonly number[])[];
  readonly rewards: readonly number[];
}

/** One token of three. */
const bandit: Problem = {
  capacity: 3,
  responses: [[0], [1], [2]],
  rewards: [1, 0.4, 0],
};
/** Up to two tokens of three; the token 0 ends a response. */
const episodes: Problem = {
  capacity: 4,
  responses: [[0], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [2, 2]],
  rewards: [0, 0.6, 0.2, -0.4, -0.2, 0.3, 0.8],
};

/** What a policy step comes to, and what it should come to. */
async function learn(
  { capacity, responses, rewards }: Problem,
  given: Partial<Parameters<typeof policySettings.parse>[0]>,
) {
  const device = await createWasmDevice({ threads: 1 });
  const config = configSchema.parse({
    model_type: "gpt_neox",
    vocab_size: 3,
    hidden_size: 16,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 32,
    max_position_embeddings: capacity,
    rotary_pct: 0.5,
    bos_token_id: 0,
    eos_token_id: 0,
    // No token is padding, which is never drawn.
    pad_token_id: 3,
  });
  const open = (head: "policy" | "reward") =>
    Model.initialise(device, config, head, lcg(5));
  const [base, model, critic] = [
    open("policy"),
    open("policy"),
    open("reward"),
  ];
  const params = policySettings.parse({
    prompts: 8,
    samples: 16,
    beta,
    rate: 5e-3,
    warmup: 5,
    floor: 0.01,
    value: { rate: 2e-2 },
    seed: 3,
    ...given,
  });
  const rewardOf = ({ response }: Sequence) =>
    rewards[responses.findIndex((r) => String(r) === String(response))]!;
  const account = new AccountBook(device);
  const setting = {
    params,
    account,
    model,
    base,
    capacity,
    prompts: [prompt],
    order: () => new Array<number>(params.prompts).fill(0),
    judge: (sequences: readonly Sequence[]) =>
      Promise.resolve([sequences.map(rewardOf)]),
  };
  const step = params.objective === "rloo"
    ? rlooStep(setting)
    : actorCriticStep(setting, critic);
  await using folder = await temporaryFolder();
  const curves = await trainTogether(
    step.learners,
    step.next,
    {
      scratch: folder.path,
      checkpointEvery: Infinity,
      account,
      log() {},
      metric() {},
      progress() {},
      warn() {},
    },
    step.units,
    step.epochs,
  );
  const probabilities = async (policy: Model) => {
    const scorer = new Scorer(policy, responses.length, capacity - 1);
    const logs = await scorer.score(
      responses.map((response) => ({ prompt, response })),
    );
    return [...logs].map(Math.exp);
  };
  const before = await probabilities(base), after = await probabilities(model);
  device.destroy();
  return { before, after, curves, wanted: tilted(before, rewards) };
}

/** ref exp(r / beta) / Z. */
function tilted(reference: readonly number[], rewards: readonly number[]) {
  const weights = reference.map((p, i) => p * Math.exp(rewards[i]! / beta));
  const total = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / total);
}

/** The total variation between two distributions. */
const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, p, i) => sum + Math.abs(p - b[i]!), 0) / 2;

/**
 * Where the policy is the optimal one, a score less the penalty is the same for
 * every response, so that advantages vanish, and with them the noise of
 * sampling: what is left is what the last small steps have not caught up with.
 * PPO's ratios are clipped, so that it takes more steps. All begin at a distance
 * above 0.25. A penalty that is a fifth too large ends at 0.048; values that are
 * taken a token too early end at 0.28.
 */
const cases = [
  { objective: "rloo", steps: 150 },
  { objective: "apa", steps: 150 },
  { objective: "apa", apa: { epochs: 3 }, steps: 150 },
  { objective: "ppo", steps: 400 },
  { objective: "ppo", ppo: { whiten: false }, steps: 400 },
] as const;

for (const given of cases) {
  Deno.test(`the policy step ${JSON.stringify(given)} comes to ref exp(r / beta) / Z`, async () => {
    for (const problem of [bandit, episodes]) {
      const { before, after, wanted } = await learn(problem, given);
      assert.ok(distance(before, wanted) > 0.25);
      const off = distance(after, wanted);
      assert.ok(off < 5e-3, `${after}, not ${wanted}: ${off}`);
    }
  });
}

Deno.test("apa without the penalty of later tokens comes there in a bandit alone", async () => {
  const given = { objective: "apa", apa: { penalty: false }, steps: 150 };
  // Here the target is not met but missed by the same for every token, so that
  // noise is left: 0.05 is some three deviations of 100 samples at this rate.
  const single = await learn(bandit, given);
  assert.ok(distance(single.after, single.wanted) < 0.05);
  const several = await learn(episodes, given);
  assert.ok(distance(several.after, several.wanted) > 0.02);
});

Deno.test("curves of a policy step show what it did", async () => {
  const { before, after, curves } = await learn(bandit, {
    objective: "ppo",
    steps: 400,
  });
  const of = (name: string) =>
    curves.series.find((one) => one.name === name)!.points;
  assert.deepEqual(curves.series.map(({ name }) => name), [
    "loss",
    "reward",
    "KL to base",
    "entropy",
    "value loss",
    "clipped share",
    "gradient norm",
    "value gradient norm",
  ]);
  // Once for each batch of samples, and once for each step.
  assert.equal(of("reward").length, 100);
  assert.deepEqual(of("reward").map(([step]) => step).slice(0, 3), [0, 4, 8]);
  assert.equal(of("clipped share").length, 200);
  const last = (name: string) => of(name).at(-1)![1];
  const expected = (f: (p: number, i: number) => number) =>
    after.reduce((sum, p, i) => sum + p * f(p, i), 0);
  // Means of 128 samples: four deviations of theirs are let pass.
  const near = (name: string, f: (p: number, i: number) => number) => {
    const mean = expected(f);
    const deviation = Math.sqrt(expected((p, i) => (f(p, i) - mean) ** 2));
    const off = Math.abs(last(name) - mean);
    assert.ok(off < 4 * deviation / Math.sqrt(128), `${name}: ${off}`);
  };
  near("reward", (_, i) => bandit.rewards[i]!);
  near("entropy", (p) => -Math.log(p));
  near("KL to base", (p, i) => Math.log(p / before[i]!));
  // What a response brings is then the same for all of them: beta log Z.
  assert.ok(of("value loss")[0]![1] > 0.1, `${of("value loss")[0]}`);
  assert.ok(last("value loss") < 1e-3, `${last("value loss")}`);
  const clipped = of("clipped share").map(([, share]) => share);
  assert.ok(clipped.every((share) => share >= 0 && share <= 1));
  assert.ok(clipped[1]! > 0);
});

for (const objective of ["rloo", "ppo"] as const) {
  Deno.test(`${objective} with a reward that is no number stops, and says at which step`, async () => {
    const broken: Problem = { ...bandit, rewards: [NaN, 0, 0] };
    await assert.rejects(
      learn(broken, { objective, steps: 40 }),
      objective === "rloo"
        ? /^DivergedError: Training stopped at step 0: the loss is not a finite/
        : /Training stopped at step 0: the loss of the policy model is not a/,
    );
  });
}

Deno.test("a policy that goes astray between two readings stops with its step", async () => {
  await assert.rejects(
    learn(bandit, { steps: 40, rate: 1e38, warmup: 0 }),
    /^DivergedError: Training stopped at step 1: the likelihood of what is generated is not a finite number/,
  );
});
