/**
 * The policy step by APA or PPO: a value model beside the policy, advantages of
 * single tokens, several steps on each batch of samples.
 *
 * @module
 */

import type { Batch } from "../../learn/data/sequence.ts";
import type { Model } from "../../learn/models/model.ts";
import {
  apa,
  apaGoals,
  withoutOwnPenalty,
} from "../../learn/objectives/apa.ts";
import {
  estimateAdvantages,
  tokenRewards,
  whiten,
} from "../../learn/objectives/gae.ts";
import {
  crossEntropyWeights,
  sequenceData,
} from "../../learn/objectives/likelihood.ts";
import type { Data } from "../../learn/objectives/objective.ts";
import { ppo } from "../../learn/objectives/ppo.ts";
import { valueRegression } from "../../learn/objectives/value.ts";
import { TokenScorer } from "../../learn/scoring/token_scorer.ts";
import { type Rollout, Rollouts, type Setting } from "./rollouts.ts";
import { epochsOf, type PolicySettings } from "./settings.ts";
import { commonUnits, type PolicyStep } from "./step.ts";

/** What is known of a batch's tokens, each [batch, time]. */
interface Tokens {
  readonly packed: Batch;
  readonly logProbabilities: Float32Array;
  readonly reference: Float32Array;
  readonly values: Float32Array;
}

/**
 * Prepares APA or PPO.
 *
 * @param critic The value model: a trunk with a scalar head.
 */
export function actorCriticStep(setting: Setting, critic: Model): PolicyStep {
  const { params, account, model, base, capacity } = setting;
  const batch = params.prompts * params.samples, time = capacity - 1;
  const rollouts = new Rollouts(setting);
  const scoring = (model: Model) =>
    account.counting(new TokenScorer(model, batch, time));
  const own = scoring(model), held = scoring(base), valued = scoring(critic);
  const epochs = epochsOf(params);
  let data: Readonly<Record<"policy" | "value", Data>>;
  let round: Rollout;
  return {
    learners: {
      policy: {
        model,
        build: params.objective === "apa"
          ? apa(model, batch, time)
          : ppo(model, batch, time, params.ppo),
        settings: params,
      },
      value: {
        model: critic,
        build: valueRegression(critic, batch, time),
        settings: { ...params, rate: params.value.rate },
      },
    },
    async next(step, book) {
      if (step % epochs === 0) {
        round = await rollouts.draw(step / epochs, step, book);
        const { packed } = round;
        const tokens: Tokens = {
          packed,
          logProbabilities: await own.score(packed),
          reference: await held.score(packed),
          values: await valued.score(packed),
        };
        book.add("KL to base", step, divergence(tokens, batch));
        data = dataOf(params, tokens, round.scores);
      }
      // Once for each of the two models.
      account.train(round.sequences);
      account.train(round.sequences);
      return data;
    },
    epochs,
    units: {
      ...commonUnits,
      "value loss": "half squared error",
      ...(params.objective === "ppo"
        ? { "clipped share": "share of tokens" }
        : {}),
    },
  };
}

/** log pi - log ref, summed over the tokens and averaged over the responses. */
function divergence(
  { logProbabilities, reference }: Tokens,
  responses: number,
): number {
  let sum = 0;
  logProbabilities.forEach((x, i) => sum += x - reference[i]!);
  return sum / responses;
}

/** What both models learn from a batch of samples. */
function dataOf(
  params: PolicySettings,
  tokens: Tokens,
  scores: Float64Array,
): Record<"policy" | "value", Data> {
  const { packed, logProbabilities, reference, values } = tokens;
  const penalised = params.objective === "ppo" || params.apa.penalty;
  const beta = penalised ? params.beta : 0;
  const { advantages, returns } = estimateAdvantages(
    packed,
    tokenRewards(packed, tokens, scores, beta),
    values,
    params.value.lambda,
  );
  const whitened = (x: Float64Array, wanted: boolean) =>
    wanted ? whiten(packed, x) : x;
  const shared = {
    ...sequenceData(packed),
    weights: crossEntropyWeights(packed),
  };
  const value = { ...shared, returns: Float32Array.from(returns) };
  if (params.objective === "ppo") {
    return {
      policy: {
        ...shared,
        old: logProbabilities,
        advantages: Float32Array.from(whitened(advantages, params.ppo.whiten)),
      },
      value,
    };
  }
  const c = params.apa.c ?? 1 / params.beta;
  const own = withoutOwnPenalty(packed, tokens, advantages, beta);
  return {
    policy: {
      ...shared,
      goals: apaGoals(packed, reference, whitened(own, params.apa.whiten), c),
    },
    value,
  };
}
